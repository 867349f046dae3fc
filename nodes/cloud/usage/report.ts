import { dayText, daysIn } from './calendar';
import type { Ledger } from './ledger';
import { Trend, daysOf } from './forecast';
import type { Month } from './month';
import { callsOf } from './tally';
import type { Tally } from './tally';

/** What was spent this month and in the one before, for flows and for the dialog. */

/** What was spent in a month. */
export interface MonthUsage {
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
  /** From the first of the month to today, or to its end. */
  perDay: { day: string; calls: number; messages: number }[];
  /**
   * Who spent it, the most expensive first. The id is empty for the account itself, its tokens and its dialog, and `*` for nodes that
   * are not told apart.
   */
  byNode: { id: string; name: string; calls: number }[];
}

/** The answer to the question what was spent. */
export interface Usage extends MonthUsage {
  /** Calls a month; 0 for none. */
  budget: number;
  /** What is left of the budget; null without one. */
  left: number | null;
  /** Calls of today. */
  today: number;
  /** Calls at the end of the month if the last seven days go on; null before there is a day of data. */
  forecast: number | null;
}

/** What a node is called; undefined for one that is not there any more. */
type NameOf = (id: string) => string | undefined;

function monthUsage(
  month: Month,
  days: readonly { day: string; tally: Tally }[],
  nameOf: NameOf,
): MonthUsage {
  const { reads, commands, tokens, repeats, messages } = month.total;
  const byNode = [...month.nodes].map(([id, { name }]) => ({
    id,
    name: nameOf(id) ?? name,
    calls: callsOf(month.sumOf(id)),
  }));
  return {
    ...{ month: month.name, calls: month.calls, reads, commands, tokens, repeats, messages },
    perDay: days.map(({ day, tally }) => ({ day, calls: callsOf(tally), messages: tally.messages })),
    byNode: byNode.filter((node) => node.calls > 0).sort((a, b) => b.calls - a.calls),
  };
}

/**
 * What was spent this month.
 * @param now milliseconds since the epoch
 */
export function usageOf(ledger: Ledger, budget: number, nameOf: NameOf, now: number): Usage {
  const hour = ledger.hour();
  const month = ledger.month(hour);
  const {
    month: name,
    calls,
    reads,
    commands,
    tokens,
    repeats,
    messages,
    perDay,
    byNode,
  } = monthUsage(month, daysOf(ledger), nameOf);
  return {
    ...{ month: name, calls, reads, commands, tokens, repeats, messages, budget },
    left: budget === 0 ? null : Math.max(0, budget - calls),
    today: callsOf(month.day(hour.day)),
    ...{ perDay, byNode },
    forecast: new Trend(ledger, now).forecast,
  };
}

/** What was spent in the month before; null where nothing was. */
export function usageBefore(ledger: Ledger, nameOf: NameOf): MonthUsage | null {
  const month = ledger.before();
  if (month.calls + month.total.messages === 0) return null;
  const days = Array.from({ length: daysIn(month.name) }, (_, at) => ({
    day: dayText(month.name, at + 1),
    tally: month.day(at + 1),
  }));
  return monthUsage(month, days, nameOf);
}
