import { types } from 'node:util';
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
function lossOf(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : String(value);
  if (typeof value === 'bigint') return 'a BigInt';
  if (typeof value !== 'object' || value === null) return undefined;
  if (isStream(value)) return 'a stream';
  const kind = kindOf(value);
  return CARRIED.has(kind) ? undefined : `an object of type ${kind}`;
}

/**
 * A value as JSON.
 * @param what how an error names the value
 * @throws TuyaError `TUYA_BAD_REQUEST` for what JSON cannot carry, with the name of the field
 */
export function jsonText(given: unknown, what: string): string {
  /** Where each object stands, such as `commands.0`. */
  const places = new WeakMap<object, string>();
  function checked(this: Record<string, unknown>, key: string, value: unknown): unknown {
    const around = places.get(this);
    const place = around ? `${around}.${key}` : key;
    if (typeof value === 'object' && value !== null) places.set(value, place);
    // A date that is none writes itself as null.
    const loss = value === null && types.isDate(this[key]) ? 'an invalid date' : lossOf(value);
    if (loss === undefined) return value;
    throw badRequest(
      `The ${what} ${place === '' ? `is ${loss}` : `holds ${loss} in "${printable(place)}"`}, which JSON cannot carry`,
      'Turn it into a text, a number, a list or an object of these first.',
    );
  }
  // Undefined for what JSON does not know, which the library's type leaves out.
  let text: unknown;
  try {
    text = JSON.stringify(given, checked);
  } catch (thrown) {
    if (thrown instanceof TuyaError) throw thrown;
    throw badRequest(
      `The ${what} cannot be written as JSON: it refers to itself or fails to serialise`,
      'Send only the fields that the call needs.',
    );
  }
  if (typeof text !== 'string') throw badRequest(`The ${what} cannot be sent (${typeof given})`);
  return text;
}
