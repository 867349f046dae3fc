import type { RequestHandler } from 'express';
import type { Refusal } from '../../shared/admin';

/** Who may ask: the editor's own pages, and programs that are no page at all. */

/** What a request's header says. */
type Header = (name: string) => string | undefined;

/** The name of a host without its port, which reverse proxies drop (A15); undefined for what is no host. */
function nameOf(host: string): string | undefined {
  const address = `http://${host.trim()}`;
  return URL.canParse(address) ? new URL(address).hostname : undefined;
}

/**
 * Whether a request comes from this Node-RED's own pages, or from no page. Browsers say so themselves, but on plain http in a home
 * network, where only the origin's host can be compared. A login says nothing: a page of another origin can send one too.
 */
export function isOwnOrigin(header: Header): boolean {
  const site = header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = header('origin');
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const hosts = [header('host'), ...(header('x-forwarded-host') ?? '').split(',')];
  return hosts.some((host) => host !== undefined && nameOf(host) === new URL(origin).hostname);
}

const FOREIGN: Refusal = {
  code: 'forbidden',
  message: 'Only the editor itself may ask this',
  hint: 'A reverse proxy in front of Node-RED has to pass on the header Host (in nginx: proxy_set_header Host $http_host), or to set X-Forwarded-Host.',
};

/** Pages of other origins have no business here, even where Node-RED asks for no login (A12). */
export const ownOriginOnly: RequestHandler = (req, res, next) => {
  if (isOwnOrigin((name) => req.get(name))) next();
  else res.status(403).json(FOREIGN);
};
