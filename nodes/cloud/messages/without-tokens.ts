/** Messages about users carry tokens: nobody else should see them. */

const TOKEN = /token$/i;
/** Whoever copies a message goes down into it step by step, and has only so many steps. */
const DEEPEST = 100;

/**
 * Takes every token out of a parsed message, at any depth. The message is changed.
 * @throws RangeError for a message that is nested more deeply than any real one
 */
export function withoutTokens(message: object, depth = 1): void {
  if (depth > DEEPEST) throw new RangeError('The message is nested too deeply');
  for (const [name, value] of Object.entries(message) as [string, unknown][]) {
    if (TOKEN.test(name)) Reflect.deleteProperty(message, name);
    else if (typeof value === 'object' && value !== null) withoutTokens(value, depth + 1);
  }
}
