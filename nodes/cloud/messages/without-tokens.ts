/** Messages about users carry tokens: nobody else should see them. */

const TOKEN = /token$/i;

/**
 * Takes every token out of a parsed message, at any depth, and returns it. The message is changed; a list of what is still to look at
 * takes the place of a recursion, which a deeply nested message would break.
 */
export function withoutTokens(message: unknown): unknown {
  const left = [message];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const name of Object.keys(value)) {
      if (TOKEN.test(name)) Reflect.deleteProperty(value, name);
      else left.push((value as Record<string, unknown>)[name]);
    }
  }
  return message;
}
