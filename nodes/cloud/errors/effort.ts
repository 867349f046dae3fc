import { copyOf } from './tuya-error';
import type { TuyaError } from './tuya-error';

/** The cost of a failed call, in attempts, time and pages. */

/** What a call took. */
export interface Effort {
  attempts: number;
  /** Milliseconds. */
  elapsed: number;
  /** Pages of a list that came before. */
  pages: number;
}

/** Kept beside the error, whose shape is fixed. */
const efforts = new WeakMap<TuyaError, Effort>();

/** What a call took before it failed. */
export function effortOf(error: TuyaError): Effort {
  return efforts.get(error) ?? { attempts: 0, elapsed: 0, pages: 0 };
}

/**
 * The error of one call, with what that call took in addition to what is noted already. It is a copy: all who wait for one token get
 * the same error, and each of them has waited differently.
 */
export function withEffort(error: TuyaError, effort: Partial<Effort>): TuyaError {
  const own = copyOf(error);
  efforts.set(own, { ...effortOf(error), ...effort });
  return own;
}
