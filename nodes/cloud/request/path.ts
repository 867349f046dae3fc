import { badRequest } from '../errors/tuya-error';
import { hasControl } from './characters';
import { addField, piecesOf } from './fields';
import { decode, decodeAll } from './percent';
import { sentText } from './text';

/** The path of a call: its placeholders filled in, its segments and its query taken apart. */

/** Values of the placeholders in a path. */
export type Params = Readonly<Record<string, unknown>>;

/** A `{placeholder}`; other braces, such as those of JSON in a query, stand for themselves. */
const SLOT = /\{ *([\p{L}\p{N}_.-]+) *\}/gu;

/** A segment that is what it looks like: nothing encoded in it, nothing to fill in, and no dots alone. */
const PLAIN = /^[\w~-][\w.~-]*$/;

/** The names of `{placeholders}` in a path. */
export function placeholdersOf(path: string): string[] {
  return [...path.matchAll(SLOT)].map(([, name = '']) => name);
}

/**
 * The decoded segments and query of a path such as `/v1.0/devices/{device_id}?codes={codes}`, placeholders filled in.
 * @throws TuyaError `TUYA_BAD_REQUEST` for a path that names a host, leads elsewhere or lacks a value
 */
export function parsePath(path: unknown, params: Params): { segments: string[]; query: Map<string, string> } {
  if (typeof path !== 'string' || path.trim() === '') {
    throw badRequest(
      'The path is missing',
      'Enter a path such as /v1.0/devices/{device_id}, or set msg.path.',
    );
  }
  const text = path.trim();
  if (hasControl(text)) throw badRequest('The path holds a line break or another control character');
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) || /^[/\\]{2}/.test(text) || text.startsWith('@')) {
    throw badRequest(
      'The path must not name a host',
      'Enter only the path, such as /v1.0/devices; the account holds the host.',
    );
  }
  const mark = `${text}?`.indexOf('?');
  return {
    segments: segmentsOf(text.slice(0, mark), params),
    query: queryOf(text.slice(mark + 1), params),
  };
}

function segmentsOf(pathname: string, params: Params): string[] {
  if (pathname.includes('\\') || decodeAll(pathname).includes('\\'))
    throw badRequest('The path holds a backslash');
  if (pathname.includes('//')) throw badRequest('The path holds an empty segment (//)');
  if (!/^\/v\d+(\.\d+)*\//.test(pathname)) {
    throw badRequest(
      'The path must begin with a version, such as /v1.0/',
      'Copy the path from the page of the call.',
    );
  }
  return pathname
    .slice(1)
    .split('/')
    .map((segment) => {
      if (PLAIN.test(segment)) return segment;
      // What the path itself says is checked before, what is put in after: a value is one segment whatever it holds.
      const fixed = decodeAll(segment);
      if (isDots(fixed) || fixed.includes('/')) {
        throw badRequest('The path holds "..", "." or an encoded slash');
      }
      if (hasControl(fixed)) throw badRequest('The path holds an encoded control character');
      return filledSegment(segment, params);
    });
}

function queryOf(text: string, params: Params): Map<string, string> {
  const query = new Map<string, string>();
  for (const [name, value] of piecesOf(text)) addField(query, filled(name, params), filled(value, params));
  return query;
}

function filledSegment(segment: string, params: Params): string {
  const text = filled(segment, params);
  if (hasDotSegment(text)) throw badRequest('A value in the path holds "." or ".." as a path would');
  if (hasControl(text))
    throw badRequest('A value in the path holds a line break or another control character');
  return text;
}

/** A piece decoded, with the values of its placeholders as they are. */
function filled(piece: string, params: Params): string {
  return piece
    .split(SLOT)
    .map((part, i) => (i % 2 === 1 ? valueOf(part, params) : decode(part))) // every second one is a name
    .join('');
}

function valueOf(name: string, params: Params): string {
  const given = Object.hasOwn(params, name) ? params[name] : undefined;
  if ([given].flat().some((one) => typeof one === 'object' && one !== null)) {
    throw badRequest(
      `The value of {${name}} is an object`,
      'Give the text or the number itself, such as the id in it.',
    );
  }
  const text = sentText(given ?? '', `value of {${name}}`);
  if (text !== '') return text;
  throw badRequest(
    `The path needs a value for {${name}}`,
    `Fill in ${name} in the node, or set msg.params.${name} or msg.${name}.`,
  );
}

function isDots(segment: string): boolean {
  return segment === '.' || segment === '..';
}

function hasDotSegment(text: string): boolean {
  return [text, decodeAll(text)].some((form) => form.split(/[/\\]/).some(isDots));
}
