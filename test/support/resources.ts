import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What this process holds. */

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of heap after a collection. */
export function weigh(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** Timers, sockets and whatever else keeps this process alive, by name. */
export function held(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** What is held more often than before. */
export function excessOf(after: Record<string, number>, before: Record<string, number>): string[] {
  return Object.entries(after)
    .filter(([name, count]) => count > (before[name] ?? 0))
    .map(([name, count]) => `${name}: ${count} instead of ${before[name] ?? 0}`);
}

/** Looks at what closes until it is closed. */
const LOOKS = 200;

/** What is held more than before, once what was about to close has closed. */
export async function settledExcess(before: Record<string, number>): Promise<string[]> {
  let excess = excessOf(held(), before);
  for (let look = 0; look < LOOKS && excess.length > 0; look++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    excess = excessOf(held(), before);
  }
  return excess;
}
