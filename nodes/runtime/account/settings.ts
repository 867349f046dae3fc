import { PACE, TIMEOUT } from '../../shared/account-limits';
import { baseUrlOf, configError } from '../../cloud';
import { savedText } from '../red-types';

// No text here repeats a value: Node-RED has filled in environment variables by now, and what stands in one is nobody's business (A14).

/** The properties of a `tuya-config` node, from a deployed node or from the open dialog. */
export type AccountProperties = Readonly<Record<string, unknown>>;

const UNSET_VARIABLE = /^\$[{(]([^})]+)[})]$/;

function text(properties: AccountProperties, name: string, label: string): string {
  const value = savedText(properties[name]).trim();
  const variable = UNSET_VARIABLE.exec(value)?.[1];
  if (variable !== undefined) {
    throw configError(
      `The environment variable ${variable} of the ${label} is not set`,
      `Set ${variable} where Node-RED is started, or enter the ${label} itself in the account.`,
    );
  }
  return value;
}

function numberIn(
  properties: AccountProperties,
  name: string,
  label: string,
  absent: number,
  { least, most }: { least: number; most: number },
): number {
  const value = text(properties, name, label);
  const number = value === '' ? absent : Number(value);
  if (!Number.isFinite(number) || number < least || number > most) {
    throw configError(`The ${label} must be a number from ${least} to ${most}`);
  }
  return number;
}

function key(credentials: AccountProperties, name: string, label: string, where: string): string {
  const value = text(credentials, name, label);
  if (value === '') {
    throw configError(
      `The ${label} is missing`,
      `Copy the ${where} from the project's Overview page in the Tuya IoT console.`,
    );
  }
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw configError(
      `The ${label} holds a blank or a character that cannot belong to it`,
      'Copy it again from the console.',
    );
  }
  return value;
}

/** A page or callback on the web: https, or http where it stays on this machine or in the home network. */
function webAddress(properties: AccountProperties, name: string, label: string): string | undefined {
  const value = text(properties, name, label);
  if (value === '') return undefined;
  try {
    const url = new URL(value);
    if (url.protocol === 'https:' || url.protocol === 'http:') return url.href;
  } catch {
    // Said below.
  }
  throw configError(
    `The ${label} is not a web address`,
    `Enter the ${label} as https://…, or leave it empty.`,
  );
}

/** The editor's name for no config node. */
function noneAsEmpty(id: string): string {
  return id === '_ADD_' ? '' : id;
}

/** Settings of an account, with what only Node-RED needs of them. */
export interface AccountSettings {
  mode: 'simple' | 'code';
  client_id: string;
  secret: string;
  baseUrl: string;
  /** Milliseconds. */
  timeout: number;
  /** Calls per second, 0 = unlimited. */
  rateLimit: number;
  bundleId: string | undefined;
  authorizeUrl: string | undefined;
  redirectUrl: string | undefined;
  /** `file`, or the name of a context store. */
  tokenStore: string;
  /** Ids of the core `tls-config` and `http proxy` nodes; empty for none. */
  tls: string;
  proxy: string;
}

/**
 * Valid settings of an account.
 * @throws TuyaError `TUYA_CONFIG` that names the first field to mend
 */
export function readAccount(properties: AccountProperties, credentials: AccountProperties): AccountSettings {
  const mode = text(properties, 'mode', 'mode') || 'simple';
  if (mode !== 'simple' && mode !== 'code') {
    throw configError('The mode is not known', 'Choose simple or code mode in the account.');
  }
  return {
    client_id: key(credentials, 'client_id', 'client_id', 'Access ID / Client ID'),
    secret: key(credentials, 'secret', 'secret', 'Access Secret / Client Secret'),
    baseUrl: baseUrlOf(
      text(properties, 'dataCenter', 'data center') || 'eu',
      text(properties, 'baseUrl', 'custom address'),
    ),
    mode,
    timeout: numberIn(properties, 'timeout', 'timeout', 15, TIMEOUT) * 1000,
    rateLimit: numberIn(properties, 'rateLimit', 'calls per second', 20, PACE),
    bundleId: text(properties, 'bundleId', 'bundle id') || undefined,
    authorizeUrl: webAddress(properties, 'authorizeUrl', 'login page'),
    redirectUrl: webAddress(properties, 'redirectUrl', 'callback address'),
    tokenStore: text(properties, 'tokenStore', 'token store') || 'file',
    tls: noneAsEmpty(text(properties, 'tls', 'TLS configuration')),
    proxy: noneAsEmpty(text(properties, 'proxy', 'proxy')),
  };
}
