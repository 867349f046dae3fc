/**
 * Tuya's data centers: separate worlds, a token of one is unknown in the others (PROTOCOL 4). A new one is added here, and its
 * name for people in the text catalogue; the dialog shows them in this order.
 */
export const DATA_CENTERS = {
  eu: 'https://openapi.tuyaeu.com',
  'eu-w': 'https://openapi-weaz.tuyaeu.com',
  us: 'https://openapi.tuyaus.com',
  'us-e': 'https://openapi-ueaz.tuyaus.com',
  cn: 'https://openapi.tuyacn.com',
  in: 'https://openapi.tuyain.com',
  sg: 'https://openapi-sg.iotbing.com',
} as const;

/** The code of a data center, as the account keeps it. */
export type DataCenter = keyof typeof DATA_CENTERS;

/** Where each one's messages come from (PROTOCOL 10.1); the compiler asks for all of them. */
const MESSAGE_HOSTS: Readonly<Record<DataCenter, string>> = {
  eu: 'wss://mqe.tuyaeu.com:8285',
  'eu-w': 'wss://mqe-weaz.tuyaeu.com:8285',
  us: 'wss://mqe.tuyaus.com:8285',
  'us-e': 'wss://mqe-ueaz.tuyaus.com:8285',
  cn: 'wss://mqe.tuyacn.com:8285',
  in: 'wss://mqe.tuyain.com:8285',
  sg: 'wss://mqe-sg.iotbing.com:8285',
};

/** The code of the data center at a base address; undefined where that is none's. */
export function centerAt(baseUrl: string): DataCenter | undefined {
  const codes = Object.keys(DATA_CENTERS) as DataCenter[];
  return codes.find((known) => DATA_CENTERS[known] === baseUrl);
}

/** The message service beside a base address; undefined where that is no data center's. */
export function messageHostOf(baseUrl: string): string | undefined {
  const code = centerAt(baseUrl);
  return code === undefined ? undefined : MESSAGE_HOSTS[code];
}

/** The base address of a data center; undefined for a code that is none. */
export function addressOf(dataCenter: string): string | undefined {
  return Object.hasOwn(DATA_CENTERS, dataCenter) ? DATA_CENTERS[dataCenter as DataCenter] : undefined;
}

/** `platform_url` counts only when its host is a data center's or the account's own (PROTOCOL 3.3). */
export function knownBaseUrl(url: string, own: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { origin } = new URL(url);
  const known: readonly string[] = Object.values(DATA_CENTERS);
  return origin === own || known.includes(origin) ? origin : undefined;
}
