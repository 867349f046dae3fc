import type { Node } from 'node-red';
import type { TuyaClient } from './cloud/client';
import { badRequest, configError } from './cloud/errors';
import { authorizationUrl } from './cloud/oauth';
import type { Token } from './cloud/token';
import type { Live } from './runtime/accounts';
import { attach } from './runtime/input';
import { textOf } from './runtime/red-types';
import type { Message, Red, Saved } from './runtime/red-types';
import { userOf } from './runtime/user-of';
import { setValue } from './runtime/values';

/** A token as it leaves the node: whole seconds left, end as epoch milliseconds. */
function shown(client: TuyaClient, token: Token, includeRefreshToken: boolean): Record<string, unknown> {
  const left = client.leftOf(token);
  return {
    access_token: token.access_token,
    expire_time: Math.floor(left / 1000),
    expires_at: Date.now() + Math.round(left),
    uid: token.uid,
    base_url: token.base_url,
    ...(includeRefreshToken ? { refresh_token: token.refresh_token } : {}),
  };
}

/** A one-time address to send a user's browser to. */
function authorize({ client, settings, states }: Live, msg: Message): { url: string; state: string } {
  client.requireUsers();
  const redirectUrl = textOf(msg.redirectUrl).trim() || settings.redirectUrl;
  if (redirectUrl === undefined || !URL.canParse(redirectUrl)) {
    throw configError(
      'The callback address is missing',
      'Enter the address to which Tuya sends the browser back in the account, or set msg.redirectUrl.',
    );
  }
  const state = states.issue();
  return { url: authorizationUrl(settings, redirectUrl, state), state };
}

/** The callback's query, wherever the flow has it. */
function callbackOf(msg: Message): Record<string, unknown> {
  const request = msg.req as { query?: unknown } | undefined;
  for (const source of [msg, request?.query, msg.payload]) {
    if (typeof source === 'object' && source !== null && 'code' in source) return { ...source };
  }
  throw badRequest(
    'There is no code to exchange',
    'Pass on the message of the callback, or set msg.code and msg.state.',
  );
}

function exchange({ client, states }: Live, msg: Message, signal: AbortSignal): Promise<Token> {
  client.requireUsers();
  const { code, state, platform_url } = callbackOf(msg);
  states.redeem(state ?? msg.state);
  return client.exchange(textOf(code), textOf(platform_url), signal);
}

/** Emits the account's token, exchanges, renews or forgets it. */
function register(RED: Red): void {
  function TuyaToken(this: Node, saved: Saved): void {
    RED.nodes.createNode(this, saved);
    const includeRefreshToken = saved.includeRefreshToken === true;

    const perform = async (
      account: Live,
      action: string,
      msg: Message,
      signal: AbortSignal,
    ): Promise<unknown> => {
      const { client } = account;
      const uid = (): Promise<string | undefined> => userOf(RED, this, saved, msg, account);
      switch (action) {
        case 'get':
          return shown(client, await client.getToken(signal, await uid()), includeRefreshToken);
        case 'renew':
          return shown(client, await client.renewToken(signal, await uid()), includeRefreshToken);
        case 'forget':
          return { uid: await client.forget(await uid()) };
        case 'authorize':
          return authorize(account, msg);
        case 'exchange':
          return shown(client, await exchange(account, msg, signal), includeRefreshToken);
        case 'users':
          return client.requireUsers().list();
        default:
          throw badRequest(
            `The action "${action.slice(0, 40)}" is not known`,
            'Choose get, renew, authorize, exchange, users or forget.',
          );
      }
    };

    const attached = attach(RED, this, 'tuya-token', saved.account, async (account, msg, send, signal) => {
      const action = textOf(saved.action, 'get') || textOf(msg.action) || 'get';
      const answer = await perform(account, action, msg, signal);
      await setValue(RED, this, msg, saved.property, saved.propertyType, answer);
      send(msg);
    });

    const client = attached.account?.client;
    if (client === undefined || saved.emitOnRenewal !== true) return;
    const emit = async (token: Token): Promise<void> => {
      const msg = { _msgid: RED.util.generateId() } as Message;
      const answer = shown(client, token, includeRefreshToken);
      await setValue(RED, this, msg, saved.property, saved.propertyType, answer);
      this.send(msg);
    };
    const unwatch = client.watch((token) => {
      // A message that is being worked on brings the new token itself.
      if (attached.busy() > 0) return;
      emit(token).catch(() => {
        this.error('The token could not be put where the node says');
      });
    });
    this.on('close', (_removed: boolean, done: () => void) => {
      unwatch();
      done();
    });
  }
  RED.nodes.registerType('tuya-token', TuyaToken);
}

export = register;
