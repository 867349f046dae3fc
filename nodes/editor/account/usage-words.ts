/** Numbers, days and spans of time as people read them, in the language of the editor. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export class Words {
  private readonly lang: string;

  constructor(lang: string) {
    this.lang = lang;
  }

  number = (value: number): string => new Intl.NumberFormat(this.lang).format(value);

  /** A day such as `2026-11-05`, which is the same wherever the browser is. */
  day = (text: string): string => this.dated(text, { day: 'numeric', month: 'long' });

  /** A month such as `2026-11`. */
  month = (text: string): string => this.dated(`${text}-01`, { month: 'long', year: 'numeric' });

  /** Seconds as people say them; whoever keeps to them asks no more often. */
  span = (seconds: number, round: (value: number) => number): string => {
    const [unit, size] =
      seconds < 1.5 * MINUTE
        ? (['second', 1] as const)
        : seconds < 1.5 * HOUR
          ? (['minute', MINUTE] as const)
          : seconds < 1.5 * DAY
            ? (['hour', HOUR] as const)
            : (['day', DAY] as const);
    const value = Math.max(1, round(seconds / size));
    return new Intl.NumberFormat(this.lang, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
  };

  private dated(text: string, options: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.lang, { ...options, timeZone: 'UTC' }).format(new Date(text));
  }
}
