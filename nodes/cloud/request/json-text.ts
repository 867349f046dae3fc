import { types } from 'node:util';
import type { Text } from '../errors/language';
import { problem, text } from '../errors/texts';
import { TuyaError, badRequest } from '../errors/tuya-error';
import { printable } from './characters';

/** A value as JSON text; what JSON would change silently is refused. */

/** Objects that JSON writes as what they are; of others, such as a Map, it would leave `{}`. */
const CARRIED = new Set(['Object', 'Array', 'String', 'Number', 'Boolean']);

/** What a value is, such as `Map`. Not instanceof: a function node has types of its own. */
export function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** Whether something is a stream of Node's or of the web; an object with a field called `pipe` is none. */
export function isStream(value: object): boolean {
  return typeof (value as { pipe?: unknown }).pipe === 'function' || kindOf(value) === 'ReadableStream';
}

/** What JSON would change without a word, by name: NaN becomes null, a Map `{}`; undefined for what it carries. */
function lossOf(value: unknown): Text | string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : String(value);
  if (typeof value === 'bigint') return text('what.loss.bigint');
  if (typeof value !== 'object' || value === null) return undefined;
  if (isStream(value)) return text('what.loss.stream');
  const kind = kindOf(value);
  return CARRIED.has(kind) ? undefined : text('what.loss.type', { type: kind });
}

/**
 * A value as JSON.
 * @param what how an error names the value
 * @throws TuyaError `TUYA_BAD_REQUEST` for what JSON cannot carry, with the name of the field
 */
export function jsonText(given: unknown, what: Text): string {
  /** Where each object stands, such as `commands.0`. */
  const places = new WeakMap<object, string>();
  function checked(this: Record<string, unknown>, key: string, value: unknown): unknown {
    const around = places.get(this);
    const place = around ? `${around}.${key}` : key;
    if (typeof value === 'object' && value !== null) places.set(value, place);
    // A date that is none writes itself as null.
    const loss = value === null && types.isDate(this[key]) ? text('what.loss.date') : lossOf(value);
    if (loss === undefined) return value;
    if (place === '') throw badRequest(...problem('value.lost', { what, loss }));
    throw badRequest(...problem('value.lostWithin', { what, loss, place: printable(place) }));
  }
  // Undefined for what JSON does not know, which the library's type leaves out.
  let written: unknown;
  try {
    written = JSON.stringify(given, checked);
  } catch (thrown) {
    if (thrown instanceof TuyaError) throw thrown;
    throw badRequest(...problem('value.unwritable', { what }));
  }
  if (typeof written === 'string') return written;
  throw badRequest(...problem('value.unsendable', { what, type: typeof given }));
}
