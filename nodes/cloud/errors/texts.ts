import type english from '../../locales/en-US/errors.json';
import type { Text, Values } from './language';

/** The texts of errors, whose keys the compiler knows: they stand in nodes/locales/. No type of the front door may come from here. */

/** Every key of the texts that leads to one, such as `hint.tid`. */
type Keys<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Keys<T[K]>}` }[keyof T & string];

/** Keys of what errors say, besides the rows of the codes. */
export type ErrorKey = Keys<Omit<typeof english, 'codes'>>;

/** A text by its key. */
export function text(key: ErrorKey, values: Values = {}): Text {
  return { key, values };
}
