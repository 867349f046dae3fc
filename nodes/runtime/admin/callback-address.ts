import type { Request } from 'express';
import type { Red } from '../red-types';

/** Where the browser returns, below Node-RED's own address. */
export const CALLBACK = '/tuya-config/oauth/callback';

/** The callback below the address that the editor was last reached at. */
let seen: string | undefined;

/** The callback's address as the editor sees it, whatever root Node-RED has; it is remembered for flows. */
export function ownCallback(req: Request): string {
  const root = req.originalUrl.slice(0, req.originalUrl.indexOf('/tuya-config/'));
  seen = `${req.protocol}://${req.get('host') ?? 'localhost'}${root}${CALLBACK}`;
  return seen;
}

/** The callback's address for a flow whose account names none: as the editor was last seen, else by the settings. */
export function usualCallback(RED: Red): string {
  if (seen !== undefined) return seen;
  const { uiPort, uiHost, https, httpAdminRoot } = RED.settings as {
    uiPort?: number;
    uiHost?: string;
    https?: unknown;
    httpAdminRoot?: string | false;
  };
  const host = uiHost === undefined || /^(0\.0\.0\.0|::)?$/.test(uiHost) ? 'localhost' : uiHost;
  const root = `/${httpAdminRoot === false ? '' : (httpAdminRoot ?? '')}`
    .replace(/\/+/g, '/')
    .replace(/\/$/, '');
  return `${https === undefined ? 'http' : 'https'}://${host}:${uiPort ?? 1880}${root}${CALLBACK}`;
}
