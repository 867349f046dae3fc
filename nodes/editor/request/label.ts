import { operationOf } from '../../cloud/catalogue/operations';
import { clipped, fits } from '../clipped';
import { isDevice } from './device-params';
import type { Param } from './call-of';

/** What an unnamed node is called on the canvas: what it does and to which device, in few letters. */

/** What the label looks at. */
export interface Labelled {
  method?: string;
  path?: string;
  pathType?: string;
  params?: readonly Partial<Param>[];
}

/** A title without its objects: "Send commands" of "Send commands to a device". */
function short(title: string): string {
  return title.replace(/ (to|of|for|from|with|behind|on|in) .*$|[,(].*$/, '').trim();
}

/** The label of a node; empty where its path is not known before a message comes. */
export function labelOf({ method = 'GET', path = '', pathType, params = [] }: Labelled): string {
  if (path === '' || (pathType ?? 'str') !== 'str') return '';
  const segments = (path.split('?')[0] ?? '').slice(1).split('/');
  const title = operationOf(method, segments)?.title;
  const device = params.find(({ name = '', label }) => isDevice(name) && label !== undefined)?.label;
  if (device !== undefined) return clipped(`${short(title ?? method)} · ${device}`);
  if (title === undefined) return clipped(`${method} ${path}`.trim());
  return fits(title) ? title : clipped(short(title));
}
