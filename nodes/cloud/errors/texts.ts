import type english from '../../locales/en-US/errors.json';
import { problemAt } from './language';
import type { Problem, Text, Values } from './language';

/** The texts of errors, whose keys the compiler knows: they stand in nodes/locales/. No type of the front door may come from here. */

/** Every key of the texts that leads to one, such as `hint.tid`. */
type Keys<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Keys<T[K]>}` }[keyof T & string];

/** Every key that leads to a problem, such as `path.host`. */
type Problems<T> = {
  [K in keyof T & string]: T[K] extends { message: string } ? K : `${K}.${Problems<T[K]>}`;
}[keyof T & string];

/** Keys of what errors say, besides the rows of the codes. */
export type ErrorKey = Keys<Omit<typeof english, 'codes' | 'page' | 'problem'>>;
/** The services of Tuya's console, which have texts. */
export type ServiceName = keyof (typeof english)['service'];
/** Keys of problems. */
export type ProblemKey = Problems<(typeof english)['problem']>;

/** A text by its key. */
export function text(key: ErrorKey, values: Values = {}): Text {
  return { key, values };
}

/** What a problem says, by its key: `badRequest(...problem('path.host'))`. */
export function problem(key: ProblemKey, values: Values = {}): Problem {
  return problemAt(key, values);
}
