import type { Ledger } from './ledger';
import { Trend, daysOf } from './forecast';
import { callsOf } from './tally';

/** What was spent this month, for flows and for the dialog. */

/** The answer to the question what was spent. */
export interface Usage {
  /** Such as `2026-11`, by the local time of the machine. */
  month: string;
  /** All requests: reads, commands and tokens together. */
  calls: number;
  reads: number;
  commands: number;
  tokens: number;
  /** How many of the calls were repeats. */
  repeats: number;
  /** Messages of devices, which cost no call. */
  messages: number;
  /** Calls a month; 0 for none. */
  budget: number;
  /** What is left of the budget; null without one. */
  left: number | null;
  /** Calls of today. */
  today: number;
  /** From the first of the month to today. */
  perDay: { day: string; calls: number; messages: number }[];
  /**
   * Who spent it, the most expensive first. The id is empty for the account itself, its tokens and its dialog, and `*` for nodes that
   * are not told apart.
   */
  byNode: { id: string; name: string; calls: number }[];
  /** Calls at the end of the month if the last seven days go on; null before there is a day of data. */
  forecast: number | null;
}

/**
 * What was spent this month.
 * @param nameOf what a node is called; undefined for one that is not there any more
 * @param now milliseconds since the epoch
 */
export function usageOf(
  ledger: Ledger,
  budget: number,
  nameOf: (id: string) => string | undefined,
  now: number,
): Usage {
  const hour = ledger.hour();
  const month = ledger.month(hour);
  const { calls, total } = month;
  const { reads, commands, tokens, repeats, messages } = total;
  const byNode = [...month.nodes].map(([id, { name }]) => ({
    id,
    name: nameOf(id) ?? name,
    calls: callsOf(month.sumOf(id)),
  }));
  return {
    ...{ month: month.name, calls, reads, commands, tokens, repeats, messages, budget },
    left: budget === 0 ? null : Math.max(0, budget - calls),
    today: callsOf(month.day(hour.day)),
    perDay: daysOf(ledger).map(({ day, tally }) => ({
      day,
      calls: callsOf(tally),
      messages: tally.messages,
    })),
    byNode: byNode.filter((node) => node.calls > 0).sort((a, b) => b.calls - a.calls),
    forecast: new Trend(ledger, now).forecast,
  };
}
