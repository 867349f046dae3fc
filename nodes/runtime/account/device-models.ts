import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Node } from 'node-red';
import { FileStorage, Models, systemClock } from '../../cloud';
import type { Red } from '../red-types';
import { speakerOfRed } from '../texts/languages';
import { digest, userDirOf } from './token-stores';

/** Where accounts keep the models of their devices: one set for each account, key and address in this process, whoever needs one. */

/** The folder of the models below Node-RED's user directory: one folder for an account node in it, and one for its key and address in that. */
const FOLDER = 'tuya-models';
const SUFFIX = '.json';
/** Accounts that were never deployed, such as those whose dialog was cancelled: the oldest goes when there are more. */
const MOST_IDLE = 20;

/** What names an account's models. */
export interface ModelsPlace {
  id: string;
  client_id: string;
  /** Other data centers have other devices. */
  baseUrl: string;
}

/** They outlive a deploy, and are shared by an account and its dialog. */
const known = new Map<string, { id: string; models: Models; deployed: boolean }>();

function folderOf(userDir: string, id: string): string {
  return join(userDir, FOLDER, digest(id));
}

/** The models of an account, deployed or not. */
export function modelsOf(RED: Red, place: ModelsPlace): Models {
  return entryOf(RED, place).models;
}

function entryOf(RED: Red, { id, client_id, baseUrl }: ModelsPlace): { models: Models; deployed: boolean } {
  const name = digest(userDirOf(RED) ?? '', id, client_id, baseUrl);
  const found = known.get(name);
  if (found !== undefined) return found;
  const idle = [...known].filter(([, { deployed }]) => !deployed);
  for (const [old] of idle.slice(0, Math.max(0, idle.length - MOST_IDLE + 1))) known.delete(old);
  const entry = { id, models: new Models(systemClock), deployed: false };
  known.set(name, entry);
  return entry;
}

/** The models of an account that is deployed: kept in the user directory, where there is one. */
export function openModels(RED: Red, place: ModelsPlace, node: Node): Models {
  const { id, client_id, baseUrl } = place;
  const entry = entryOf(RED, place);
  const userDir = userDirOf(RED);
  // What is in memory is as new as what it has written.
  const isFirst = !entry.deployed && Boolean(userDir);
  const folder = join(folderOf(userDir ?? '', id), digest(client_id, baseUrl));
  entry.models.open(isFirst ? new FileStorage(folder, undefined, SUFFIX) : undefined, (said) => {
    node.warn(speakerOfRed(RED)(said));
  });
  entry.deployed = true;
  return entry.models;
}

/** Drops the models of an account that was deleted. */
export async function dropModels(RED: Red, id: string): Promise<void> {
  for (const [name, entry] of [...known]) {
    if (entry.id !== id) continue;
    known.delete(name);
    await entry.models.rest();
  }
  const userDir = userDirOf(RED);
  if (userDir) await rm(folderOf(userDir, id), { recursive: true, force: true }).catch(() => undefined);
}
