import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Node } from 'node-red';
import { AccountMeter, FileStorage, UsageBook, systemClock } from '../../cloud';
import type { Meter, Shelf } from '../../cloud';
import { findNode, savedText } from '../red-types';
import type { Red } from '../red-types';
import { speakerOfRed } from '../texts/languages';
import { dropFromContexts, usageStorageOf } from './context-stores';
import type { AccountSettings } from './settings';
import { digest, userDirOf } from './token-stores';

/** The books in which accounts count what they spend: one for each account and key in this process, whoever counts in it. */

/** The folder of the counts below Node-RED's user directory: one folder for an account node in it, and one for its key in that. */
const FOLDER = 'tuya-usage';
const SUFFIX = '.json';
/** Books of accounts that are not deployed, any more or yet: the oldest goes when there are more. */
const MOST_IDLE = 20;

/** What names a book: an account, its key, and where it is kept. */
export interface UsagePlace {
  id: string;
  settings: AccountSettings;
}

/** They outlive a deploy: while an old client ends and a new one begins, both count in the same. */
const books = new Map<string, { id: string; book: UsageBook }>();

function storeOf({ settings }: UsagePlace): string {
  return settings.mode === 'code' ? settings.tokenStore : 'file';
}

function nameOf(RED: Red, place: UsagePlace): string {
  return digest(userDirOf(RED) ?? '', place.id, place.settings.client_id, storeOf(place));
}

/** What tells this Node-RED from others that share its context store, after a restart too. */
function instanceOf(RED: Red): string {
  const { settings } = RED as unknown as { settings: { get?: (name: string) => unknown } };
  let id: unknown;
  try {
    id = settings.get?.('instanceId');
  } catch {
    // Settings that are not there, or not yet.
  }
  return digest(savedText(id) || `${hostname()} ${userDirOf(RED) ?? ''}`);
}

function shelfOf(RED: Red, place: UsagePlace, node: Node): Shelf | undefined {
  const { id, settings } = place;
  const key = digest(settings.client_id);
  const store = storeOf(place);
  if (store !== 'file') {
    const storage = usageStorageOf(node, store, digest(id));
    // Each counts what it spends itself.
    return { storage, prefix: `${key}-${instanceOf(RED)}-` };
  }
  const userDir = userDirOf(RED);
  if (!userDir) return undefined;
  return { storage: new FileStorage(join(folderOf(userDir, id), key), undefined, SUFFIX), prefix: '' };
}

function folderOf(userDir: string, id: string): string {
  return join(userDir, FOLDER, digest(id));
}

/** The book of an account, whether it is deployed or not. */
export function bookOf(RED: Red, place: UsagePlace): UsageBook {
  const name = nameOf(RED, place);
  const known = books.get(name);
  if (known !== undefined) return known.book;
  const book = new UsageBook(systemClock);
  const idle = [...books].filter(([, other]) => other.book.isIdle);
  for (const [old] of idle.slice(0, Math.max(0, idle.length - MOST_IDLE + 1))) books.delete(old);
  books.set(name, { id: place.id, book });
  return book;
}

/** The newest book of an account that is not deployed, or not with settings that work; undefined where there is none. */
export function restingBook(id: string): UsageBook | undefined {
  return [...books.values()].filter((one) => one.id === id).at(-1)?.book;
}

/** A deployed account begins to count. */
export function openBook(RED: Red, place: UsagePlace, node: Node): UsageBook {
  const book = bookOf(RED, place);
  book.open({
    shelf: shelfOf(RED, place, node),
    warn: (said) => {
      node.warn(speakerOfRed(RED)(said));
    },
    nameOf: (id) => nodeName(RED, id),
  });
  return book;
}

/** What a dialog spends: it counts in the book of its account, and within its budget. */
export function dialogMeter(RED: Red, place: UsagePlace): Meter {
  return new AccountMeter(bookOf(RED, place), place.settings);
}

/** What a node is called; empty for one without a name, undefined for one that is not there. */
export function nodeName(RED: Red, id: string): string | undefined {
  const node = findNode(RED, id);
  return node === undefined ? undefined : savedText(node.name);
}

/** Drops the counts of an account that was deleted, whatever key or place it had last (L2). */
export async function dropUsage(RED: Red, id: string): Promise<void> {
  for (const [name, known] of [...books]) {
    if (known.id !== id) continue;
    books.delete(name);
    await known.book.forget();
  }
  await dropFromContexts(RED, { kind: 'usage', account: digest(id) });
  const userDir = userDirOf(RED);
  if (userDir) await rm(folderOf(userDir, id), { recursive: true, force: true }).catch(() => undefined);
}
