/** A report of a device. */
export interface Entry {
  code: string;
  value: string;
  event_time: number;
  event_id: number;
  event_from: string;
  status: string;
}

const STEP = 600_000;
const REPORTS = 144;

/** A report of a data point by the device itself. */
export function reportOf(code: string, value: unknown, event_time: number, event_from = '1'): Entry {
  return { code, value: String(value), event_time, event_id: 7, event_from, status: '1' };
}

/** Sixty reports, ten minutes apart; a switch goes back and forth. */
export function flickering(code: string, value: unknown, now: number): Entry[] {
  const other = typeof value === 'boolean' ? !value : value;
  return Array.from({ length: 60 }, (_, i) => reportOf(code, i % 2 === 0 ? value : other, now - i * STEP));
}

const hill = (hour: number, top: number, width: number): number => Math.exp(-(((hour - top) / width) ** 2));

/** What a household draws at an hour of the day, between 0 and 1: little at night, much in the morning and in the evening. */
function demand(hour: number): number {
  const ripple = 0.03 * Math.sin(hour * 5);
  return Math.min(
    1,
    0.05 + 0.75 * hill(hour, 7.5, 1.2) + 0.15 * hill(hour, 13, 2) + 0.9 * hill(hour, 19.5, 2) + ripple,
  );
}

/** A day of reports of what a socket draws, in tenths of a watt, the newest first. */
export function dayOfPower(peak: number, now: number): Entry[] {
  return Array.from({ length: REPORTS }, (_, i) => {
    const time = now - i * STEP;
    const date = new Date(time);
    return reportOf('cur_power', Math.round(peak * demand(date.getHours() + date.getMinutes() / 60)), time);
  });
}
