import { randomUUID } from 'node:crypto';
import type { Node } from 'node-red';
import {
  Projects,
  SignedStates,
  TuyaClient,
  asTuyaError,
  configError,
  createTransport,
  systemClock,
} from '../../cloud';
import type { Account, TokenStore, TuyaError, Users } from '../../cloud';
import { connectionOf } from './connection';
import { credentialsOf, findNode } from '../red-types';
import type { Red, Saved } from '../red-types';
import { readAccount } from './settings';
import type { CodeSettings, SimpleSettings } from './settings';
import { identityOf, storeOf } from './token-stores';

/** The accounts at work: opened when they are deployed, found by the nodes that use them, closed in the end. */

/** What deployed accounts of both modes have. */
interface AnyLive {
  /** The id of its node. */
  id: string;
  client: TuyaClient;
}

/** A deployed account in simple mode. */
export interface SimpleLive extends AnyLive {
  settings: SimpleSettings;
}

/** A deployed account in code mode. */
export interface CodeLive extends AnyLive {
  settings: CodeSettings;
  /** The states of logins that flows have begun. */
  states: SignedStates;
  /** Who has authorized. */
  users: Users;
  /** Where the users' tokens are kept. */
  store: TokenStore;
}

/** A deployed account that works. */
export type Live = SimpleLive | CodeLive;

/** Accounts with one key share token, pace and clock, deployed ones and those in a dialog (L14). */
const projects = new Projects(systemClock);

/** A deployed account: what works, or the reason why it does not. */
export type Opened = Live | { problem: TuyaError };

// Beside the nodes, not on them: whoever prints a node sees neither secret nor token.
const opened = new Map<Node, Opened>();

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
  throw configError(
    'This needs code mode, and the account is in simple mode',
    'Choose code mode in the account, or another action.',
  );
}

/**
 * A client with the machine's own clock, sockets and randomness.
 * @throws TuyaError `TUYA_CONFIG` when a TLS or proxy node is missing
 */
export function newClient(RED: Red, account: Account & { tls: string; proxy: string }): TuyaClient {
  const way = connectionOf(RED, account);
  const platform = {
    clock: systemClock,
    transport: createTransport(way),
    way,
    nonce: randomUUID,
    random: Math.random,
  };
  return new TuyaClient(account, platform, projects);
}

function open(RED: Red, node: Node, saved: Saved): Opened {
  const { id } = node;
  try {
    const settings = readAccount(saved, credentialsOf(node));
    if (settings.mode === 'simple') return { id, client: newClient(RED, settings), settings };
    const { client_id, secret } = settings;
    const store = storeOf(RED, { id, ...settings }, node);
    const states = new SignedStates(secret, identityOf(id, client_id), () => Date.now(), store);
    const client = newClient(RED, { ...settings, store });
    return { id, client, settings, states, users: client.requireUsers(), store };
  } catch (thrown) {
    return { problem: asTuyaError(thrown) };
  }
}

/** Opens the account of a `tuya-config` node; bad settings are kept as the answer to every call. */
export function openAccount(RED: Red, node: Node, saved: Saved): void {
  opened.set(node, open(RED, node, saved));
}

/** Ends an account: its calls, its timers, its sockets. */
export async function closeAccount(node: Node): Promise<void> {
  const account = opened.get(node);
  opened.delete(node);
  if (account === undefined || 'problem' in account) return;
  await account.client.close();
  if (isInCodeMode(account)) await account.store.rest();
}

// One object each, so that who looks again sees that nothing has changed.
const NOT_CHOSEN: Opened = {
  problem: configError('No account is chosen', 'Open the node and choose an account.'),
};
const MISSING: Opened = {
  problem: configError(
    'The account is missing or disabled',
    'Open the node and choose an account that is enabled.',
  ),
};

/** The account that a flow node names, as of now (L10: it may be missing, disabled or another type). */
export function accountOf(RED: Red, id: string): Opened {
  if (id === '') return NOT_CHOSEN;
  const node = findNode(RED, id);
  return (node === undefined ? undefined : opened.get(node)) ?? MISSING;
}

/** The account whose flow has begun the login of this state. */
export function accountOfState(state: unknown): CodeLive | undefined {
  for (const account of opened.values()) {
    if (isInCodeMode(account) && account.states.isOurs(state)) return account;
  }
  return undefined;
}
