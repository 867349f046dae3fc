import type { Key } from './call/plan';
import { baseUrlOf } from './base-url';
import { impossible } from './diagnosis/key-form';
import type { Half } from './diagnosis/key-form';
import type { Said } from './errors/language';
import { problem, text } from './errors/texts';
import { configError } from './errors/tuya-error';
import type { MessageSettings } from './messages/address';
import type { TokenStore } from './storage/token-store';

/** The settings of an account in both modes, and the check of what was entered. */

/** What accounts of both modes have. */
interface AnyAccount extends Key, Partial<MessageSettings> {
  /** What people call it, where an error has to tell it from another. */
  label?: string | undefined;
  /** Scheme, host and port of the data center; no slash at the end. */
  baseUrl: string;
  /** Milliseconds for one whole call, waiting in the queue not counted. */
  timeout: number;
  /** Calls per second, 0 = unlimited. */
  rateLimit: number;
}

/** Simple mode: one token of the project (`grant_type=1`). */
export interface SimpleAccount extends AnyAccount {
  mode: 'simple';
}

/** Code mode: a token for each user who has authorized (`grant_type=2`). */
export interface CodeAccount extends AnyAccount {
  mode: 'code';
  /** Where the users' tokens survive a restart. */
  store: TokenStore;
  /** The page that the console shows, when it is not the data center's own. */
  authorizeUrl?: string | undefined;
  /** Where a user's browser returns. */
  redirectUrl?: string | undefined;
}

/** An account with valid settings. */
export type Account = SimpleAccount | CodeAccount;

/** The settings of an account of either mode as somebody gives them, before they are checked. */
export interface AccountInput {
  client_id: string;
  secret: string;
  /** Code of the data center, `eu` when neither this nor `baseUrl` is given; `custom` for `baseUrl`. */
  dataCenter?: string | undefined;
  /** Another address: https, or http on a loopback address. */
  baseUrl?: string | undefined;
  /** Milliseconds for one whole call; 15 000. */
  timeout?: number | undefined;
  /** Calls a second, 0 = unlimited; 20. */
  rateLimit?: number | undefined;
  /** Only for an App Authorization key that is bound to an app id. */
  bundleId?: string | undefined;
}

const SHORTEST_TIMEOUT = 100;
const LONGEST_TIMEOUT = 3_600_000;
const MOST_PER_SECOND = 10_000;

/**
 * Checks what both modes have. No message holds a value: it may have come from an environment variable.
 * @throws TuyaError `TUYA_CONFIG` that names the first setting to mend
 */
export function checkSettings(settings: AccountInput): Omit<SimpleAccount, 'mode'> {
  const { baseUrl = '', bundleId } = settings;
  const dataCenter = settings.dataCenter ?? (baseUrl === '' ? 'eu' : 'custom');
  if (baseUrl !== '' && dataCenter !== 'custom') {
    throw configError(...problem('account.twoAddresses'));
  }
  return {
    client_id: checkKey(settings.client_id, 'client_id'),
    secret: checkKey(settings.secret, 'secret'),
    baseUrl: baseUrlOf(dataCenter, baseUrl),
    timeout: checkNumber(settings.timeout ?? 15_000, 'timeout', SHORTEST_TIMEOUT, LONGEST_TIMEOUT),
    rateLimit: checkNumber(settings.rateLimit ?? 20, 'rateLimit', 0, MOST_PER_SECOND),
    ...(bundleId === undefined || bundleId === '' ? {} : { bundleId }),
  };
}

/** What a key is called in the Tuya console, in English whatever the language. */
const IN_CONSOLE = { client_id: 'Access ID / Client ID', secret: 'Access Secret / Client Secret' } as const;

/**
 * One half of the key.
 * @throws TuyaError `TUYA_CONFIG` when it is missing or cannot be one
 */
export function checkKey(value: unknown, name: Half): string {
  const label = { label: IN_CONSOLE[name] };
  if (typeof value !== 'string' || value === '') {
    throw configError(text('diagnosis.key.missing', { field: name }), text('diagnosis.key.copy', label));
  }
  const flaw = impossible(value, name);
  if (flaw === undefined) return value;
  const isHidden = flaw.key === 'diagnosis.key.hidden';
  throw configError(flaw, text(isHidden ? 'diagnosis.key.show' : 'diagnosis.key.copyAgain', label));
}

function checkNumber(value: unknown, name: string, lowest: number, highest: number): number {
  if (typeof value !== 'number' || !(value >= lowest && value <= highest)) {
    throw configError(...problem('account.number', { field: name, least: lowest, most: highest }));
  }
  return value;
}

/**
 * A page or callback on the web, http included: it may stay in the home network.
 * @throws TuyaError `TUYA_CONFIG` for what is no address
 */
export function checkWebAddress(value: string | undefined, name: Said): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol))
    return new URL(value).href;
  throw configError(...problem('account.webAddress', { field: name }));
}
