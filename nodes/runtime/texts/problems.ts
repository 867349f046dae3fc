import { problemAt } from '../../cloud';
import type { Problem, Values } from '../../cloud';
import type english from '../../locales/en-US/errors.json';

/** What problems of nodes and dialogs say, by keys that the compiler knows. */

type Problems<T> = {
  [K in keyof T & string]: T[K] extends { message: string } ? K : `${K}.${Problems<T[K]>}`;
}[keyof T & string];

/** What a problem says, by its key: `badRequest(...problem('node.place'))`. */
export const problem: (key: Problems<(typeof english)['problem']>, values?: Values) => Problem = problemAt;
