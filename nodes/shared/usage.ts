/** What the account's dialog is told of the calls that were spent. */

/** What an account has spent in a month, by the local time of Node-RED. */
export interface MonthAnswer {
  /** Such as `2026-11`. */
  month: string;
  /** All requests: reads, commands and tokens together. */
  calls: number;
  reads: number;
  commands: number;
  tokens: number;
  /** How many of the calls were repeats. */
  repeats: number;
  /** Messages of devices, which are no calls. */
  messages: number;
  /** From the first of the month to today, or to its end. */
  perDay: { day: string; calls: number; messages: number }[];
  /** The most expensive first; the id is empty for the account itself, and `*` for nodes that are not told apart. */
  byNode: { id: string; name: string; calls: number }[];
}

/** What an account has spent this month, and in the one before. */
export interface UsageAnswer extends MonthAnswer {
  /** Calls a month; 0 for none. */
  budget: number;
  /** What is left of it; null without one. */
  left: number | null;
  today: number;
  /** Calls at the end of the month; null before there is a day of data. */
  forecast: number | null;
  /**
   * For the most expensive nodes: calls a day, seconds between two of them as it is, and as the budget allows; `fitting` is null where
   * nothing has to change, and `later` says that it holds for the months to come.
   */
  advice: { id: string; perDay: number; every: number; fitting: number | null; later: boolean }[];
  /** The day on which the budget begins anew. */
  begins: string;
  /** The month before; null where nothing was counted in it. */
  before: MonthAnswer | null;
}
