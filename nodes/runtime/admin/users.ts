import { TuyaError } from '../../cloud';
import type { TokenStore } from '../../cloud';
import type { RemoveAnswer, UsersAnswer } from '../../shared/admin';
import { accountOf, isInCodeMode } from '../account/accounts';
import type { CodeLive } from '../account/accounts';
import { onStarted } from '../account/deploys';
import { dropTokens, letGo } from '../account/token-stores';
import { findNode, isInFlows } from '../red-types';
import type { Red } from '../red-types';
import { Drafts } from './drafts';

/** Who has authorized an account, deployed or still in a dialog: listed within bounds, found by name, removed. */

/** Users that one answer holds. */
const MOST = 50;

/** Ends the watching that was begun before: the nodes may be registered again on the same events. */
const watching = new WeakMap<object, () => void>();

/** The Node-RED that has kept a draft last. */
let latest: Red | undefined;
const drafts = new Drafts<TokenStore>(
  {
    now: () => Date.now(),
    // No reason for a process to stay.
    after: (ms, task) => void setTimeout(task, ms).unref(),
  },
  (id, store) => {
    if (latest !== undefined && !isInFlows(latest, id)) void dropTokens(latest, id);
    else letGo(store);
  },
);

/** A dialog has authorized a user of an account that is not deployed, or not with these settings. */
export function keepDraft(RED: Red, id: string, store: TokenStore): void {
  latest = RED;
  drafts.keep(id, store);
}

/** The account was deployed: its own store counts from now on, and what the dialog brought with other settings goes. */
export function settleDraft(id: string, kept: TokenStore | undefined): void {
  const draft = drafts.get(id);
  drafts.end(id);
  if (draft !== undefined && kept !== draft) letGo(draft);
}

/** With each deploy the drafts go whose accounts nobody has deployed in time. */
export function watchDrafts(RED: Red): void {
  watching.get(RED.events)?.();
  watching.set(
    RED.events,
    onStarted(RED, () => {
      drafts.sweep();
    }),
  );
}

/** The account will not be: its users' tokens go. */
export async function endDraft(RED: Red, id: string): Promise<void> {
  if (drafts.get(id) === undefined) return;
  drafts.end(id);
  await dropTokens(RED, id);
}

/** A deployed account in code mode. */
export function liveOf(RED: Red, id: string): CodeLive | undefined {
  const account = accountOf(RED, id);
  return isInCodeMode(account) ? account : undefined;
}

/** Somebody asks for what is not there, or not theirs: there is nothing to learn from the difference. */
class NotFound extends TuyaError {
  constructor() {
    super('not_found', 'There is no such account or user');
  }
}

/** Whether an error is answered with 404. */
export function isNotFound(error: unknown): boolean {
  return error instanceof NotFound;
}

function requireAccount(RED: Red, id: string): void {
  const node = findNode(RED, id);
  if (node !== undefined && node.type !== 'tuya-config') throw new NotFound();
}

/** The stores of an account: the deployed one's and the draft's. */
function storesOf(RED: Red, id: string): TokenStore[] {
  requireAccount(RED, id);
  return [liveOf(RED, id)?.store, drafts.get(id)].filter((store) => store !== undefined);
}

/** `:id/users`: the newest who have authorized and whose uid holds the search, the newest last, and how many others there are. */
export async function usersOf(RED: Red, id: string, search: string): Promise<UsersAnswer> {
  const wanted = { limit: MOST, search: search.trim() };
  const lists = await Promise.all(storesOf(RED, id).map((store) => store.list(wanted)));
  const byUid = new Map(lists.flatMap(({ users }) => users).map((user) => [user.uid, user]));
  const users = [...byUid.values()].sort((a, b) => a.authorized_at - b.authorized_at).slice(-MOST);
  const more = Math.max(0, ...lists.map(({ total }) => total)) - users.length;
  return more > 0 ? { users, more } : { users };
}

/** `:id/users/:uid`: drops a user's tokens. */
export async function removeUser(RED: Red, id: string, uid: string): Promise<RemoveAnswer> {
  const stores = storesOf(RED, id);
  const found = await Promise.all(stores.map((store) => store.read(uid)));
  if (found.every((record) => record === undefined)) throw new NotFound();
  await drafts.get(id)?.remove(uid);
  await liveOf(RED, id)?.users.forget(uid);
  return { uid };
}
