import { DATA_CENTERS, addressOf } from './data-centers';
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
    'The data center is not known',
    `Choose one of ${Object.keys(DATA_CENTERS).join(', ')} or custom in the account.`,
  );
}

function customBaseUrl(custom: string): string {
  if (custom === '') {
    throw configError('The custom address is missing', `Enter the base address, such as ${DATA_CENTERS.eu}.`);
  }
  if (!URL.canParse(custom)) {
    throw configError('The custom address is not a URL', 'Enter it as https://host, without a path.');
  }
  const { protocol, hostname, username, password, search, hash, pathname, origin } = new URL(custom);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) {
    throw configError(
      'The custom address must begin with https://',
      'Plain http is accepted only on a loopback address such as http://127.0.0.1:8080.',
    );
  }
  if (username + password + search + hash !== '' || pathname !== '/') {
    throw configError(
      'The custom address must be a host only',
      'Enter it as https://host, without a path or user.',
    );
  }
  return origin;
}
