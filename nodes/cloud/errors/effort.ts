import type { TuyaError } from './tuya-error';

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

/** Notes what a call took before it failed, in addition to what is noted already. */
export function noteEffort(error: TuyaError, effort: Partial<Effort>): TuyaError {
  efforts.set(error, { ...effortOf(error), ...effort });
  return error;
}
