import type { Operation } from '../catalogue/operations';
import { isObject } from '../json';
import type { ApiRequest } from '../request/build';
import { countOf, flagOf, listIn } from './rows';

/** Comma lists of ids that are longer than Tuya takes: the call is made in parts, and their results are merged. */

/** Where the catalogue does not say (PROTOCOL 8). */
const USUAL_BATCH = { name: 'device_ids', most: 20 };

/** The comma list of ids that a call may have, and how many Tuya takes. */
export function batchOf(operation: Operation | undefined): { name: string; most: number } {
  return operation?.batch ?? USUAL_BATCH;
}

/** The calls that a call really is: more than one when a GET has more ids than Tuya takes. Blanks around ids are not sent. */
export function batchesOf(request: ApiRequest, operation: Operation | undefined): ApiRequest[] {
  const { name, most } = batchOf(operation);
  const list = request.query.get(name);
  if (list === undefined) return [request];
  const ids = list
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (request.method !== 'GET' || ids.length <= most) return [withQuery(request, { [name]: ids.join(',') })];
  const parts: ApiRequest[] = [];
  for (let i = 0; i < ids.length; i += most) {
    parts.push(withQuery(request, { [name]: ids.slice(i, i + most).join(',') }));
  }
  return parts;
}

/** A call with further query parameters. */
export function withQuery(request: ApiRequest, more: Readonly<Record<string, string>>): ApiRequest {
  return { ...request, query: new Map([...request.query, ...Object.entries(more)]) };
}

/** Several results of the same call as one: lists are joined, totals summed, one that has more counts; one without rows adds nothing. */
export function merge(results: readonly unknown[]): unknown {
  if (results.some(Array.isArray)) return results.flatMap((result) => listIn(result)?.rows ?? []);
  const objects = results.filter(isObject);
  if (objects.length === 0) return results[0];
  const names = new Set(objects.flatMap((result) => Object.keys(result)));
  return Object.fromEntries(
    [...names].map((name) => {
      const values = objects.map((result) => result[name]).filter((value) => value !== undefined);
      return [name, mergeField(name, values)];
    }),
  );
}

function mergeField(name: string, values: readonly unknown[]): unknown {
  if (values.some((value) => Array.isArray(value) || isObject(value))) return merge(values);
  if (name === 'total' || name === 'total_size') {
    return values.reduce<number>((sum, value) => sum + (countOf(value) ?? 0), 0);
  }
  if (name === 'has_more' || name === 'has_next') {
    return values.find((value) => flagOf(value) === true) ?? values[0];
  }
  return values[0];
}
