import { operationOf } from '../../cloud/catalogue/operations';
import { clipped, fits } from '../clipped';
import type { RequestKey, Say } from '../texts';
import type { Param } from './call-of';
import { isDevice } from './device-params';
import { textsOf } from './operation-texts';

/** What an unnamed node is called on the canvas: what it does and to which device, in few letters. */

/** What the label looks at. */
export interface Labelled {
  method?: string;
  path?: string;
  pathType?: string;
  params?: readonly Partial<Param>[];
}

/** The label of a node; empty where its path is not known before a message comes. */
export function labelOf(
  { method = 'GET', path = '', pathType, params = [] }: Labelled,
  say: Say<RequestKey>,
): string {
  if (path === '' || (pathType ?? 'str') !== 'str') return '';
  const segments = (path.split('?')[0] ?? '').slice(1).split('/');
  const operation = operationOf(method, segments);
  const texts = operation === undefined ? undefined : textsOf(operation, say);
  const device = params.find(({ name = '', label }) => isDevice(name) && label !== undefined)?.label;
  if (device !== undefined) return clipped(`${texts?.short ?? method} · ${device}`);
  if (texts === undefined) return clipped(`${method} ${path}`.trim());
  return fits(texts.title) ? texts.title : clipped(texts.short);
}
