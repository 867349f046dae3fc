import { parseExactJson } from '../exact-json';

/** Messages about users carry tokens: nobody else should see them. */

const TOKEN = /token(s|_?value)?$/i;
/** How a text begins that may hold JSON with names in it. */
const MAY_HOLD = /^\s*["[{]/;
/** Whoever copies a message goes down into it step by step, and has only so many steps. */
const DEEPEST = 100;

/**
 * Takes every token out of a parsed message, at any depth, and out of texts that hold JSON. The message is changed; a text that
 * holds no token stays as it is, to the letter.
 * @returns whether there was one
 * @throws RangeError for a message that is nested more deeply than any real one
 */
export function withoutTokens(message: object, depth = 1): boolean {
  if (depth > DEEPEST) throw new RangeError('The message is nested too deeply');
  let found = false;
  for (const [name, value] of Object.entries(message) as [string, unknown][]) {
    if (TOKEN.test(name)) {
      Reflect.deleteProperty(message, name);
      found = true;
    } else if (typeof value === 'string') {
      const rest = textWithout(value, depth);
      if (rest === value) continue;
      Reflect.set(message, name, rest);
      found = true;
    } else if (typeof value === 'object' && value !== null) {
      found = withoutTokens(value, depth + 1) || found;
    }
  }
  return found;
}

function textWithout(text: string, depth: number): string {
  if (!MAY_HOLD.test(text)) return text;
  let held: unknown;
  try {
    held = parseExactJson(text);
  } catch {
    return text;
  }
  const around = [held];
  return withoutTokens(around, depth + 1) ? JSON.stringify(around[0]) : text;
}
