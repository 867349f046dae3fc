import type { IntegerType } from '../../cloud/values/model';
import { meantOf, rawOf } from '../../cloud/values/scale';

/** A whole number that stands for another one, in the numbers that people know: 235 with one digit after the point is 23.5. */

/** What a slider and a number field take: numbers as they are meant. */
export interface Limits {
  min: number | undefined;
  max: number | undefined;
  step: number;
}

/** The limits of a field. */
export function limitsOf({ min, max, step, scale }: IntegerType): Limits {
  const of = (raw: number | undefined): number | undefined =>
    raw === undefined ? undefined : meantOf(raw, scale);
  return { min: of(min), max: of(max), step: meantOf(step, scale) };
}

/** The nearest number that the device takes, as it is sent. */
export function nearest(raw: number, { min, max, step }: IntegerType): number {
  const from = min ?? 0;
  const onStep = from + Math.round((raw - from) / step) * step;
  const most = max === undefined ? Infinity : from + Math.floor((max - from) / step) * step;
  return Math.min(Math.max(onStep, min ?? -Infinity), most);
}

/** The number that a field shows, with all the digits that the device counts. */
export function textOfInteger(raw: number, { scale }: IntegerType): string {
  return meantOf(raw, scale).toFixed(scale);
}

/** The number that is sent for what was entered; undefined for what is no number within the limits. */
export function rawIn(
  entered: string,
  { min = -Infinity, max = Infinity, scale }: IntegerType,
): number | undefined {
  const number = Number(entered.trim().replace(',', '.') || 'none');
  if (!Number.isFinite(number)) return undefined;
  const raw = rawOf(number, scale);
  return raw >= min && raw <= max ? raw : undefined;
}

/** A number to begin with: the middle of what the device takes. */
export function middleOf(type: IntegerType): number {
  return nearest(((type.min ?? 0) + (type.max ?? 0)) / 2, type);
}
