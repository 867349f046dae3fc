import type { CallFigures } from './measure/calls';
import type { MemoryFigures } from './measure/memory';
import type { MessageFigures } from './processes/messages';
import { median, ratiosOf } from './statistics';

/** What a call may cost, judged by medians of the ratios within one run, and what a backlog of messages may do to a process. */

/** The most that a call may cost, as a part of what a call of this client's costs. */
const MOST = [
  { beside: "Tuya's SDK", ratio: 0.7 },
  { beside: 'node:http', ratio: 2.3 },
] as const;

/**
 * Bytes in use that a call may leave behind. The least object weighs more, so a leak of one for each call shows; what the heap weighs
 * by chance, spread over the calls in between, does not.
 */
const MOST_LEFT = 16;

/** What was measured of each client, round by round; the client by how its title begins. */
export function column(clients: readonly string[], rounds: readonly number[][], name: string): number[] {
  const at = clients.findIndex((client) => client.startsWith(name));
  return rounds.map((values) => values[at] ?? NaN);
}

/** Milliseconds that the event loop may be late at the 99th percentile while a backlog comes in (R16). */
const MOST_LAG = 50;

/** What each of so many things a round left behind: the median of the later half of the heaps less that of the earlier, by those between. */
function leftByEach(heap: readonly number[], each: number): number {
  const half = Math.floor(heap.length / 2);
  return (median(heap.slice(-half)) - median(heap.slice(0, half))) / ((heap.length - half) * each);
}

/** Bytes that one call of a client left behind; what is there before the first one is no part of it. */
export function leftByCall({ clients, heaps, calls }: MemoryFigures, name: string): number {
  const at = clients.indexOf(name);
  return leftByEach(heaps[at]?.slice(1) ?? [], calls);
}

/** Bytes that one message left behind. */
export function leftByMessage({ heap, frames }: MessageFigures): number {
  return leftByEach(heap, frames);
}

/** What is too much of calls, in words; nothing when all is well. What was not measured is too much as well. */
export function callFaultsOf({ clients, rounds }: CallFigures): string[] {
  return MOST.flatMap(({ beside, ratio }) => {
    const ours = column(clients, rounds, 'this client');
    const is = median(ratiosOf(ours, column(clients, rounds, beside)));
    return is <= ratio ? [] : [`A call costs ${is.toFixed(2)} of ${beside}: more than ${ratio}`];
  });
}

/** What is too much that calls leave behind, in words. */
export function memoryFaultsOf(figures: MemoryFigures): string[] {
  const left = leftByCall(figures, 'this client');
  return left <= MOST_LEFT
    ? []
    : [`The heap grows by ${left.toFixed(1)} bytes a call: more than ${MOST_LEFT}`];
}

/** What is too much of messages, in words. */
export function messageFaultsOf(figures: MessageFigures): string[] {
  const faults = figures.filters.flatMap(({ filter, lags }) => {
    const lag = median(lags);
    return lag < MOST_LAG
      ? []
      : [`With a filter that ${filter} the event loop is ${lag.toFixed(1)} ms late: not below ${MOST_LAG}`];
  });
  if (figures.filters.length === 0) faults.push('No backlog was measured');
  const left = leftByMessage(figures);
  if (!(left <= MOST_LEFT)) {
    faults.push(`The heap grows by ${left.toFixed(1)} bytes a message: more than ${MOST_LEFT}`);
  }
  return faults;
}
