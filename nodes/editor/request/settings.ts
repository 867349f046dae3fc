import { operationOf } from '../../cloud/catalogue/operations';
import type { Operation } from '../../cloud/catalogue/operations';
import { USUAL_USER, userMatters } from '../picker/user-field';

/** What the request's dialog is set to at the moment, and what follows from it: pure, so that what is shown can be told without a page. */

/** The fields of the dialog, as they stand. */
export type Settings = Readonly<Record<FieldName, string>>;

/** The plain fields of the node; a typed one has its type beside it, a tick is `true` or empty. */
export type FieldName = (typeof FIELDS)[number];

export const FIELDS = [
  ...(['method', 'path', 'pathType', 'query', 'queryType', 'body', 'bodyType', 'bodyFormat'] as const),
  ...(['headers', 'headersType', 'signHeaders', 'uid', 'uidType', 'pages', 'maxPages', 'ret'] as const),
  ...(['parseValues', 'property', 'propertyType', 'timeout', 'reuse', 'model'] as const),
] as const;

/** What a field is when nobody has set it: as a new node has it, and as the runtime takes what is missing. */
export const USUAL: Settings = {
  ...{
    method: '',
    path: '',
    pathType: 'str',
    query: '',
    queryType: 'json',
    headers: '',
    headersType: 'json',
  },
  ...{ body: '', bodyType: 'auto', bodyFormat: 'json', signHeaders: '', ...USUAL_USER },
  ...{ pages: 'one', maxPages: '100', ret: 'result', parseValues: '' },
  ...{ property: 'payload', propertyType: 'msg', timeout: '', reuse: '0', model: '' },
};

/** The path where it is written down, without its query; undefined where a message or variable brings it. */
export function writtenPath({ path, pathType }: Pick<Settings, 'path' | 'pathType'>): string | undefined {
  return pathType === 'str' && path !== '' ? path.split('?')[0] : undefined;
}

/** The operation that the fields mean, where the catalogue knows it. */
export function chosenOperation(
  settings: Pick<Settings, 'method' | 'path' | 'pathType'>,
): Operation | undefined {
  const path = writtenPath(settings);
  return path === undefined ? undefined : operationOf(settings.method, path.slice(1).split('/'));
}

/** The names of the `{placeholders}` of a path and of the query behind it, each once. */
export function placeholdersIn(path: string): string[] {
  return [...new Set([...path.matchAll(/\{ *([\p{L}\p{N}_.-]+) *\}/gu)].map(([, name = '']) => name))];
}

/** Whether a field says something else than nobody would have to. */
export function isSet(name: FieldName, value: string): boolean {
  return value !== '' && value !== USUAL[name];
}

/** Whether a method sends a body, or may. */
function sends(method: string): boolean {
  return !['GET', 'DELETE'].includes(method);
}

/** Which fields matter for a call; what is set is shown, whether it matters or not. */
export interface Shown {
  user: boolean;
  body: boolean;
  bodyFormat: boolean;
  pages: boolean;
  maxPages: boolean;
  reuse: boolean;
}

/**
 * @param mode the mode of the chosen account: `simple`, `code`, a variable, or nothing where none is chosen
 */
export function shownFor(settings: Settings, mode: string): Shown {
  const { method, bodyType, body, bodyFormat, pages, reuse } = settings;
  const operation = chosenOperation(settings);
  const isList =
    operation === undefined ? !['POST', 'PUT', 'PATCH'].includes(method) : operation.paging !== undefined;
  const hasBody = sends(method) || (bodyType !== 'auto' && bodyType !== 'none' && body !== '');
  return {
    user: userMatters(mode, settings),
    body: hasBody,
    bodyFormat: (hasBody && bodyType !== 'none') || bodyFormat !== USUAL.bodyFormat,
    pages: isList || pages !== USUAL.pages,
    maxPages: pages !== USUAL.pages,
    reuse: method === 'GET' || method === '' || isSet('reuse', reuse),
  };
}
