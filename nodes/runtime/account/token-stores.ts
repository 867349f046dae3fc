import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Node } from 'node-red';
import { FileStorage, TokenStore, configError } from '../../cloud';
import type { Storage } from '../../cloud';
import { ContextStorage } from './context-storage';
import type { Red } from '../red-types';

/** The places of tokens: one store for each account and key, in a file, a context store or memory. */

/** The folder of the tokens below Node-RED's user directory: one folder for an account node in it, and one for its key in that. */
const FOLDER = 'tuya-tokens';

function digest(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}

/** What an account's users and states are bound to: the node and its key, in a form that tells nobody either. */
export function identityOf(id: string, client_id: string): string {
  return digest(id, client_id);
}

/** What names an account's token store. */
export interface StorePlace {
  id: string;
  client_id: string;
  secret: string;
  /** `file`, or the name of a context store. */
  tokenStore: string;
}

/** Stores outlive a deploy, and are shared by an account and its dialog: what only memory holds is not lost with either. */
const stores = new Map<string, { id: string; store: TokenStore }>();

function userDirOf(RED: Red): string | undefined {
  return (RED.settings as { userDir?: string }).userDir;
}

function folderOf(userDir: string, id: string): string {
  return join(userDir, FOLDER, digest(id));
}

type ContextStores = Readonly<
  Record<string, string | { module?: unknown; config?: { cache?: boolean } } | undefined>
>;

/** The context stores of settings.js; without any, Node-RED has one in memory. */
function contextStores(RED: Red): ContextStores {
  const { contextStorage } = RED.settings as { contextStorage?: ContextStores };
  return contextStorage ?? { default: { module: 'memory' }, memory: { module: 'memory' } };
}

/** @throws TuyaError `TUYA_CONFIG` for a context store that does not exist: Node-RED would quietly take another */
function requireStore(RED: Red, name: string): void {
  if (name === 'file' || name === 'default' || Object.hasOwn(contextStores(RED), name)) return;
  throw configError(
    'There is no such context store for the tokens',
    'Enter file under Keep tokens, or the name of a store from contextStorage in settings.js.',
  );
}

/** What somebody should know who keeps tokens in this store. */
function risk(RED: Red, name: string): string | undefined {
  const all = contextStores(RED);
  const chosen = all[name] ?? all.default;
  const store = typeof chosen === 'string' ? all[chosen] : chosen;
  if (typeof store !== 'object') return undefined;
  if (store.module === 'memory')
    return 'The context store of the tokens is in memory: users have to authorize again after a restart';
  return store.module === 'localfilesystem' && store.config?.cache !== false
    ? 'The context store of the tokens writes every half minute: a crash in between loses users. Set cache: false in settings.js'
    : undefined;
}

/**
 * The token store of an account; `node` is absent while only a dialog knows the account.
 * @throws TuyaError `TUYA_CONFIG` when it names a context store that does not exist
 */
export function storeOf(RED: Red, place: StorePlace, node: Node | undefined): TokenStore {
  const { id, client_id, secret, tokenStore } = place;
  requireStore(RED, tokenStore);
  const key = digest(id, client_id, secret, tokenStore);
  const warn = (text: string): void => {
    if (node === undefined) RED.log.warn(text);
    else node.warn(text);
  };
  const storage = storageOf(RED, place, node);
  const known = stores.get(key)?.store;
  const store = known ?? new TokenStore(place, storage, warn);
  stores.set(key, { id, store });
  if (node === undefined) {
    // Nobody would end the timer of a store that is never deployed.
    if (known === undefined) void store.rest();
    return store;
  }
  if (known !== undefined && storage !== undefined) void known.use(storage, warn);
  const text = tokenStore === 'file' ? undefined : risk(RED, tokenStore);
  if (text !== undefined) warn(text);
  return store;
}

/** Before the deploy memory has to do: nobody would drop the tokens of a dialog that is cancelled or never deployed. */
function storageOf(
  RED: Red,
  { id, client_id, tokenStore }: StorePlace,
  node: Node | undefined,
): Storage | undefined {
  if (node === undefined) return undefined;
  if (tokenStore !== 'file') return new ContextStorage(node, tokenStore);
  const userDir = userDirOf(RED);
  return userDir ? new FileStorage(join(folderOf(userDir, id), digest(client_id))) : undefined;
}

/** Drops all tokens of an account that was deleted, whatever key, mode or place it had last (L2). */
export async function dropTokens(RED: Red, id: string): Promise<void> {
  for (const [key, { id: owner, store }] of [...stores]) {
    if (owner !== id) continue;
    stores.delete(key);
    await store.clear();
    await store.rest();
  }
  const userDir = userDirOf(RED);
  if (userDir) await rm(folderOf(userDir, id), { recursive: true, force: true }).catch(() => undefined);
}
