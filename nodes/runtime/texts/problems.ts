import { problemAt } from '../../cloud';
import type { Problem, Text, Values } from '../../cloud';
import type english from '../../locales/en-US/errors.json';
import type { Red } from '../red-types';
import { speakerOfRed } from './languages';

/** What problems of nodes and dialogs say, and what the log does, by keys that the compiler knows. */

type Keys<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Keys<T[K]>}` }[keyof T & string];
type Problems<T> = {
  [K in keyof T & string]: T[K] extends { message: string } ? K : `${K}.${Problems<T[K]>}`;
}[keyof T & string];

/** What a problem says, by its key: `badRequest(...problem('node.place'))`. */
export const problem: (key: Problems<(typeof english)['problem']>, values?: Values) => Problem = problemAt;

/** A setting of an account, by the name of its property. */
export type FieldName = keyof (typeof english)['field'];

/** What a setting of an account is called. */
export function fieldName(name: FieldName): Text {
  return { key: `field.${name}`, values: {} };
}

/** A line for the log, in the language of Node-RED. */
export function logLine(
  RED: Pick<Red, '_'>,
  key: Keys<(typeof english)['log']>,
  values: Values = {},
): string {
  return speakerOfRed(RED)({ key: `log.${key}`, values });
}
