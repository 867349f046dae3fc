import { problem, text } from '../errors/texts';
import { badRequest } from '../errors/tuya-error';
import { printable } from './characters';
import { isStream, kindOf } from './json-text';
import { decode } from './percent';
import { sentText } from './text';

/** The fields of a query or a form, from a text or an object. */

/** Adds a field; what a name holds already becomes a comma list, as Tuya's lists are. */
export function addField(pairs: Map<string, string>, name: string, value: string): void {
  const before = pairs.get(name);
  pairs.set(name, before === undefined ? value : `${before},${value}`);
}

/** The pieces of `a=1&b=2`, as they stand. */
export function* piecesOf(fields: string): Generator<[name: string, value: string], void, undefined> {
  for (const piece of fields.split('&')) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    yield equals < 0 ? [piece, ''] : [piece.slice(0, equals), piece.slice(equals + 1)];
  }
}

/**
 * Names and texts of a query or a form: lists become comma lists, objects JSON, null and undefined go.
 * @param source an object, a Map, a URLSearchParams or a text such as `a=1&b=2`
 * @param what how an error names it
 * @throws TuyaError `TUYA_BAD_REQUEST`
 */
export function fieldsOf(source: unknown, what: 'query' | 'form'): Map<string, string> {
  const pairs = new Map<string, string>();
  if (source === undefined || source === null) return pairs;
  if (typeof source === 'string') {
    for (const [name, text] of piecesOf(source.replace(/^\?/, '')))
      addField(pairs, decode(name), decode(text));
    return pairs;
  }
  for (const [key, one] of pairsOf(source, what)) {
    const name = sentText(key, text(`what.nameIn.${what}`));
    if (one === undefined || one === null) continue;
    addField(pairs, name, sentText(one, text(`what.valueIn.${what}`, { name: printable(name) })));
  }
  return pairs;
}

/** The pairs of an object of names and values; a Map or URLSearchParams holds them in another way. */
function pairsOf(source: unknown, what: 'query' | 'form'): Iterable<[unknown, unknown]> {
  const kind = kindOf(source);
  if (kind === 'Map' || kind === 'URLSearchParams') return source as Iterable<[unknown, unknown]>;
  if (kind === 'Object' && !isStream(source as object)) return Object.entries(source as object);
  throw badRequest(...problem('value.noObject', { what: text(`what.${what}`) }));
}
