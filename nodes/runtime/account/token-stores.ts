import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Node } from 'node-red';
import { FileStorage, TokenStore } from '../../cloud';
import type { Said, Storage } from '../../cloud';
import type { Red } from '../red-types';
import { speakerOfRed } from '../texts/languages';
import { contextStorageOf, dropFromContexts, requireStore, riskOf } from './context-stores';

/** The places of tokens: one store for each account and key, in a file, a context store or memory. */

/**
 * The folder of the tokens below Node-RED's user directory: one folder for an account node in it, and one for its key in that. In a
 * context store an account has a prefix of its own; the names of the records tell keys apart.
 */
const FOLDER = 'tuya-tokens';

/** A name that tells nobody what it stands for. */
export function digest(...parts: string[]): string {
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

/** Where Node-RED keeps what is its own. */
export function userDirOf(RED: Red): string | undefined {
  return (RED.settings as { userDir?: string }).userDir;
}

function folderOf(userDir: string, id: string): string {
  return join(userDir, FOLDER, digest(id));
}

/**
 * The token store of an account; `node` is absent while only a dialog knows the account.
 * @throws TuyaError `TUYA_CONFIG` when it names a context store that does not exist
 */
export function storeOf(RED: Red, place: StorePlace, node: Node | undefined): TokenStore {
  const { id, client_id, secret, tokenStore } = place;
  if (tokenStore !== 'file') requireStore(RED, tokenStore);
  const key = digest(id, client_id, secret, tokenStore);
  // What only memory holds, as before the deploy, has nothing to warn of.
  const warn = (said: Said): void => {
    node?.warn(speakerOfRed(RED)(said));
  };
  const storage = storageOf(RED, place, node);
  const known = stores.get(key)?.store;
  const store = known ?? new TokenStore(place, storage, warn);
  stores.set(key, { id, store });
  if (node === undefined) return store;
  if (known !== undefined && storage !== undefined) void known.use(storage, warn);
  const risk = tokenStore === 'file' ? undefined : riskOf(RED, tokenStore);
  if (risk !== undefined) node.warn(risk);
  return store;
}

/** Before the deploy memory has to do: nobody would drop the tokens of a dialog that is cancelled or never deployed. */
function storageOf(
  RED: Red,
  { id, client_id, tokenStore }: StorePlace,
  node: Node | undefined,
): Storage | undefined {
  if (node === undefined) return undefined;
  if (tokenStore !== 'file') return contextStorageOf(node, tokenStore, digest(id));
  const userDir = userDirOf(RED);
  return userDir ? new FileStorage(join(folderOf(userDir, id), digest(client_id))) : undefined;
}

/** Forgets a store that no deployed account has, and what only memory holds of it; what it has stored goes with its account. */
export function letGo(store: TokenStore): void {
  for (const [key, known] of stores) if (known.store === store) stores.delete(key);
}

/** Drops all tokens of an account that was deleted, whatever key, mode or place it had last (L2). */
export async function dropTokens(RED: Red, id: string): Promise<void> {
  for (const [key, { id: owner, store }] of [...stores]) {
    if (owner !== id) continue;
    stores.delete(key);
    await store.clear();
  }
  await dropFromContexts(RED, { kind: 'tokens', account: digest(id) });
  const userDir = userDirOf(RED);
  if (userDir) await rm(folderOf(userDir, id), { recursive: true, force: true }).catch(() => undefined);
}
