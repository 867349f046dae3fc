import type { Node } from 'node-red';
import { openAccount } from './runtime/accounts';
import { serveAdmin } from './runtime/admin';
import { forgetLogin } from './runtime/logins';
import { isInFlows } from './runtime/red-types';
import type { Red, Saved } from './runtime/red-types';

/** The account: holds `client_id` and `secret`, owns the one client and its tokens. */
function register(RED: Red): void {
  function TuyaConfig(this: Node, saved: Saved): void {
    RED.nodes.createNode(this, saved);
    forgetLogin(this.id);
    const account = openAccount(RED, this, saved);
    this.on('close', (removed: boolean, done: () => void) => {
      if ('problem' in account) {
        done();
        return;
      }
      account.client.close();
      // A deleted account takes its users' tokens with it (L2); a disabled one keeps them.
      const deleted = removed && !isInFlows(RED, this.id);
      void Promise.resolve(deleted ? account.store?.clear() : undefined).finally(done);
    });
  }
  RED.nodes.registerType('tuya-config', TuyaConfig, {
    credentials: { client_id: { type: 'text' }, secret: { type: 'password' } },
  });
  serveAdmin(RED);
}

export = register;
