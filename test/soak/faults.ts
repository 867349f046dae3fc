import type { Fault, FaultOptions } from '../simulator/faults';

/** A fault, and the calls that it may hit: what would rightly end a user's authorization is kept from the calls that renew it. */
export interface Blow {
  fault: Fault;
  kinds: readonly NonNullable<FaultOptions['kind']>[];
}

const BOTH = ['business', 'token'] as const;
const BUSINESS = ['business'] as const;

/** Every fault that has a name: the compiler sees to it that none is missing. */
const NAMED: Record<Extract<Fault, string>, Blow['kinds']> = {
  reset: BOTH,
  'reset-mid-body': BOTH,
  stall: BOTH,
  drip: BOTH,
  hang: BOTH,
  'cut-json': BOTH,
  html: BOTH,
  'html-502': BOTH,
  empty: BOTH,
  null: BOTH,
  array: BOTH,
  'success-string': BOTH,
  endless: BOTH,
  'gzip-bomb': BOTH,
  'brotli-bomb': BOTH,
  // A refresh token works once: a reply to it that is lost twice costs the user, and no client can help it.
  'lost-reply': BUSINESS,
};

const ANSWERS: readonly Blow[] = [
  ...[1010, 1013, 1106, 1110, 1199, 500, 2001, 28841002].map((code) => ({
    fault: { code },
    kinds: BUSINESS,
  })),
  { fault: { status: 429, headers: { 'retry-after': '30' } }, kinds: BOTH },
  { fault: { status: 503 }, kinds: BOTH },
  { fault: { redirect: 'http://127.0.0.1:9/' }, kinds: BOTH },
  { fault: { t: 'yesterday' }, kinds: BOTH },
  { fault: { token: { expire_time: 0 } }, kinds: ['token'] },
  { fault: { token: { expire_time: 1 } }, kinds: ['token'] },
  { fault: { token: { platform_url: 'https://evil.example' } }, kinds: ['token'] },
];

/** All that the simulator can play. */
export const BLOWS: readonly Blow[] = [
  ...Object.entries(NAMED).map(([fault, kinds]) => ({ fault: fault as Extract<Fault, string>, kinds })),
  ...ANSWERS,
];
