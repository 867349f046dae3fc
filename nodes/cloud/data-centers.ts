import { configError } from './errors/tuya-error';

/** Tuya's seven data centers: separate worlds, a token of one is unknown in the others (PROTOCOL 4). */
export const DATA_CENTERS = {
  cn: 'https://openapi.tuyacn.com',
  us: 'https://openapi.tuyaus.com',
  'us-e': 'https://openapi-ueaz.tuyaus.com',
  eu: 'https://openapi.tuyaeu.com',
  'eu-w': 'https://openapi-weaz.tuyaeu.com',
  in: 'https://openapi.tuyain.com',
  sg: 'https://openapi-sg.iotbing.com',
} as const;

const hosts: Readonly<Record<string, string>> = { ...DATA_CENTERS };

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * The base address (scheme, host, port; no trailing slash) of a data center or of a custom address.
 * @throws TuyaError `TUYA_CONFIG` for an unknown data center, or an address that is neither https nor http on loopback.
 */
export function baseUrlOf(dataCenter: string, custom: string): string {
  if (dataCenter !== 'custom') {
    const known = Object.hasOwn(hosts, dataCenter) ? hosts[dataCenter] : undefined;
    if (known === undefined) {
      throw configError(
        'The data center is not known',
        `Choose one of ${Object.keys(DATA_CENTERS).join(', ')} or custom in the account.`,
      );
    }
    return known;
  }
  if (custom.trim() === '') {
    throw configError(
      'The custom address is missing',
      'Enter the base address, such as https://openapi.tuyaeu.com.',
    );
  }
  let url: URL;
  try {
    url = new URL(custom.trim());
  } catch {
    throw configError('The custom address is not a URL', 'Enter it as https://host, without a path.');
  }
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (!safe) {
    throw configError(
      'The custom address must begin with https://',
      'Plain http is accepted only on a loopback address such as http://127.0.0.1:8080.',
    );
  }
  if (
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.pathname !== '/'
  ) {
    throw configError(
      'The custom address must be a host only',
      'Enter it as https://host, without a path or user.',
    );
  }
  return url.origin;
}

/** `platform_url` counts only when its host is a data center's or the account's own (PROTOCOL 3.3). */
export function knownBaseUrl(url: string, own: string): string | undefined {
  let origin: string;
  try {
    origin = new URL(url).origin;
  } catch {
    return undefined;
  }
  return origin === own || Object.values(hosts).includes(origin) ? origin : undefined;
}
