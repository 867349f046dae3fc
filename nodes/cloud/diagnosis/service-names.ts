import { serviceOf } from '../catalogue/services';
import type { Text } from '../errors/language';
import { text } from '../errors/texts';
import type { ServiceName } from '../errors/texts';

/** What Tuya's console calls the services, which a person has to find there: in Chinese or in English. */

/** The service that a path belongs to, as the console calls it; undefined where nobody knows. */
export function serviceNamed(segments: readonly string[]): Text | undefined {
  const service = serviceOf(segments);
  return service === undefined ? undefined : text(`service.${service as ServiceName}`);
}
