/** The signed text in the hint of an error: put in, and taken out again. */

const MARK = ' Signed was: ';

/** A hint that ends with the text that was signed (P17): what experts compare, and noise for everybody else. */
export function withSignedText(hint: string, text: string): string {
  return `${hint}${MARK}${JSON.stringify(text)}`;
}

/** A hint in its two parts: the advice for everybody, and the text that was signed where it holds one. */
export function partsOfHint(hint: string): { advice: string; signed: string | undefined } {
  const at = hint.indexOf(MARK);
  if (at < 0) return { advice: hint, signed: undefined };
  return { advice: hint.slice(0, at), signed: hint.slice(at + 1) };
}
