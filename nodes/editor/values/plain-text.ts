/** A value in a text field: what JSON it is, or simply the text. Nothing is lost on the way there and back. */

/** A text as it stands, unless it would be read as something else. */
export function textOf(value: unknown): string {
  if (typeof value !== 'string') return value === undefined ? '' : JSON.stringify(value);
  return valueIn(value) === value ? value : JSON.stringify(value);
}

/** The value that somebody means by a text: a number, `true`, JSON, or the text. */
export function valueIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
