import type { Operation } from '../../cloud/catalogue/operations';

/** The search for operations by words: the best fit comes first. */

/** The most that a list shows. */
const MOST = 12;

/** How well an operation fits one word: 0 for not at all. */
function score({ title, words, group, path }: Operation, word: string): number {
  const begins = new RegExp(`\\b${word.replace(/[^a-z0-9]/g, '\\$&')}`, 'i');
  if (begins.test(title)) return 8;
  if (begins.test(words)) return 4;
  if (begins.test(group)) return 2;
  return path.toLowerCase().includes(word) ? 1 : 0;
}

/** The operations that every word of a search fits, the best first; the catalogue's order where it says nothing. */
export function findOperations(operations: readonly Operation[], text: string): Operation[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return operations
    .map((operation, place) => {
      const scores = words.map((word) => score(operation, word));
      return { operation, place, sum: scores.includes(0) ? -1 : scores.reduce((a, b) => a + b, 0) };
    })
    .filter(({ sum }) => sum >= 0)
    .sort((a, b) => b.sum - a.sum || a.place - b.place)
    .slice(0, MOST)
    .map(({ operation }) => operation);
}
