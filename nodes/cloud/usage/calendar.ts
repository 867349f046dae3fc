/** The local time of the machine: hours, days and months of its time zone, whatever is done to its clock. */

/** One hour of the local day. In autumn there are two of the same name: both count as one. */
export interface Hour {
  /** Such as `2026-11`. */
  month: string;
  /** From 1. */
  day: number;
  /** From 0. */
  hour: number;
  /** Milliseconds since the epoch: from then, and until then. */
  from: number;
  to: number;
}

const HOUR = 3_600_000;
/** Hours of a day; in spring one of them is missing, which nobody has to know. */
export const HOURS = 24;

const two = (number: number): string => String(number).padStart(2, '0');

/** The hour of a moment, in milliseconds since the epoch. */
export function hourOf(time: number): Hour {
  const date = new Date(time);
  const from = time - date.getMinutes() * 60_000 - date.getSeconds() * 1000 - date.getMilliseconds();
  const month = `${date.getFullYear()}-${two(date.getMonth() + 1)}`;
  return { month, day: date.getDate(), hour: date.getHours(), from, to: from + HOUR };
}

/** Knows the hour of now without asking the system each time: until it is over, or the clock was set back before it. */
export class Calendar {
  private hour = hourOf(0);

  at(time: number): Hour {
    if (time < this.hour.from || time >= this.hour.to) this.hour = hourOf(time);
    return this.hour;
  }
}

function yearAndMonth(month: string): [number, number] {
  return [Number(month.slice(0, 4)), Number(month.slice(5)) - 1];
}

/** The moment at which a day of a month begins; days beyond its end are those of the next one. */
export function startOf(month: string, day = 1): number {
  const [year, index] = yearAndMonth(month);
  return new Date(year, index, day).getTime();
}

/** How many days a month has. */
export function daysIn(month: string): number {
  const [year, index] = yearAndMonth(month);
  return new Date(year, index + 1, 0).getDate();
}

/** The moment at which the month ends. */
export function endOf(month: string): number {
  return startOf(month, daysIn(month) + 1);
}

/** The month so many before (negative) or after. */
export function monthsFrom(month: string, months: number): string {
  const [year, index] = yearAndMonth(month);
  const number = year * 12 + index + months;
  return `${Math.floor(number / 12)}-${two((number % 12) + 1)}`;
}

/** A day as text, such as `2026-11-05`. */
export function dayText(month: string, day: number): string {
  return `${month}-${two(day)}`;
}
