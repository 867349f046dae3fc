import { createHash } from 'node:crypto';
import type { Response } from 'express';
import { refusesGrant, refusesKey } from '../../cloud';
import type { TuyaError } from '../../cloud';
/** What a user's browser may be told. */
export type Outcome = 'done' | 'state' | 'refused' | 'code' | 'key' | 'network' | 'failed';

const TEXTS: Readonly<Record<Outcome, { status: number; title: string; text: string }>> = {
  done: {
    status: 200,
    title: 'Authorized',
    text: 'Node-RED may now act for this user. You can close this window and go back to the editor.',
  },
  state: {
    status: 400,
    title: 'This login is not known here',
    text: 'It was used already, took longer than ten minutes, or began somewhere else. Press Authorize in the account once more.',
  },
  refused: {
    status: 400,
    title: 'Not authorized',
    text: 'Tuya sent no code, which means that the login was refused or not finished. Press Authorize in the account to try again.',
  },
  code: {
    status: 400,
    title: 'The code was not accepted',
    text: 'Tuya says that the code was used, is too old or belongs to another data center. Check the data center of the account and press Authorize once more.',
  },
  key: {
    status: 400,
    title: 'The key was not accepted',
    text: 'Check client ID and secret of the account: code mode needs an App Authorization key. Then press Authorize once more.',
  },
  network: {
    status: 502,
    title: 'Tuya could not be reached',
    text: 'Node-RED got no answer from the data center. Check the connection and press Authorize once more.',
  },
  failed: {
    status: 502,
    title: 'The login failed',
    text: "Node-RED's log names the reason. Press Authorize in the account to try again.",
  },
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
  `new BroadcastChannel('tuya-authorization').postMessage('${outcome}')`;
const STYLE =
  ':root{color-scheme:light dark}body{font:17px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem}h1{font-size:1.5rem}';
const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Answers with a static page: no word of the request is in it. */
export function sendPage(res: Response, outcome: Outcome): void {
  const { status, title, text } = TEXTS[outcome];
  const script = scriptOf(outcome);
  res
    .status(status)
    .set({
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': `default-src 'none'; script-src ${hash(script)}; style-src ${hash(STYLE)}; frame-ancestors 'none'`,
    })
    .type('html')
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>${title}</title><style>${STYLE}</style><h1>${title}</h1><p>${text}</p><script>${script}</script></html>`,
    );
}
