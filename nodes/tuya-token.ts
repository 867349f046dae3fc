import type { Node } from 'node-red';
import { onInput } from './runtime/node/flow-node';
import { Lifecycle } from './runtime/node/lifecycle';
import { put, requirePlace } from './runtime/node/place';
import { emitRenewals } from './runtime/node/renewals';
import { actionOf, outcomeOf, shown } from './runtime/node/token-actions';
import { readToken } from './runtime/node/token-settings';
import { userOf } from './runtime/node/user-of';
import { savedText } from './runtime/red-types';
import type { Message, Red, Saved } from './runtime/red-types';

/** Emits the account's token, exchanges, renews or forgets it. */
function register(RED: Red): void {
  function TuyaToken(this: Node, saved: Saved): void {
    RED.nodes.createNode(this, saved);
    const { account, action, user, place, includeRefreshToken, emitOnRenewal } = readToken(saved);
    const life = new Lifecycle({ RED, node: this, type: 'tuya-token', account, saved });
    const { flow, signal } = life;

    const renewals = !emitOnRenewal
      ? undefined
      : emitRenewals(life, async ({ client }, token) => {
          const msg = { _msgid: RED.util.generateId() } as Message;
          await put(flow, msg, place, shown(client, token, includeRefreshToken));
          if (!signal.aborted) this.send(msg);
        });

    onInput(life, async (live, msg, send) => {
      const name = action || savedText(msg.action) || 'get';
      const perform = actionOf(name);
      await requirePlace(flow, msg, place);
      const asked = { RED, account: live, msg, signal, includeRefreshToken };
      try {
        const answer = await perform({ ...asked, user: () => userOf(flow, user, msg, live) });
        await put(flow, msg, place, answer).catch((thrown: unknown) => {
          throw outcomeOf(name) ?? thrown;
        });
        renewals?.bring(answer);
        send(msg);
      } finally {
        // This message still counts.
        if (life.busy <= 1) renewals?.settle();
      }
    });
  }
  RED.nodes.registerType('tuya-token', TuyaToken);
}

export = register;
