import type { Fault, FaultOptions } from '../simulator/faults';
import type { Trouble } from './disk';
import type { Happening } from './happenings';
import type { Way } from './ways';

/** The kinds of faults that the soak plays, as a table. Their numbers are those of FAULTS.md. */

type CallKind = NonNullable<FaultOptions['kind']>;

/** How a fault is played: by the cloud on calls, by the way to it, by the disk below the tokens, or as something that happens. */
export type Play =
  | {
      cloud: Fault;
      /** The calls that it may hit: what would rightly end a user's authorization is kept from the calls that renew it. */
      on: readonly CallKind[];
      /** The mode in which alone it is played. */
      mode?: 'simple' | 'code';
      /** How often at most; once or twice when absent. */
      times?: number;
      path?: string;
    }
  | { way: Way }
  | { disk: Trouble }
  | { happening: Happening };

/** A kind of fault. */
export interface Kind {
  number: string;
  title: string;
  play: Play;
  /** Whatever is asked for while it lasts has to go well all the same. */
  unharmed?: true;
}

const BOTH = ['business', 'token'] as const;
const BUSINESS = ['business'] as const;
const TOKEN = ['token'] as const;
const LIST = '/v1.0/devices';
const COMMANDS = '/v1.0/devices/lamp0001desk/commands';

const cloud = (number: string, title: string, fault: Fault, on: readonly CallKind[] = BOTH): Kind => ({
  number,
  title: `${number} ${title}`,
  play: { cloud: fault, on },
});
const way = (number: string, title: string, taken: Way): Kind => ({
  number,
  title: `${number} ${title}`,
  play: { way: taken },
});
const disk = (number: string, title: string, trouble: Trouble): Kind => ({
  number,
  title: `${number} ${title}`,
  play: { disk: trouble },
  unharmed: true,
});
const happens = (number: string, happening: Happening, unharmed = false): Kind => ({
  number,
  title: `${number} ${happening}`,
  play: { happening },
  ...(unharmed ? { unharmed } : {}),
});

/** All that is played. */
export const KINDS: readonly Kind[] = [
  way('N1', 'a name that is not found', 'no name'),
  way('N2', 'a connection that is refused', 'refused'),
  cloud('N3', 'a reset', 'reset'),
  {
    ...cloud('N3', 'a reset after a command was carried out', 'lost-reply'),
    play: { cloud: 'lost-reply', on: BUSINESS, path: COMMANDS },
  },
  cloud('N4', 'a reset within the body', 'reset-mid-body'),
  cloud('N5', 'silence after the headers', 'stall'),
  cloud('N5', 'silence', 'hang'),
  cloud('N6', 'a byte now and then', 'drip'),
  way('N7', 'a connection that never comes about', 'black hole'),
  way('N8', 'a certificate that has expired', 'expired'),
  way('N8', 'a certificate of another host', 'other host'),
  way('N8', 'a certificate of nobody', 'unknown authority'),
  cloud('N9', 'JSON that is cut off', 'cut-json'),
  cloud('N10', 'a page', 'html'),
  cloud('N10', 'a page with 502', 'html-502'),
  cloud('N11', 'nothing', 'empty'),
  cloud('N11', 'null', 'null'),
  cloud('N11', 'a list', 'array'),
  cloud('N11', 'a success in a text', 'success-string'),
  cloud('N12', 'a body without end', 'endless'),
  cloud('N13', 'a gzip bomb', 'gzip-bomb'),
  cloud('N13', 'a brotli bomb', 'brotli-bomb'),
  cloud('N14', 'a redirect', { redirect: 'http://127.0.0.1:9/' }),
  way('N15', 'a proxy that asks for a password', 'proxy 407'),
  way('N15', 'a proxy that is dead', 'proxy dead'),
  way('N15', 'a proxy that is silent', 'proxy silent'),
  happens('N16', 'the cloud hangs up', true),
  happens('N17', 'an outage of an hour'),
  happens('P1', 'every token dies', true),
  {
    ...cloud('P2', 'the new token is refused too', { code: 1010 }, BUSINESS),
    play: { cloud: { code: 1010 }, on: BUSINESS, times: 8 },
  },
  happens('P3', 'a refresh token is refused'),
  happens('P4', 'the reply to a refresh is lost'),
  {
    ...cloud('P4', 'the reply to a login is lost', 'lost-reply'),
    play: { cloud: 'lost-reply', on: TOKEN, mode: 'simple' },
  },
  cloud('P4', 'the reply to a call is lost', 'lost-reply', BUSINESS),
  happens('P5', 'many calls at the moment of expiry', true),
  cloud('P6', 'a token with a second to live', { token: { expire_time: 1 } }, TOKEN),
  happens('P7', 'the clock is set', true),
  cloud('P7', 'an absurd time', { t: 'yesterday' }),
  cloud('P7', 'the time is refused', { code: 1013 }, BUSINESS),
  happens('P8', 'the machine sleeps', true),
  ...[0, -5, 'soon', 31_536_000].map((expire_time) =>
    cloud('P9', `a life of ${expire_time}`, { token: { expire_time } }, TOKEN),
  ),
  cloud('P10', 'too many calls: 1110', { code: 1110 }, BUSINESS),
  cloud('P10', 'too many calls: 1199', { code: 1199 }, BUSINESS),
  ...['30', '-1', '999999999', 'soon'].map((after) =>
    cloud('P10', `429 with Retry-After ${after}`, { status: 429, headers: { 'retry-after': after } }),
  ),
  cloud('P11', 'the quota is used up', { code: 28841002 }, BUSINESS),
  cloud('P12', 'no permission', { code: 1106 }, BUSINESS),
  {
    ...cloud('P14', 'the secret is not taken', { code: 1001 }),
    play: { cloud: { code: 1001 }, on: TOKEN, mode: 'simple' },
  },
  happens('P15', 'a code that was used'),
  cloud('P16', 'a region that is none', { token: { platform_url: 'https://evil.example' } }, TOKEN),
  cloud('P17', 'the signature is refused', { code: 1004 }, BUSINESS),
  { ...cloud('P18', 'logins fail', { status: 503 }), play: { cloud: { status: 503 }, on: TOKEN, times: 4 } },
  {
    ...cloud('P19', 'one kind of call is always refused', { code: 1199 }),
    play: { cloud: { code: 1199 }, on: BUSINESS, times: 1000, path: LIST },
  },
  way('P20', 'a refresh that takes longer than the timeout', 'late tokens'),
  happens('L1', 'a deploy while calls are under way'),
  happens('L3', 'kill -9 right after a renewal'),
  happens('L6', 'two processes renew at once', true),
  disk('L9', 'a disk that is read only', 'read only'),
  disk('L9', 'a disk that is full', 'full'),
  disk('L9', 'a disk that is cut off', 'cut off'),
  disk('L15', 'a write that ends late', 'slow'),
  happens('L16', 'a record is spoiled', true),
];

/** What is not played, and why: one number, or all with a letter. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  N18: 'only a router on the way can make an address unreachable under a connection that stands',
  P13: 'a setting that somebody chooses: it does not come and go with time',
  P21: 'an answer like any other: nothing is left behind of it',
  L2: 'somebody deletes it: there is no account afterwards that could go on',
  L4: 'a promise about a place that is not used',
  L5: 'what nodes share is made by Node-RED, of which there is none here',
  L7: 'ten thousand messages are minutes of work; the pace has a test of its own',
  L8: 'not played but watched: a rejection without a listener ends the run',
  L10: 'a setting of Node-RED',
  L11: 'a setting of Node-RED',
  L12: 'a deploy of Node-RED; 500 of them are played in test/processes',
  L13: 'a deploy of Node-RED; 500 of them are played in test/processes',
  L14: 'a setting of Node-RED',
  A: 'what somebody enters or asks: it is judged within one call',
  R: 'messages have a connection of their own, and their tests',
};
