import type { Operation } from '../catalogue/operations';

/** The kinds of calls, which have a pace of their own. */

/** Calls that Tuya counts and refuses together. */
export interface Kind {
  name: string;
  /** The pace that Tuya documents for it. */
  perSecond?: number | undefined;
}

/** A version, or words of letters with at most two digits behind the last: `v1.0`, `devices`, `iot-03`, `batch-query`. */
const NAME = /^(v\d+(\.\d+)*|[a-z]{1,20}([-_][a-z]{1,20})*[-_]?\d{0,2})$/i;

/** Whether a segment of a path looks like a part of Tuya's words and not like an id. */
export function isName(segment: string): boolean {
  return NAME.test(segment);
}

/**
 * The kind of a call: its method and its path with the ids left out, as the catalogue writes it, or with whatever does not look like
 * a name left out.
 * @param segments the path's segments, decoded
 */
export function kindOf(method: string, segments: readonly string[], operation: Operation | undefined): Kind {
  const pattern =
    operation?.path ?? '/' + segments.map((segment) => (isName(segment) ? segment : '{}')).join('/');
  const rate = operation?.rate;
  return {
    name: `${method} ${pattern}`,
    perSecond: rate === undefined ? undefined : rate.calls / rate.seconds,
  };
}

/**
 * The token calls (PROTOCOL 2.1), each a kind of its own: anybody can send codes that are none, and what is refused of them slows down
 * neither the project's login nor a user's refresh.
 */
export const LOGIN: Kind = { name: 'GET /v1.0/token?grant_type=1' };
export const EXCHANGE: Kind = { name: 'GET /v1.0/token?grant_type=2' };
export const REFRESH: Kind = { name: 'GET /v1.0/token/{}' };
