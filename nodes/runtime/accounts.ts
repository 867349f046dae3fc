import { randomUUID } from 'node:crypto';
import type { Node } from 'node-red';
import { MAX_SOCKETS, TuyaClient } from '../cloud/client';
import type { Account } from '../cloud/client';
import { systemClock } from '../cloud/clock';
import { configError, asTuyaError } from '../cloud/errors';
import type { TuyaError } from '../cloud/errors';
import { createTransport } from '../cloud/transport';
import { findNode } from './red-types';
import type { Red } from './red-types';

/** A deployed account: its client, or the reason why it has none. */
export type Opened = { client: TuyaClient } | { problem: TuyaError };

// Beside the nodes, not on them: whoever prints a node sees neither secret nor token.
const opened = new WeakMap<Node, Opened>();

/** A client with the machine's own clock, sockets and randomness. */
export function newClient(account: Account): TuyaClient {
  return new TuyaClient(account, {
    clock: systemClock,
    transport: createTransport({ maxSockets: MAX_SOCKETS }),
    nonce: randomUUID,
    random: Math.random,
  });
}

/** Opens the account of a `tuya-config` node; bad settings are kept as the answer to every call. */
export function openAccount(node: Node, read: () => Account): Opened {
  let result: Opened;
  try {
    result = { client: newClient(read()) };
  } catch (thrown) {
    result = { problem: asTuyaError(thrown) };
  }
  opened.set(node, result);
  return result;
}

/** The account that a flow node names (L10: it may be missing, disabled or another type). */
export function accountOf(RED: Red, id: unknown): Opened {
  if (typeof id !== 'string' || id === '') {
    return { problem: configError('No account is chosen', 'Open the node and choose an account.') };
  }
  const node = findNode(RED, id);
  const found = node === undefined ? undefined : opened.get(node);
  return (
    found ?? {
      problem: configError(
        'The account is missing or disabled',
        'Open the node and choose an account that is enabled.',
      ),
    }
  );
}
