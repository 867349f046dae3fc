import { problem } from '../errors/texts';
import type { Text } from '../errors/language';
import { badRequest } from '../errors/tuya-error';
import { jsonText } from './json-text';

/**
 * What a value of a flow becomes in a path, a query, a form or a header: lists become comma lists, objects JSON.
 * @param what how an error names the value
 * @throws TuyaError `TUYA_BAD_REQUEST` for what has no text, such as a function or NaN
 */
export function sentText(given: unknown, what: Text): string {
  if (Array.isArray(given)) {
    return given
      .filter((item) => item !== undefined && item !== null)
      .map((item: unknown) => sentText(item, what))
      .join(',');
  }
  switch (typeof given) {
    case 'string':
      return given.toWellFormed();
    case 'number':
      if (!Number.isFinite(given)) throw badRequest(...problem('value.noNumber', { what }));
      return String(given);
    case 'boolean':
    case 'bigint':
      return String(given);
    case 'object':
      return jsonText(given, what);
    default:
      throw badRequest(...problem('value.unsendable', { what, type: typeof given }));
  }
}
