/** Numbers, days and lists as a language writes them: what people read, never what a program does. */

/** A number, such as `12,345` or `12.345`. */
export function numberIn(lang: string, value: number, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(lang, options).format(value);
}

/** A share such as 0.8 as `80%` or `80 %`. */
export function percentIn(lang: string, share: number): string {
  return numberIn(lang, share, { style: 'percent' });
}

/** A date such as `2026-11-05`, which is the same wherever the reader is. */
export function dateIn(lang: string, date: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(lang, { ...options, timeZone: 'UTC' }).format(new Date(date));
}

/** The day of a month, of a date such as `2026-11-05`. */
export function dayIn(lang: string, date: string): string {
  const day = dateIn(lang, date, { day: 'numeric', month: 'long' });
  // French has an ordinal number for the first alone, which no table of formats knows.
  return lang.startsWith('fr') ? day.replace(/^1(?=\s)/, '1er') : day;
}

/** A list in words, `a, b and c`; with `plain` nothing but its commas, for what is counted up and goes on. */
export function listIn(lang: string, texts: readonly string[], plain = false): string {
  const list = new Intl.ListFormat(lang, { type: 'conjunction' });
  if (!plain) return list.format(texts);
  // What stands between the first two of three is the language's comma.
  const comma = list.formatToParts(['a', 'b', 'c'])[1]?.value ?? ', ';
  return texts.join(comma);
}
