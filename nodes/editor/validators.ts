import { BUDGET, PACE, TIMEOUT } from '../shared/account-limits';
import { variableOf } from '../shared/variable';

/** What the fields of the dialogs take. Each accepts an environment variable, whose value nobody knows before the deploy. */

/** An environment variable. */
export function isVariable(value: unknown): boolean {
  return variableOf(value) !== undefined;
}

/** A field that was left empty, or that an old node lacks, or whose value is not known yet. */
function isOpen(value: unknown): boolean {
  return value === '' || value === undefined || value === null || isVariable(value);
}

/** A number within limits, or nothing. */
export function isNumberIn({ least, most }: { least: number; most: number }, value: unknown): boolean {
  return isOpen(value) || (Number(value) >= least && Number(value) <= most);
}

/** Seconds for one call. */
export function isTimeout(value: unknown): boolean {
  return isNumberIn(TIMEOUT, value);
}

/** Calls per second. */
export function isPace(value: unknown): boolean {
  return isNumberIn(PACE, value);
}

/** Calls a month, whole ones. */
export function isBudget(value: unknown): boolean {
  return isNumberIn(BUDGET, value) && (isOpen(value) || Number.isInteger(Number(value)));
}

/** How many pages are followed. */
export function isPageCount(value: unknown): boolean {
  return isOpen(value) || /^[1-9]\d{0,5}$/.test(String(value));
}

/** A page or callback on the web. */
export function isWebAddress(value: unknown): boolean {
  return isOpen(value) || /^https?:\/\/[^\s]+$/.test(String(value));
}

/** A scheme and a host, without encryption on loopback only. */
function isOrigin(scheme: 'http' | 'ws', value: unknown): boolean {
  const [text, plain] = [String(value), `${scheme}://`];
  if (text.startsWith(`${scheme}s://`)) return /^[a-z]+:\/\/[^/?#@\s]+\/?$/.test(text);
  return (
    text.startsWith(plain) && /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\/?$/.test(text.slice(plain.length))
  );
}

/** The base address of a cloud: https and a host; plain http on loopback only. */
export function isBaseAddress(value: unknown): boolean {
  return isVariable(value) || isOrigin('http', value);
}

/** The address of a message service, or none: wss and a host; plain ws on loopback only. */
export function isMessageAddress(value: unknown): boolean {
  return isOpen(value) || isOrigin('ws', value);
}

/** What follows the Access ID in the name of a subscription. */
export function isSubscription(value: unknown): boolean {
  return isOpen(value) || /^[A-Za-z0-9_-]{1,64}$/.test(String(value));
}

/** A path of the OpenAPI, without a host. */
export function isPath(value: unknown): boolean {
  if (isOpen(value)) return true;
  const text = String(value);
  return /^\/v\d+(\.\d+)*\/[^\\\s]*$/.test(text) && !(text.split('?')[0] ?? '').includes('//');
}

/** JSON, or nothing. */
export function isJson(value: unknown): boolean {
  if (typeof value !== 'string' || value === '') return true;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
