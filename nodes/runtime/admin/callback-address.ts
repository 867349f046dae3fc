import type { Request } from 'express';
import { Latest, configError } from '../../cloud';
import { PATHS } from '../../shared/admin';
import type { Red } from '../red-types';
import { problem } from '../texts/problems';

/** Where a user's browser returns: the editor's own callback, below whatever address and root Node-RED has. */

/** Where the callback is served, below Node-RED's own address. */
export const CALLBACK = `/${PATHS.callback}`;
/** Accounts whose callback is remembered. */
const MOST_REMEMBERED = 500;

/** The callback that each account's dialog has sent a browser to, by the account's id. */
const remembered = new Latest<string>(MOST_REMEMBERED);

/** Whether a login returns to the editor's own callback, under whatever address, and not to a page of somebody's flow. */
export function isEditorsCallback(redirectUrl: string): boolean {
  return URL.canParse(redirectUrl) && new URL(redirectUrl).pathname.endsWith(CALLBACK);
}

/** The callback as the request reached it: for who asks without naming one. */
export function ownCallback(req: Request): string {
  const root = req.originalUrl.slice(0, req.originalUrl.indexOf('/tuya-config/'));
  return `${req.protocol}://${req.get('host') ?? 'localhost'}${root}${CALLBACK}`;
}

/** Remembers what an account's dialog has computed from the address of its page: its flows return there too. */
export function rememberCallback(id: string, redirectUrl: string | undefined): void {
  if (redirectUrl === undefined || !isEditorsCallback(redirectUrl)) return;
  remembered.set(id, redirectUrl);
}

/** The account was deleted. */
export function forgetCallback(id: string): void {
  remembered.delete(id);
}

/**
 * The callback of an account that names none: as its own dialog saw it, else by the settings of Node-RED.
 * @throws TuyaError `TUYA_CONFIG` when neither tells the host: a guess would send somebody's browser to another machine
 */
export function usualCallback(RED: Red, id: string): string {
  const seen = remembered.get(id);
  if (seen !== undefined) return seen;
  const { uiPort, uiHost, https, httpAdminRoot } = RED.settings as {
    uiPort?: number;
    uiHost?: string;
    https?: unknown;
    httpAdminRoot?: string | false;
  };
  if (uiHost === undefined || /^(0\.0\.0\.0|::)?$/.test(uiHost)) {
    throw configError(...problem('account.callback'));
  }
  const host = uiHost.includes(':') ? `[${uiHost}]` : uiHost;
  const root = `/${httpAdminRoot === false ? '' : (httpAdminRoot ?? '')}`
    .replace(/\/+/g, '/')
    .replace(/\/$/, '');
  return `${https === undefined ? 'http' : 'https'}://${host}:${uiPort ?? 1880}${root}${CALLBACK}`;
}
