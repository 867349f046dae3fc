import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Node } from 'node-red';
import { FileShelf } from '../cloud/file-shelf';
import { TokenStore } from '../cloud/token-store';
import type { Shelf } from '../cloud/token-store';
import { ContextShelf } from './context-shelf';
import type { Red } from './red-types';

/** The folder of the tokens below Node-RED's user directory. */
const FOLDER = 'tuya-tokens';

/** What an account's users and states are bound to: the node and its key, in a form that tells nobody either. */
export function identityOf(id: string, client_id: string): string {
  return createHash('sha256').update(`${id}\n${client_id}`).digest('hex').slice(0, 32);
}

/** Texts in memory, for a context store whose node is not deployed yet. */
export class MemoryShelf implements Shelf {
  private readonly texts = new Map<string, string>();

  get(name: string): Promise<string | undefined> {
    return Promise.resolve(this.texts.get(name));
  }

  set(name: string, text: string): Promise<void> {
    this.texts.set(name, text);
    return Promise.resolve();
  }

  delete(name: string): Promise<void> {
    this.texts.delete(name);
    return Promise.resolve();
  }

  names(): Promise<string[]> {
    return Promise.resolve([...this.texts.keys()]);
  }
}

/** What users authorized in a dialog before the first deploy, until the node is there to take it over. */
const early = new Map<string, MemoryShelf>();

function earlyShelf(identity: string): MemoryShelf {
  const shelf = early.get(identity) ?? new MemoryShelf();
  early.set(identity, shelf);
  return shelf;
}

async function takeOver(from: MemoryShelf, to: Shelf): Promise<void> {
  for (const name of await from.names()) {
    const text = await from.get(name);
    if (text !== undefined) await to.set(name, text);
  }
}

/** What names an account's token store. */
export interface StorePlace {
  id: string;
  client_id: string;
  secret: string;
  /** `file`, or the name of a context store. */
  tokenStore: string;
}

/** The token store of an account; `node` is absent while only a dialog knows the account. */
export function storeOf(RED: Red, place: StorePlace, node: Node | undefined): TokenStore {
  const identity = identityOf(place.id, place.client_id);
  const warn = (text: string): void => {
    if (node === undefined) RED.log.warn(text);
    else node.warn(text);
  };
  return new TokenStore(place, shelfOf(RED, place, identity, node, warn), warn);
}

function shelfOf(
  RED: Red,
  place: StorePlace,
  identity: string,
  node: Node | undefined,
  warn: (text: string) => void,
): Shelf {
  const { userDir } = RED.settings as { userDir?: string };
  if (place.tokenStore === 'file' && userDir) return new FileShelf(join(userDir, FOLDER, identity));
  if (place.tokenStore === 'file' || node === undefined) return earlyShelf(identity);
  const shelf = new ContextShelf(node, place.tokenStore);
  const before = early.get(identity);
  early.delete(identity);
  if (before !== undefined) {
    takeOver(before, shelf).catch(() => {
      warn('The users who authorized before the deploy could not be stored: authorize them again');
    });
  }
  return shelf;
}
