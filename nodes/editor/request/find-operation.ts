import type { Operation } from '../../cloud/catalogue/operations';
import type { RequestKey, Say } from '../texts';
import { inEnglish, textsOf } from './operation-texts';
import { has, plain, wordsOf } from './search-words';

/** The search for operations by words, those of the editor's language and English ones: the best fit comes first. */

/** The most that a list shows. */
const MOST = 12;

/** An operation and the texts under which it is found, made plain: each is worth more than the next, the first of each of its languages the most. */
export interface Findable {
  operation: Operation;
  title: string;
  ranks: readonly (readonly [texts: string, worth: number])[];
}

/** Operations that can be found in the editor's language and in English. */
export function findable(operations: readonly Operation[], say: Say<RequestKey>): Findable[] {
  const english = inEnglish(say);
  return operations.map((operation) => {
    const own = textsOf(operation, say);
    const known = [own, textsOf(operation, english)];
    const plainly = (of: 'title' | 'words' | 'group'): string => plain(known.map((one) => one[of]).join(' '));
    const ranks = [
      [plainly('title'), 8],
      [plainly('words'), 4],
      [plainly('group'), 2],
    ] as const;
    return { operation, title: own.title, ranks };
  });
}

/** How well an operation fits one word: 0 for not at all. */
function score({ operation, ranks }: Findable, word: string): number {
  const [, worth] = ranks.find(([text]) => has(text, word)) ?? [];
  return worth ?? (operation.path.toLowerCase().includes(word) ? 1 : 0);
}

/** The operations that every word of a search fits, the best first; the catalogue's order where it says nothing. */
export function findOperations(known: readonly Findable[], search: string): Findable[] {
  const words = wordsOf(search);
  return known
    .map((one) => {
      const scores = words.map((word) => score(one, word));
      return { one, sum: scores.includes(0) ? -1 : scores.reduce((a, b) => a + b, 0) };
    })
    .filter(({ sum }) => sum >= 0)
    .sort((a, b) => b.sum - a.sum)
    .slice(0, MOST)
    .map(({ one }) => one);
}
