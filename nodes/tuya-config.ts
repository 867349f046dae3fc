import type { Node } from 'node-red';
import { openAccount } from './runtime/accounts';
import { serveAdmin } from './runtime/admin';
import { credentialsOf } from './runtime/red-types';
import type { Red, Saved } from './runtime/red-types';
import { readAccount } from './runtime/settings';

/** The account: holds `client_id` and `secret`, owns the one client and its tokens. */
function register(RED: Red): void {
  function TuyaConfig(this: Node, saved: Saved): void {
    RED.nodes.createNode(this, saved);
    const account = openAccount(this, () => readAccount(saved, credentialsOf(this)));
    this.on('close', (_removed: boolean, done: () => void) => {
      if ('client' in account) account.client.close();
      done();
    });
  }
  RED.nodes.registerType('tuya-config', TuyaConfig, {
    credentials: { client_id: { type: 'text' }, secret: { type: 'password' } },
  });
  serveAdmin(RED);
}

export = register;
