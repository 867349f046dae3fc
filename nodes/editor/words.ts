import { dateIn, dayIn, listIn, numberIn } from '../cloud/written';

/** Numbers, days, spans of time and lists as people read them, in the language of the editor. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export class Words {
  private readonly lang: string;

  constructor(lang: string) {
    this.lang = lang;
  }

  number = (value: number): string => numberIn(this.lang, value);

  /** A list that only counts up. */
  list = (texts: readonly string[]): string => listIn(this.lang, texts, true);

  /** A day and its time on the clock of whoever reads it; milliseconds since the epoch. */
  moment = (time: number): string =>
    new Intl.DateTimeFormat(this.lang, { dateStyle: 'medium', timeStyle: 'short' }).format(time);

  /** A day such as `2026-11-05`, which is the same wherever the browser is. */
  day = (text: string): string => dayIn(this.lang, text);

  /** A month such as `2026-11`. */
  month = (text: string): string => dateIn(this.lang, `${text}-01`, { month: 'long', year: 'numeric' });

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
    return numberIn(this.lang, value, { style: 'unit', unit, unitDisplay: 'long' });
  };
}

/** The words that go with our texts: where those are not in the language of the editor, neither are they. */
export function words(): Words {
  return new Words(RED._('@tuya-flows/node-red-tuya-cloud/tuya-request:language'));
}
