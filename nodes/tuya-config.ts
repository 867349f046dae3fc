import type { Node } from 'node-red';
import { closeAccount, openAccount } from './runtime/account/accounts';
import { noteContext } from './runtime/account/context-stores';
import { noteSubflow, watchDeletions } from './runtime/account/deletions';
import { dropTokens } from './runtime/account/token-stores';
import { dropUsage } from './runtime/account/usage-books';
import { forgetCallback } from './runtime/admin/callback-address';
import { serveAdmin } from './runtime/admin/routes';
import { settleDraft, watchDrafts } from './runtime/admin/users';
import { idsInFlows } from './runtime/red-types';
import type { Red, Saved } from './runtime/red-types';

/** The account: holds `client_id` and `secret`, owns the one client and its tokens. */
function register(RED: Red): void {
  function TuyaConfig(this: Node, saved: Saved): void {
    RED.nodes.createNode(this, saved);
    noteSubflow(this);
    noteContext(RED, this);
    settleDraft(this.id, openAccount(RED, this, saved));
    const end = async (removed: boolean): Promise<void> => {
      await closeAccount(RED, this);
      // A deleted account takes its users' tokens with it (L2); a disabled one keeps them.
      if (!removed || idsInFlows(RED).has(this.id)) return;
      forgetCallback(this.id);
      await Promise.all([dropTokens(RED, this.id), dropUsage(RED, this.id)]);
    };
    this.on('close', (removed: boolean, done: () => void) => {
      void end(removed)
        .catch(() => undefined)
        .finally(done);
    });
  }
  RED.nodes.registerType('tuya-config', TuyaConfig, {
    credentials: { client_id: { type: 'text' }, secret: { type: 'password' } },
  });
  watchDeletions(RED);
  watchDrafts(RED);
  serveAdmin(RED);
}

export = register;
