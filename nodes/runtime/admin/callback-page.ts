import { createHash } from 'node:crypto';
import type { Response } from 'express';
import { refusesGrant, refusesKey } from '../../cloud';
import type { TuyaError } from '../../cloud';
import { LOGIN_CHANNEL } from '../../shared/admin';
import type { Outcome } from '../../shared/admin';
import type { Language } from './texts';

/** The page at which a login ends: static, but for the language. */

const STATUS: Readonly<Record<Outcome, number>> = {
  done: 200,
  state: 400,
  refused: 400,
  code: 400,
  key: 400,
  network: 502,
  failed: 502,
};

/** Which page tells of an error. */
export function pageFor(error: TuyaError): Outcome {
  if (error.code === 'TUYA_STATE') return 'state';
  if (error.code === 'TUYA_AUTHORIZATION_REQUIRED') return 'refused';
  if (refusesGrant(error)) return 'code';
  if (refusesKey(error)) return 'key';
  return ['TUYA_NETWORK', 'TUYA_TIMEOUT', 'TUYA_TLS'].includes(error.code) ? 'network' : 'failed';
}

/** The dialog listens on a channel that only pages of the same origin hear; how it ended is all that is said on it. */
const scriptOf = (outcome: Outcome): string =>
  `new BroadcastChannel('${LOGIN_CHANNEL}').postMessage('${outcome}')`;
const STYLE =
  ':root{color-scheme:light dark;background:Canvas;color:CanvasText}body{font:17px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem}h1{font-size:1.5rem}';
const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Answers with the page: no word of the request is in it. */
export function sendPage(
  res: Response,
  outcome: Outcome,
  { lang, say }: Pick<Language, 'lang' | 'say'>,
): void {
  const script = scriptOf(outcome);
  const [title, text] = ['title', 'text'].map((part) => escaped(say(`callback.${outcome}.${part}`)));
  res
    .status(STATUS[outcome])
    .set({
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': `default-src 'none'; script-src ${hash(script)}; style-src ${hash(STYLE)}; frame-ancestors 'none'`,
    })
    .type('html')
    .send(
      `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>${title}</title><style>${STYLE}</style><main><h1>${title}</h1><p>${text}</p></main><script>${script}</script></html>`,
    );
}
