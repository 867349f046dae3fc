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
import type { Account, Claim, Release, TokenStore, TuyaError } from '../../cloud';
import { connectionOf } from './connection';
import { credentialsOf, findNode } from '../red-types';
import type { Red, Saved } from '../red-types';
import { readAccount } from './settings';
import type { AccountSettings } from './settings';
import { identityOf, storeOf } from './token-stores';

/** A deployed account that works. */
export interface Live {
  client: TuyaClient;
  settings: AccountSettings;
  /** Code mode: the states of logins that flows have begun. */
  states: SignedStates;
  /** Code mode: where the users' tokens are kept. */
  store: TokenStore | undefined;
}

/** Accounts with one key share token, pace and clock, deployed ones and those in a dialog (L14). */
const projects = new Projects(systemClock);

/** The account in the one of its two shapes that its mode asks for. */
function toAccount(settings: AccountSettings, store: TokenStore | undefined): Account {
  if (settings.mode === 'simple') return { ...settings, mode: 'simple' };
  if (store === undefined) throw configError('Code mode needs a place for the tokens');
  return { ...settings, mode: 'code', store };
}

/** A deployed account: what works, or the reason why it does not. */
export type Opened = Live | { problem: TuyaError };

// Beside the nodes, not on them: whoever prints a node sees neither secret nor token.
const opened = new Map<Node, Opened>();

/**
 * A client with the machine's own clock, sockets and randomness.
 * @throws TuyaError `TUYA_CONFIG` when a TLS or proxy node is missing
 */
export function newClient(RED: Red, settings: AccountSettings, store?: TokenStore): TuyaClient {
  const platform = {
    clock: systemClock,
    transport: createTransport(connectionOf(RED, settings)),
    nonce: randomUUID,
    random: Math.random,
  };
  return new TuyaClient(toAccount(settings, store), platform, projects);
}

function open(RED: Red, node: Node, saved: Saved): Opened {
  try {
    const settings = readAccount(saved, credentialsOf(node));
    const { client_id, secret, tokenStore, mode } = settings;
    const place = { id: node.id, client_id, secret, tokenStore };
    const store = mode === 'code' ? storeOf(RED, place, node) : undefined;
    const claim: Claim = (name, until) => store?.claim(name, until) ?? Promise.resolve(false);
    const release: Release = (name, until) => store?.release(name, until) ?? Promise.resolve();
    const identity = identityOf(node.id, client_id);
    const states = new SignedStates(secret, identity, () => Date.now(), claim, release);
    return { client: newClient(RED, settings, store), settings, states, store };
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
  await account.store?.rest();
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
export function accountOfState(state: unknown): Live | undefined {
  for (const account of opened.values()) {
    if ('client' in account && account.store !== undefined && account.states.isOurs(state)) return account;
  }
  return undefined;
}
