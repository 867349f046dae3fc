import { daysIn } from './calendar';
import { Trend } from './forecast';
import type { Ledger } from './ledger';
import { OTHERS } from './month';
import { callsOf } from './tally';

/** What each of the most expensive nodes spends a day, and how often it may ask. */

/** Advice for one node. */
export interface Advice {
  id: string;
  /** Calls a day. */
  perDay: number;
  /** Seconds between two of its calls as it goes on now. */
  every: number;
  /**
   * Seconds between two of its calls with which the budget would do: for what is left of this month or, where nothing is left, for the
   * months to come. Null where it may go on, and where no interval would do: without a budget, or where the rest alone is more than it.
   */
  fitting: number | null;
  /** Whether `fitting` holds for the months to come, because this one's budget is spent or will be without any read. */
  later: boolean;
}

const SECONDS = 86_400;
/** Nodes that are worth a word. */
const MOST_ADVISED = 5;

/** Whose reads nobody can set an interval for. */
const isNode = (id: string): boolean => id !== '' && id !== OTHERS;

/**
 * The reads a day that each node may have, so that all together do with so many: who asks less than the others goes on as it does. 0
 * where there is nothing to share out.
 */
export function capOf(reads: readonly number[], affordable: number): number {
  const sorted = [...reads].sort((a, b) => a - b);
  let left = affordable;
  for (const [at, read] of sorted.entries()) {
    const share = left / (sorted.length - at);
    if (read > share) return Math.max(0, share);
    left -= read;
  }
  return Infinity;
}

/**
 * Advice for the most expensive nodes; none before there is a day of data.
 * @param budget calls a month; 0 for none
 * @param now milliseconds since the epoch
 */
export function adviceOf(ledger: Ledger, budget: number, now: number): Advice[] {
  const trend = new Trend(ledger, now);
  if (trend.length < 1) return [];
  const month = ledger.month();
  const spends = [...month.nodes.keys()].map((id) => ({ id, ...trend.ofNode(id) }));
  const reads = spends.filter(({ id }) => isNode(id)).map((one) => one.reads);
  // Commands, tokens and the reads that nobody can spread stay as they are.
  const fixed = spends.reduce((sum, one) => sum + (isNode(one.id) ? one.calls - one.reads : one.calls), 0);
  const left = trend.left === 0 ? 0 : Math.max(0, budget - month.calls) / trend.left;
  const thisMonth = capOf(reads, left - fixed);
  const later = thisMonth <= 0;
  const cap = later ? capOf(reads, budget / daysIn(month.name) - fixed) : thisMonth;
  const spent = (id: string): number => callsOf(month.sumOf(id));
  return spends
    .filter(({ id, calls }) => isNode(id) && calls > 0)
    .sort((a, b) => spent(b.id) - spent(a.id))
    .slice(0, MOST_ADVISED)
    .map(({ id, calls, reads: read }) => {
      const fits = read <= cap || cap <= 0;
      return {
        id,
        perDay: Math.round(calls),
        every: SECONDS / calls,
        fitting: fits ? null : SECONDS / (calls - read + cap),
        later: !fits && later,
      };
    });
}
