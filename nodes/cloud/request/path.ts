import { problem, text } from '../errors/texts';
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
    throw badRequest(...problem('path.missing'));
  }
  const whole = path.trim();
  if (hasControl(whole)) throw badRequest(...problem('path.control'));
  if (/^[a-z][a-z0-9+.-]*:/i.test(whole) || /^[/\\]{2}/.test(whole) || whole.startsWith('@')) {
    throw badRequest(...problem('path.host'));
  }
  const mark = `${whole}?`.indexOf('?');
  return {
    segments: segmentsOf(whole.slice(0, mark), params),
    query: queryOf(whole.slice(mark + 1), params),
  };
}

function segmentsOf(pathname: string, params: Params): string[] {
  if (pathname.includes('\\') || decodeAll(pathname).includes('\\'))
    throw badRequest(...problem('path.backslash'));
  if (pathname.includes('//')) throw badRequest(...problem('path.empty'));
  if (!/^\/v\d+(\.\d+)*\//.test(pathname)) {
    throw badRequest(...problem('path.version'));
  }
  return pathname
    .slice(1)
    .split('/')
    .map((segment) => {
      if (PLAIN.test(segment)) return segment;
      // What the path itself says is checked before, what is put in after: a value is one segment whatever it holds.
      const fixed = decodeAll(segment);
      if (isDots(fixed) || fixed.includes('/')) {
        throw badRequest(...problem('path.dots'));
      }
      if (hasControl(fixed)) throw badRequest(...problem('path.encodedControl'));
      return filledSegment(segment, params);
    });
}

function queryOf(fields: string, params: Params): Map<string, string> {
  const query = new Map<string, string>();
  for (const [name, value] of piecesOf(fields)) addField(query, filled(name, params), filled(value, params));
  return query;
}

function filledSegment(segment: string, params: Params): string {
  const value = filled(segment, params);
  if (hasDotSegment(value)) throw badRequest(...problem('path.valueDots'));
  if (hasControl(value)) throw badRequest(...problem('path.valueControl'));
  return value;
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
    throw badRequest(...problem('path.valueObject', { name }));
  }
  const value = sentText(given ?? '', text('what.placeholder', { name }));
  if (value !== '') return value;
  throw badRequest(...problem('path.valueMissing', { name }));
}

function isDots(segment: string): boolean {
  return segment === '.' || segment === '..';
}

function hasDotSegment(segment: string): boolean {
  return [segment, decodeAll(segment)].some((form) => form.split(/[/\\]/).some(isDots));
}
