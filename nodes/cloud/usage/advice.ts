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
   * months to come. Null where it may go on, and where there is no budget.
   */
  fitting: number | null;
  /** Whether `fitting` holds for the months to come, because this one's budget is spent or will be without any read. */
  later: boolean;
}

const SECONDS = 86_400;
/** Nodes that are worth a word. */
export const MOST_ADVISED = 5;

/** The share of its reads that each node may keep, so that all of them together do with so many calls a day; commands and tokens stay. */
function shareOf(affordable: number, calls: number, reads: number): number {
  return reads === 0 ? 1 : Math.min(1, (affordable - (calls - reads)) / reads);
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
  const nodes = [...month.nodes.keys()].map((id) => ({ id, ...trend.ofNode(id) }));
  const total = nodes.reduce(
    (sum, { calls, reads }) => ({ calls: sum.calls + calls, reads: sum.reads + reads }),
    {
      calls: 0,
      reads: 0,
    },
  );
  const left = trend.left === 0 ? 0 : Math.max(0, budget - month.calls) / trend.left;
  const now_ = shareOf(left, total.calls, total.reads);
  const later = now_ <= 0;
  const share = later ? shareOf(budget / daysIn(month.name), total.calls, total.reads) : now_;
  const spent = (id: string): number => callsOf(month.sumOf(id));
  return nodes
    .filter(({ id, calls }) => id !== '' && id !== OTHERS && calls > 0)
    .sort((a, b) => spent(b.id) - spent(a.id))
    .slice(0, MOST_ADVISED)
    .map(({ id, calls, reads }) => {
      const allowed = calls - reads + reads * share;
      const fits = budget === 0 || share >= 1 || reads === 0 || allowed <= 0;
      return {
        id,
        perDay: Math.round(calls),
        every: SECONDS / calls,
        fitting: fits ? null : SECONDS / allowed,
        later: !fits && later,
      };
    });
}
