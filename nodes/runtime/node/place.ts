import { badRequest } from '../../cloud';
import type { TuyaError } from '../../cloud';
import { savedText } from '../red-types';
import type { Flow, Message, Red, Saved } from '../red-types';
import { problem } from '../texts/problems';

/** Where a node puts its answer: a property of the message, of the flow's or of the global context. */
export interface Place {
  kind: 'msg' | 'flow' | 'global';
  /** `payload`, `found.rows`; in a context with the store where one is named. */
  name: string;
}

/** The place that a node was given; `msg.payload` where it was given none. */
export function placeOf(saved: Saved): Place {
  const type = savedText(saved.propertyType);
  const kind = type === 'flow' || type === 'global' ? type : 'msg';
  const name = savedText(saved.property).trim() || 'payload';
  return { kind, name: kind === 'msg' ? name.replace(/^msg\./, '') : name };
}

type Key = string | number;
type Holder = Record<Key, unknown>;

function noPlace(): TuyaError {
  return badRequest(...problem('node.place'));
}

/**
 * The keys on the way to a place.
 * @throws TuyaError `TUYA_BAD_REQUEST` for what names none
 */
export function keysOf(RED: Red, msg: Message, { kind, name }: Place): Key[] {
  const path = kind === 'msg' ? name : RED.util.parseContextStore(name).key;
  try {
    return RED.util.normalisePropertyExpression(path, msg, false);
  } catch {
    throw noPlace();
  }
}

/** What holds a place, as far as the way to it exists. */
function holderOf(root: Holder, keys: readonly Key[]): { holder: Holder; key: Key } | undefined {
  let holder = root;
  for (const [index, key] of keys.entries()) {
    if (index === keys.length - 1 || !Object.hasOwn(holder, key)) return { holder, key };
    const next = holder[key];
    if (typeof next !== 'object' || next === null) return undefined;
    holder = next as Holder;
  }
  return undefined;
}

/** What a context holds by the first of these keys, as far as it matters for the way to a place in it. */
async function rootOf({ RED, node }: Flow, { kind, name }: Place, [first, ...rest]: Key[]): Promise<Holder> {
  if (kind === 'msg' || first === undefined || rest.length === 0) return {};
  const { store } = RED.util.parseContextStore(name);
  const value = await new Promise<unknown>((resolve) => {
    // A store that cannot be read now may take the answer later.
    node.context()[kind].get(String(first), store, (error: Error | null, found: unknown) => {
      resolve(error ? undefined : found);
    });
  }).catch(() => undefined);
  return value === undefined ? {} : { [first]: value };
}

/**
 * Makes sure that an answer will find its place, before a call is spent on it.
 * @throws TuyaError `TUYA_BAD_REQUEST`
 */
export async function requirePlace(flow: Flow, msg: Message, place: Place): Promise<void> {
  const keys = keysOf(flow.RED, msg, place);
  // Node-RED sets nothing below a text, and says nothing of it.
  const root = place.kind === 'msg' ? msg : await rootOf(flow, place, keys);
  const found = holderOf(root, keys);
  if (found === undefined || !Object.isExtensible(found.holder)) throw noPlace();
}

/**
 * Puts a value into its place.
 * @throws TuyaError `TUYA_BAD_REQUEST` when it does not get there
 */
export async function put({ RED, node }: Flow, msg: Message, place: Place, value: unknown): Promise<void> {
  try {
    if (place.kind === 'msg') {
      if (!RED.util.setMessageProperty(msg, place.name, value, true)) throw noPlace();
      return;
    }
    const context = node.context()[place.kind];
    const { key, store } = RED.util.parseContextStore(place.name);
    await new Promise<void>((resolve, reject) => {
      context.set(key, value, store, (error?: Error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  } catch {
    throw noPlace();
  }
}

/** A copy of a message without what stands in the place of the answer: it would be copied to be overwritten, however large. */
export function cloneWithout({ RED }: Flow, msg: Message, place: Place): Message {
  const found = place.kind === 'msg' ? holderOf(msg, keysOf(RED, msg, place)) : undefined;
  if (found === undefined || !Object.hasOwn(found.holder, found.key)) return RED.util.cloneMessage(msg);
  const { holder, key } = found;
  const kept = holder[key];
  holder[key] = undefined;
  try {
    return RED.util.cloneMessage(msg);
  } finally {
    holder[key] = kept;
  }
}
