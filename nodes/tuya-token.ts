import type { Node } from 'node-red';
import { TuyaError, authorizationUrl, badRequest } from './cloud';
import type { Token, TuyaClient } from './cloud';
import type { Live } from './runtime/account/accounts';
import { usualCallback } from './runtime/admin/callback-address';
import { attach } from './runtime/node/flow-node';
import { savedText } from './runtime/red-types';
import type { Message, Red, Saved } from './runtime/red-types';
import { userOf } from './runtime/node/user-of';
import { setValue } from './runtime/node/typed-input';

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
function authorize(
  RED: Red,
  { client, settings, states }: Live,
  msg: Message,
): { url: string; state: string } {
  client.requireUsers();
  const redirectUrl = savedText(msg.redirectUrl).trim() || (settings.redirectUrl ?? usualCallback(RED));
  if (!/^https?:/i.test(redirectUrl) || !URL.canParse(redirectUrl)) {
    throw badRequest(
      'msg.redirectUrl is not a web address',
      'Set it to the address of your callback, https://…',
    );
  }
  const state = states.issue();
  return { url: authorizationUrl(settings, redirectUrl, state), state };
}

/** What came to the callback, wherever the flow has it: in the message, its request or its payload. */
function callbackOf(msg: Message): { code: string; state: unknown; platformUrl: string } {
  const request = msg.req as { query?: unknown } | undefined;
  const places = [msg, request?.query, msg.payload].filter(
    (place): place is Record<string, unknown> => typeof place === 'object' && place !== null,
  );
  const find = (name: string): unknown =>
    places.map((place) => place[name]).find((value) => value !== undefined && value !== '');
  return {
    code: savedText(find('code')),
    state: find('state'),
    platformUrl: savedText(find('platform_url')),
  };
}

async function exchange({ client, states }: Live, msg: Message, signal: AbortSignal): Promise<Token> {
  client.requireUsers();
  const { code, state, platformUrl } = callbackOf(msg);
  if (code === '' && state === undefined) {
    throw badRequest(
      'There is no code to exchange',
      'Pass on the message of the callback, or set msg.code and msg.state.',
    );
  }
  return states.once(state, async () => {
    if (code === '') {
      throw new TuyaError('TUYA_AUTHORIZATION_REQUIRED', 'The user did not authorize: Tuya sent no code');
    }
    return client.exchange(code, platformUrl, signal);
  });
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
          return authorize(RED, account, msg);
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

    /** What messages were answered with while others were worked on. */
    const brought = new Set<unknown>();
    let tellHeld = (): void => {
      brought.clear();
    };
    const attached = attach(RED, this, 'tuya-token', saved.account, async (account, msg, send, signal) => {
      const action = savedText(saved.action, 'get') || savedText(msg.action) || 'get';
      try {
        const answer = await perform(account, action, msg, signal);
        await setValue(RED, this, msg, saved.property, saved.propertyType, answer);
        brought.add(answer);
        send(msg);
      } finally {
        if (attached.busy() <= 1) tellHeld();
      }
    });

    const client = attached.account?.client;
    if (client === undefined || saved.emitOnRenewal !== true) return;
    const emit = async (token: Token): Promise<void> => {
      const msg = { _msgid: RED.util.generateId() } as Message;
      const answer = shown(client, token, includeRefreshToken);
      await setValue(RED, this, msg, saved.property, saved.propertyType, answer);
      this.send(msg);
    };
    const tell = (token: Token): void => {
      if (attached.signal.aborted) return;
      emit(token).catch(() => {
        this.error('The token could not be put where the node says');
      });
    };
    // A message that is being worked on may bring the new token itself: what none of them brought is told afterwards.
    const held: Token[] = [];
    tellHeld = () => {
      const known = [...brought].map(
        (answer) => (answer as { access_token?: unknown } | undefined)?.access_token,
      );
      brought.clear();
      for (const token of held.splice(0)) if (!known.includes(token.access_token)) tell(token);
    };
    const unwatch = client.watch((token) => {
      if (attached.busy() > 0) held.push(token);
      else tell(token);
    });
    this.on('close', (_removed: boolean, done: () => void) => {
      unwatch();
      done();
    });
  }
  RED.nodes.registerType('tuya-token', TuyaToken);
}

export = register;
