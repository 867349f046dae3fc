import { dayText, daysIn, endOf, startOf } from './calendar';
import type { Ledger } from './ledger';
import type { Month } from './month';
import { callsOf } from './tally';
import type { Tally } from './tally';

/** How the month will end if the last seven days go on, and what each node spends a day. */

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Days that say how it goes on, today among them. */
const WINDOW = 7;

/** A day of the window. */
interface Day {
  month: Month;
  day: number;
  /** Milliseconds since the epoch. */
  from: number;
}

/** Today and the days before it, the oldest first. */
function windowOf(ledger: Ledger): Day[] {
  const hour = ledger.hour();
  const { day: today } = hour;
  const [month, before] = [ledger.month(hour), ledger.before(hour)];
  return Array.from({ length: WINDOW }, (_, at) => {
    const day = today - (WINDOW - 1 - at);
    const dated = day > 0 ? { month, day } : { month: before, day: daysIn(before.name) + day };
    return { ...dated, from: startOf(dated.month.name, dated.day) };
  });
}

/** When counting began, as far as the two months know; undefined when there is nothing yet. */
function beginOf(ledger: Ledger): number | undefined {
  for (const month of [ledger.before(), ledger.month()]) {
    const first = Math.min(...month.hours.keys());
    if (first !== Infinity) return startOf(month.name, Math.floor(first / 24) + 1) + (first % 24) * HOUR;
  }
  return undefined;
}

const isCounted = (tally: Tally | undefined): tally is Tally => tally !== undefined && callsOf(tally) > 0;

/** What is spent a day, in the last seven days. */
export class Trend {
  private readonly days: Day[];
  private readonly begin: number;

  constructor(
    private readonly ledger: Ledger,
    /** Milliseconds since the epoch. */
    private readonly now: number,
  ) {
    this.days = windowOf(ledger);
    this.begin = Math.max(this.days[0]?.from ?? now, beginOf(ledger) ?? now);
  }

  /** Days of data, seven at most; less than one says nothing. */
  get length(): number {
    return Math.max(0, this.now - this.begin) / DAY;
  }

  /** Days that are left of the month. */
  get left(): number {
    return Math.max(0, endOf(this.ledger.month().name) - this.now) / DAY;
  }

  /** Calls at the end of the month if it goes on like that; null before there is a day of data. */
  get forecast(): number | null {
    if (this.length < 1) return null;
    const calls = this.days.reduce((sum, { month, day }) => sum + callsOf(month.day(day)), 0);
    return Math.round(this.ledger.month().calls + (calls / this.length) * this.left);
  }

  /** What a node spends a day, reads and all: since it was first seen in these days. */
  ofNode(id: string): { reads: number; calls: number } {
    const counted = this.days.flatMap(({ month, day, from }) => {
      const tally = month.nodes.get(id)?.days.get(day);
      return isCounted(tally) ? [{ tally, from }] : [];
    });
    const begin = Math.max(this.begin, counted[0]?.from ?? this.now);
    const length = Math.max(HOUR, this.now - begin) / DAY;
    const total = (of: (tally: Tally) => number): number =>
      counted.reduce((sum, { tally }) => sum + of(tally), 0) / length;
    return { reads: total(({ reads }) => reads), calls: total(callsOf) };
  }
}

/** The days of a month up to today, or to the last one with a count where the clock was set back. */
export function daysOf(ledger: Ledger): { day: string; tally: Tally }[] {
  const hour = ledger.hour();
  const month = ledger.month(hour);
  const last = Math.max(...month.hours.keys());
  const count = Math.max(hour.day, Math.floor(last / 24) + 1);
  return Array.from({ length: count }, (_, at) => ({
    day: dayText(month.name, at + 1),
    tally: month.day(at + 1),
  }));
}
