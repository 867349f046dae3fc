import type { Node } from 'node-red';
import { configError, inTime, systemClock } from '../../cloud';
import { findNode } from '../red-types';
import type { Red } from '../red-types';
import { logLine, problem } from '../texts/problems';
import { ContextStorage } from './context-storage';
import type { Context, RecordKind } from './context-storage';

/** The context stores of settings.js: which there are, what is to be known of them, and the records of accounts in them. */

type Stores = Readonly<
  Record<string, string | { module?: unknown; config?: { cache?: boolean } } | undefined>
>;

/** The stores by name, another name as a text; without any in settings.js, Node-RED has one in memory. */
function storesOf(RED: Red): Stores {
  const { contextStorage } = RED.settings as { contextStorage?: Stores };
  return contextStorage ?? { default: 'memory', memory: { module: 'memory' } };
}

/** @throws TuyaError `TUYA_CONFIG` for a context store that does not exist: Node-RED would quietly take another */
export function requireStore(RED: Red, name: string): void {
  if (name === 'default' || Object.hasOwn(storesOf(RED), name)) return;
  throw configError(...problem('account.store'));
}

/** What somebody should know who keeps tokens in this store. */
export function riskOf(RED: Red, name: string): string | undefined {
  const all = storesOf(RED);
  const chosen = all[name];
  const store = typeof chosen === 'string' ? all[chosen] : chosen;
  if (typeof store !== 'object') return undefined;
  if (store.module === 'memory') return logLine(RED, 'storeInMemory');
  return store.module === 'localfilesystem' && store.config?.cache !== false
    ? logLine(RED, 'storeLate')
    : undefined;
}

/** The global context of each Node-RED, as a node has shown it: when tokens are dropped, there may be no node any more. */
const shown = new WeakMap<object, Context>();

function globalContext(RED: Red): Context | undefined {
  const known = shown.get(RED.events);
  if (known !== undefined) return known;
  let any: Node | undefined;
  RED.nodes.eachNode(({ id }) => (any ??= findNode(RED, id)));
  return any?.context().global;
}

/** A node has a way to the global context, which is needed once no account is left. */
export function noteContext(RED: Red, node: Node): void {
  shown.set(RED.events, node.context().global);
}

/**
 * The records of an account in a context store.
 * @param account letters and digits that set it apart
 */
export function contextStorageOf(node: Node, store: string, account: string): ContextStorage {
  const context = node.context();
  return new ContextStorage({ context: context.global, store, kind: 'tokens', account, former: context });
}

/** The counts of an account in a context store. */
export function usageStorageOf(node: Node, store: string, account: string): ContextStorage {
  return new ContextStorage({ context: node.context().global, store, kind: 'usage', account });
}

/** Removes all records of a kind and an account from every context store, whichever it had last; one that fails, or does not answer, keeps its own. */
export async function dropFromContexts(
  RED: Red,
  { kind, account }: { kind: RecordKind; account: string },
  clock = systemClock,
): Promise<void> {
  const context = globalContext(RED);
  if (context === undefined) return;
  const stores = Object.entries(storesOf(RED)).filter(([, store]) => typeof store === 'object');
  const drop = async (store: string): Promise<void> => {
    const storage = new ContextStorage({ context, store, kind, account });
    for (const name of await storage.names()) await storage.delete(name);
  };
  await Promise.all(stores.map(([store]) => inTime(clock, drop(store)).catch(() => undefined)));
}
