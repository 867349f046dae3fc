import type { Node } from 'node-red';
import { closeAccount, openAccount } from './runtime/account/accounts';
import { serveAdmin } from './runtime/admin/routes';
import { forgetDraft } from './runtime/admin/users';
import { isInFlows } from './runtime/red-types';
import { dropTokens } from './runtime/account/token-stores';
import type { Red, Saved } from './runtime/red-types';

/** The accounts in the flows, disabled ones too. */
function accountIds(RED: Red): Set<string> {
  const ids = new Set<string>();
  RED.nodes.eachNode(({ id, type }) => {
    if (type === 'tuya-config') ids.add(id);
  });
  return ids;
}

/** What was registered last; a test registers the nodes again and again on the same events. */
let latest: Red | undefined;

/** An account that was disabled has no node that could notice its deletion. */
function watchDeletions(RED: Red): void {
  const watching = latest?.events === RED.events;
  latest = RED;
  if (watching) return;
  let known = new Set<string>();
  RED.events.on('flows:started', () => {
    const now = accountIds(latest ?? RED);
    for (const id of known) if (!now.has(id)) dropTokens(latest ?? RED, id).catch(() => undefined);
    known = now;
  });
}

/** The account: holds `client_id` and `secret`, owns the one client and its tokens. */
function register(RED: Red): void {
  function TuyaConfig(this: Node, saved: Saved): void {
    RED.nodes.createNode(this, saved);
    forgetDraft(this.id);
    openAccount(RED, this, saved);
    const end = async (removed: boolean): Promise<void> => {
      await closeAccount(this);
      // A deleted account takes its users' tokens with it (L2); a disabled one keeps them.
      if (removed && !isInFlows(RED, this.id)) await dropTokens(RED, this.id);
    };
    this.on('close', (removed: boolean, done: () => void) => {
      end(removed).then(
        () => {
          done();
        },
        () => {
          done();
        },
      );
    });
  }
  RED.nodes.registerType('tuya-config', TuyaConfig, {
    credentials: { client_id: { type: 'text' }, secret: { type: 'password' } },
  });
  watchDeletions(RED);
  serveAdmin(RED);
}

export = register;
