import { text } from '../errors/texts';
import { unpacked } from '../exact-json';
import { isObject } from '../json';
import { jsonText } from './json-text';

/**
 * Tuya puts JSON into strings in some places (PROTOCOL 9): both directions of that.
 */

/** Calls of the thing model with a field that is JSON text in the body. */
const TEXT_FIELDS: readonly [RegExp, string][] = [
  [/\/shadow\/properties(\/(issue|desired))?$/, 'properties'],
  [/\/shadow\/actions$/, 'input_params'],
];
/** Fields that may hold JSON text in an answer. */
const FIELDS = new Set(['value', 'values', 'model']);
const DEEPEST = 12;

/** A body as Tuya wants it: `properties` of the thing model may be given as an object and is sent as its JSON text. */
export function withEmbedded(path: string, body: unknown): unknown {
  const pathname = path.split('?')[0] ?? '';
  const name = TEXT_FIELDS.find(([pattern]) => pattern.test(pathname))?.[1];
  if (name === undefined || !isObject(body) || !isObject(body[name])) return body;
  return { ...body, [name]: jsonText(body[name], text('what.field', { name })) };
}

/** An answer in which JSON in a string, such as the colour of a lamp, is what it stands for. */
export function parseEmbedded(result: unknown, depth = 0): unknown {
  if (depth > DEEPEST) return result;
  if (Array.isArray(result)) return result.map((item) => parseEmbedded(item, depth + 1));
  if (!isObject(result)) return result;
  const entries = Object.entries(result).map(([name, value]): [string, unknown] => [
    name,
    FIELDS.has(name) && typeof value === 'string' ? unpacked(value) : parseEmbedded(value, depth + 1),
  ]);
  return Object.fromEntries(entries);
}
