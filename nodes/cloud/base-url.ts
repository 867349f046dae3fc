import { DATA_CENTERS, addressOf } from './data-centers';
import { problem } from './errors/texts';
import { configError } from './errors/tuya-error';

/** Where the calls of an account go: the address of a data center or one of its own, checked. */

/** Whether a host is this machine, by its name alone. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * The base address (scheme, host, port; no trailing slash) of a data center or of a custom address.
 * @throws TuyaError `TUYA_CONFIG` for an unknown data center, or an address that is neither https nor http on loopback; what was
 * entered is not repeated, because it may come from an environment variable.
 */
export function baseUrlOf(dataCenter: string, custom: string): string {
  if (dataCenter === 'custom') return customBaseUrl(custom.trim());
  const known = addressOf(dataCenter);
  if (known !== undefined) return known;
  throw configError(
    ...problem('address.dataCenter', { names: { list: Object.keys(DATA_CENTERS), plain: true } }),
  );
}

function customBaseUrl(custom: string): string {
  if (custom === '') {
    throw configError(...problem('address.missing', { example: DATA_CENTERS.eu }));
  }
  if (!URL.canParse(custom)) {
    throw configError(...problem('address.noUrl'));
  }
  const { protocol, hostname, username, password, search, hash, pathname, origin } = new URL(custom);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) {
    throw configError(...problem('address.https'));
  }
  if (username + password + search + hash !== '' || pathname !== '/') {
    throw configError(...problem('address.hostOnly'));
  }
  return origin;
}
