import { Calendar, monthsFrom } from './calendar';
import type { Hour } from './calendar';
import { Month } from './month';
import type { Spending } from './tally';

/** The ledger of an account: its months, as far as memory needs them. */

/** Counts by the clock of the machine. Only the months are held that somebody looks at, and those that are not written yet. */
export class Ledger {
  private readonly months = new Map<string, Month>();
  private readonly calendar = new Calendar();

  /** @param now milliseconds since the epoch */
  constructor(private readonly now: () => number) {}

  /** This hour. */
  hour(): Hour {
    return this.calendar.at(this.now());
  }

  /** The month of an hour: of now, whose name is another after a month has ended or the clock was set. */
  month({ month }: Hour = this.hour()): Month {
    return this.of(month);
  }

  /** A month by its name; it begins empty. */
  of(name: string): Month {
    let month = this.months.get(name);
    if (month === undefined) {
      month = new Month(name);
      this.months.set(name, month);
    }
    return month;
  }

  /** The month before that of an hour. */
  before({ month }: Hour = this.hour()): Month {
    return this.of(monthsFrom(month, -1));
  }

  /** A request leaves; answers when, for `takeBack`. */
  spend(spending: Spending): number {
    const time = this.now();
    const hour = this.calendar.at(time);
    this.month(hour).spend(spending, hour, 1);
    return time;
  }

  /** A request that was counted at that time did not leave after all. */
  takeBack(spending: Spending, time: number): void {
    const at = this.calendar.at(time);
    this.of(at.month).spend(spending, at, -1);
  }

  /** A message of a device has come. */
  hear(): void {
    const hour = this.hour();
    this.month(hour).hear(hour);
  }

  /** Months that are held. */
  held(): Month[] {
    return [...this.months.values()];
  }

  /** Lets go of the months that nobody looks at, and answers which; those that are not written stay. */
  rest(): string[] {
    const hour = this.hour();
    const wanted = [this.month(hour).name, this.before(hour).name];
    const gone = [...this.months.values()].filter(({ name, changed }) => !changed && !wanted.includes(name));
    for (const { name } of gone) this.months.delete(name);
    return gone.map(({ name }) => name);
  }
}
