import { badRequest } from '../errors/tuya-error';

/**
 * A value as JSON.
 * @param what how an error names the value
 * @throws TuyaError `TUYA_BAD_REQUEST` for what JSON cannot carry
 */
export function jsonText(given: unknown, what: string): string {
  // Undefined for what JSON does not know, which the library's type leaves out.
  let text: unknown;
  try {
    text = JSON.stringify(given);
  } catch (thrown) {
    const big = thrown instanceof TypeError && thrown.message.includes('BigInt');
    throw badRequest(
      `The ${what} cannot be written as JSON: it ${big ? 'holds a BigInt' : 'refers to itself or fails to serialise'}`,
      big ? 'Turn the BigInt into a number or a text.' : 'Send only the fields that the call needs.',
    );
  }
  if (typeof text !== 'string') throw badRequest(`The ${what} cannot be sent (${typeof given})`);
  return text;
}
