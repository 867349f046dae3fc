import { isName } from '../pace/kind';
import type { ApiRequest } from '../request/build';
import type { Question } from './question';

/** What a command may have changed, and so which answers it ends. */

/** Something is no longer as it was: these devices, whatever an account can change, or what a user may see. */
export type Change =
  { what: 'devices'; ids: readonly string[] } | { what: 'anything' } | { what: 'user'; uid: string };

const ANYTHING: Change = { what: 'anything' };

/** What stands before the id of a device in a path. */
const HOLDERS = new Set(['devices', 'device', 'thing']);
/** Query parameters that name devices, one or several with commas between. */
const NAMING = new Set(['device_id', 'device_ids']);

/**
 * What a command changes. What is sent to a device, `…/commands` and `…/shadow/…`, or what it is told about itself, such as its name,
 * changes that device alone. Everything else counts as if it changed anything: a scene, an infrared key or a space does not say which
 * devices follow, and who deletes, moves or shares a device changes lists in which its id does not stand yet, or on whose other pages
 * it stood.
 */
export function changeOf({ method, segments, query }: ApiRequest): Change {
  const own = segments.flatMap((segment, i) => (HOLDERS.has(segments[i - 1] ?? '') ? idsIn(segment) : []));
  const named = [...query].flatMap(([name, value]) => (NAMING.has(name) ? idsIn(value) : []));
  const last = segments.at(-1) ?? '';
  const isSent = last === 'commands' || segments.includes('shadow');
  const isTold =
    (method === 'PUT' || method === 'PATCH') && own.includes(last) && segments.slice(0, -1).every(isName);
  const ids = [...own, ...named];
  return ids.length > 0 && (isSent || isTold) ? { what: 'devices', ids } : ANYTHING;
}

/** The ids in a comma list. What looks like a word of a path may be one: then nobody knows the device. */
function idsIn(list: string): string[] {
  const ids = list
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  return ids.some(isName) ? [] : ids;
}

/**
 * Whether a change ends an answer: one that is about a device names it in its question or in its text, lists, rooms and batches too.
 * @param answer its JSON; may be left out while nobody knows it
 */
export function ends(change: Change, question: Question, answer = ''): boolean {
  if (change.what === 'user') return question.who === change.uid;
  if (question.outside) return false;
  if (change.what === 'anything') return true;
  return change.ids.some((id) => {
    const written = JSON.stringify(id).slice(1, -1);
    return question.text.includes(written) || answer.includes(written);
  });
}
