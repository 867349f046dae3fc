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

/**
 * The kind of a call: its method and its path with the ids left out, as the catalogue writes it, or with whatever does not look like
 * a name left out.
 * @param segments the path's segments, decoded
 */
export function kindOf(method: string, segments: readonly string[], operation: Operation | undefined): Kind {
  const pattern =
    operation?.path ?? '/' + segments.map((segment) => (NAME.test(segment) ? segment : '{}')).join('/');
  const rate = operation?.rate;
  return {
    name: `${method} ${pattern}`,
    perSecond: rate === undefined ? undefined : rate.calls / rate.seconds,
  };
}

/** Token calls, whatever they ask for. */
export const TOKEN_CALL: Kind = { name: 'GET /v1.0/token' };
