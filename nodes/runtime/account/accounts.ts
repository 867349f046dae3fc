import type { Node } from 'node-red';
import { asTuyaError, configError } from '../../cloud';
import type { TokenStore } from '../../cloud';
import { findNode } from '../red-types';
import type { Red, Saved } from '../red-types';
import { problem } from '../texts/problems';
import { Deployed } from './deployed';
import type { CodeLive, Live, Opened, Problem } from './deployed';
import { heraldOf, leaveHerald } from './herald';
import type { AccountUsage } from './usage';

export type { CodeLive, Live, Opened } from './deployed';

/** The accounts at work: opened when they are deployed, found by the nodes that use them, closed in the end. */

// Beside the nodes, not on them: whoever prints a node sees neither secret nor token.
const deployed = new Map<Node, Deployed | Problem>();

/** Whether an account works, in code mode. */
export function isInCodeMode(account: Opened): account is CodeLive {
  return 'states' in account;
}

/**
 * The account, for what only code mode can do.
 * @throws TuyaError `TUYA_CONFIG` in simple mode
 */
export function requireCodeMode(account: Live): CodeLive {
  if (isInCodeMode(account)) return account;
  throw configError(...problem('login.needsCode'));
}

/**
 * Opens the account of a `tuya-config` node; bad settings are kept as the answer to every call.
 * @returns where its users' tokens are kept, in code mode
 */
export function openAccount(RED: Red, node: Node, saved: Saved): TokenStore | undefined {
  try {
    const account = new Deployed(RED, node, saved);
    deployed.set(node, account);
    return account.store;
  } catch (thrown) {
    const error = asTuyaError(thrown);
    const herald = heraldOf(RED, node, 'none');
    herald.state.tell('settings', { severity: 'error', key: 'settings', error });
    deployed.set(node, { problem: error, herald });
    return undefined;
  }
}

/** Ends an account: its calls, its timers, its sockets. What is known of it stays for the node that takes its place. */
export async function closeAccount(RED: Red, node: Node): Promise<void> {
  const account = deployed.get(node);
  deployed.delete(node);
  leaveHerald(RED, node);
  if (account instanceof Deployed) await account.close();
}

// One object each, so that who looks again sees that nothing has changed.
const NOT_CHOSEN: Opened = {
  problem: configError(...problem('account.notChosen')),
};
const MISSING: Opened = {
  problem: configError(...problem('account.missing')),
};

/** The account that a flow node names, as of now (L10: it may be missing, disabled or another type). */
export function accountOf(RED: Red, id: string): Opened {
  if (id === '') return NOT_CHOSEN;
  const node = findNode(RED, id);
  const account = node === undefined ? undefined : deployed.get(node);
  return account instanceof Deployed ? account.now() : (account ?? MISSING);
}

/** What a deployed account spends, also while it cannot work; undefined for one that has no settings, or is not there. */
export function usageOfAccount(RED: Red, id: string): AccountUsage | undefined {
  const node = findNode(RED, id);
  const account = node === undefined ? undefined : deployed.get(node);
  return account instanceof Deployed ? account.usage : undefined;
}

/** The account whose flow has begun the login of this state. */
export function accountOfState(state: unknown): CodeLive | undefined {
  for (const one of deployed.values()) {
    const account = one instanceof Deployed ? one.now() : one;
    if (isInCodeMode(account) && account.states.isOurs(state)) return account;
  }
  return undefined;
}
