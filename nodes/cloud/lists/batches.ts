import type { Operation } from '../catalogue/operations';
import { isObject } from '../json';
import type { ApiRequest } from '../request/build';
import { countOf, rowsOf } from './rows';

/** Comma lists of ids that are longer than Tuya takes: the call is made in parts, and their results are merged. */

/** Ids in one comma list where the catalogue does not say (PROTOCOL 8). */
const USUAL_BATCH = 20;

/** The calls that a call really is: more than one when its comma list of devices is longer than Tuya takes. */
export function batchesOf(request: ApiRequest, operation: Operation | undefined): ApiRequest[] {
  const most = operation?.batch?.most ?? USUAL_BATCH;
  const lists = request.method === 'GET' ? split(request.query.get('device_ids'), most) : undefined;
  return lists?.map((device_ids) => withQuery(request, { device_ids })) ?? [request];
}

/** A call with further query parameters. */
export function withQuery(request: ApiRequest, more: Readonly<Record<string, string>>): ApiRequest {
  return { ...request, query: new Map([...request.query, ...Object.entries(more)]) };
}

/** A comma list in parts of at most `most`; undefined when it needs no splitting. */
export function split(list: string | undefined, most: number): string[] | undefined {
  const ids = (list ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (ids.length <= most) return undefined;
  const parts: string[] = [];
  for (let i = 0; i < ids.length; i += most) parts.push(ids.slice(i, i + most).join(','));
  return parts;
}

/** Several results of the same call as one: lists are joined, a total is summed; one without rows adds nothing. */
export function merge(results: readonly unknown[]): unknown {
  const shape = results.find((result) => Array.isArray(result) || isObject(result));
  if (Array.isArray(shape)) return results.flatMap((result) => rowsOf(result) ?? []);
  if (shape === undefined) return results[0];
  const objects = results.filter(isObject);
  const names = new Set(objects.flatMap((result) => Object.keys(result)));
  return Object.fromEntries(
    [...names].map((name) => {
      const all = objects.map((result) => result[name]);
      if (all.some(Array.isArray))
        return [name, all.flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : []))];
      if (name === 'total') return [name, all.reduce<number>((sum, one) => sum + (countOf(one) ?? 0), 0)];
      return [name, all.find((one) => one !== undefined)];
    }),
  );
}
