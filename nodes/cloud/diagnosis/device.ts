import { operationOf } from '../catalogue/operations';
import type { Said, Text } from '../errors/language';
import { text } from '../errors/texts';
import { isObject, parseJson } from '../json';
import type { ApiRequest } from '../request/build';
import { printable } from '../request/characters';
import type { Acquaintance } from './facts';

/** The devices that a call is about, and what it sends to them. */

/** Where an id stands in the catalogue's paths. */
const PLACES = new Set<string | undefined>(['{device_id}', '{infrared_id}']);
/** Behind these an id stands, where the catalogue does not know the path. */
const BEFORE = new Set<string | undefined>(['devices', 'thing', 'infrareds']);
/** An id has digits, and a word of a path has not. */
const ID = /^(?=.*\d)[\w-]{8,64}$/;
const MOST_NAMED = 3;

/** The ids of the devices that a call names. */
export function devicesIn({ method, segments, query }: ApiRequest): string[] {
  const listed = (query.get('device_ids') ?? '').split(',').filter((id) => id !== '');
  if (listed.length > 0) return listed;
  const pattern = operationOf(method, segments)?.path.slice(1).split('/');
  const found = segments.find((segment, i) =>
    pattern === undefined ? BEFORE.has(segments[i - 1]) && ID.test(segment) : PLACES.has(pattern[i]),
  );
  return found === undefined ? [] : [found];
}

/** The devices of a call as people know them; undefined for a call that names none. */
export function devicesNamed(request: ApiRequest, account: Pick<Acquaintance, 'nameOf'>): Said | undefined {
  const ids = devicesIn(request);
  const [only] = ids;
  if (only === undefined) return undefined;
  const named = (id: string): Text | string => {
    const name = account.nameOf(id);
    return name === undefined ? printable(id) : text('diagnosis.device.named', { name, id: printable(id) });
  };
  if (ids.length === 1) return named(only);
  const list = ids.slice(0, MOST_NAMED).map(printable);
  const more = ids.length - MOST_NAMED;
  if (more <= 0) return { list };
  return text('diagnosis.device.more', { some: { list, plain: true }, count: { amount: more } });
}

/** The codes that a command sets, in any of Tuya's shapes (PROTOCOL 9); none where they cannot be told. Values are nobody's business. */
export function codesIn({ body }: ApiRequest): string[] {
  const sent = parseJson(body?.toString('utf8') ?? '');
  if (!isObject(sent)) return [];
  if (Array.isArray(sent.commands)) {
    return sent.commands.flatMap((command: unknown) => (isObject(command) ? textsOf(command.code) : []));
  }
  const properties = typeof sent.properties === 'string' ? parseJson(sent.properties) : sent.properties;
  return isObject(properties) ? Object.keys(properties).map(printable) : textsOf(sent.code);
}

function textsOf(code: unknown): string[] {
  return typeof code === 'string' && code !== '' ? [printable(code)] : [];
}
