import type { Node } from 'node-red';
import type { TuyaClient } from './cloud/client';
import { badRequest, configError } from './cloud/errors';
import type { Token } from './cloud/token';
import { attach } from './runtime/input';
import { textOf } from './runtime/red-types';
import type { Message, Red, Saved } from './runtime/red-types';
import { setValue } from './runtime/values';

const CODE_MODE_ACTIONS = ['authorize', 'exchange', 'users'];

/** A token as it leaves the node: whole seconds left, end as epoch milliseconds. */
function shown(client: TuyaClient, token: Token, includeRefreshToken: boolean): Record<string, unknown> {
  const left = client.token.left(token);
  return {
    access_token: token.access_token,
    expire_time: Math.floor(left / 1000),
    expires_at: Date.now() + Math.round(left),
    uid: token.uid,
    base_url: token.base_url,
    ...(includeRefreshToken ? { refresh_token: token.refresh_token } : {}),
  };
}

async function perform(
  client: TuyaClient,
  action: string,
  includeRefreshToken: boolean,
  signal: AbortSignal,
): Promise<unknown> {
  switch (action) {
    case 'get':
      return shown(client, await client.getToken(signal), includeRefreshToken);
    case 'renew':
      return shown(client, await client.renewToken(signal), includeRefreshToken);
    case 'forget':
      return { uid: client.token.forget() };
    default:
      if (CODE_MODE_ACTIONS.includes(action)) {
        throw configError(
          `The action ${action} needs code mode`,
          'Choose code mode in the account, or another action.',
        );
      }
      throw badRequest(`The action "${action.slice(0, 40)}" is not known`, 'Choose get, renew or forget.');
  }
}

/** Emits the account's token, renews or forgets it. */
function register(RED: Red): void {
  function TuyaToken(this: Node, saved: Saved): void {
    RED.nodes.createNode(this, saved);
    const includeRefreshToken = saved.includeRefreshToken === true;
    const attached = attach(RED, this, 'tuya-token', saved.account, async (client, msg, send, signal) => {
      const action = textOf(saved.action, 'get') || textOf(msg.action) || 'get';
      const answer = await perform(client, action, includeRefreshToken, signal);
      await setValue(RED, this, msg, saved.property, saved.propertyType, answer);
      send(msg);
    });

    const { client } = attached;
    if (client === undefined || saved.emitOnRenewal !== true) return;
    const unwatch = client.token.watch((token) => {
      // A message that is being worked on brings the new token itself.
      if (attached.busy() > 0) return;
      const msg = { _msgid: RED.util.generateId() } as Message;
      setValue(
        RED,
        this,
        msg,
        saved.property,
        saved.propertyType,
        shown(client, token, includeRefreshToken),
      ).then(
        () => {
          this.send(msg);
        },
        (error: unknown) => {
          this.error(error instanceof Error ? error.message : 'The token could not be stored', msg);
        },
      );
    });
    this.on('close', (_removed: boolean, done: () => void) => {
      unwatch();
      done();
    });
  }
  RED.nodes.registerType('tuya-token', TuyaToken);
}

export = register;
