import { isObject } from './json';

/** JSON as it is meant: an integer that a JavaScript number cannot hold becomes text instead of its rounded neighbour (P21). */

/** Digits enough for such an integer; nearly no text has them, and is parsed as it is. */
const LONG_RUN = /\d{16}/;
/** Integers alone: no fraction, no exponent, nor digits of one. */
const LONG_INTEGER = /(?<![\d.eE+-])-?[1-9]\d{15,}(?![\d.eE])/g;

function quoteUnsafe(between: string): string {
  return between.replace(LONG_INTEGER, (digits) =>
    Number.isSafeInteger(Number(digits)) ? digits : `"${digits}"`,
  );
}

/** Where the string ends that begins at `start`: the position after its closing quote, or the end of a text that is cut off. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let first = quote;
    while (text[first - 1] === '\\') first--;
    if ((quote - first) % 2 === 0) return quote + 1;
  }
  return text.length;
}

function quoteUnsafeIntegers(text: string): string {
  let quoted = '';
  for (let at = 0; at < text.length;) {
    const found = text.indexOf('"', at);
    const start = found < 0 ? text.length : found;
    const end = endOfString(text, start);
    quoted += quoteUnsafe(text.slice(at, start)) + text.slice(start, end);
    at = end;
  }
  return quoted;
}

/**
 * JSON.parse that never rounds an integer. In front of Node's own parser, because the libraries that keep large numbers parse
 * everything by themselves, many times slower.
 * @throws SyntaxError
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(LONG_RUN.test(text) ? quoteUnsafeIntegers(text) : text) as unknown;
}

/** What is meant where Tuya puts JSON into a text: the object or list that the text holds; anything else as it is. */
export function unpacked(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return parseExactJson(value);
  } catch {
    return value;
  }
}

/** An object, given as it is or as its JSON; undefined for anything else. */
export function objectIn(value: unknown): Record<string, unknown> | undefined {
  const object = unpacked(value);
  return isObject(object) ? object : undefined;
}
