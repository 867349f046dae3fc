import { Experience, Known } from '../../nodes/cloud/diagnosis/acquaintance';
import type { Acquaintance, Facts } from '../../nodes/cloud/diagnosis/facts';
import { speakEnglish } from '../../nodes/cloud/errors/language';
import type { Said } from '../../nodes/cloud/errors/language';
import { buildRequest } from '../../nodes/cloud/request/build';
import type { ApiCall } from '../../nodes/cloud/request/build';

/** What is known of calls that were refused: an ordinary one, and what a test says is otherwise. */

/** A key that looks as Tuya's do. */
export const KEY = { client_id: 'abcdefghij0123456789', secret: '0123456789abcdef0123456789abcdef' };

/** An ordinary account in simple mode, which has not made a call yet. */
export const ACCOUNT: Acquaintance = {
  mode: 'simple',
  isProxied: () => false,
  isProven: () => false,
  rivals: () => [],
  nameOf: () => undefined,
};

/** An account that knows nothing of itself yet. */
export function newcomer(experience = new Experience()): Known {
  return new Known({ mode: 'simple', proxyFor: undefined, experience, rivals: () => [] });
}

/** How a refused call differs from an ordinary one. */
export interface Otherwise extends Partial<Omit<Facts, 'request' | 'account'>> {
  call?: Partial<ApiCall>;
  account?: Partial<Acquaintance>;
}

/** The facts of a refused call: a business call of an ordinary account in Central Europe. */
export function factsOf({ call, account, ...more }: Otherwise = {}): Facts {
  return {
    request: buildRequest({ method: 'GET', path: '/v1.0/devices/vdevo100200300/status', ...call }),
    key: KEY,
    token: { uid: 'bay1', base_url: 'https://openapi.tuyaeu.com' },
    account: { ...ACCOUNT, ...account },
    baseUrl: 'https://openapi.tuyaeu.com',
    center: 'eu',
    via: undefined,
    behind: undefined,
    now: Date.UTC(2026, 10, 26),
    isFresh: true,
    ...more,
  };
}

/** The facts of a refused token call. */
export function loginFacts(more: Otherwise = {}): Facts {
  return factsOf({ call: { path: '/v1.0/token?grant_type=1' }, token: undefined, ...more });
}

/** Causes as a person reads them. */
export function inWords(causes: readonly Said[]): string[] {
  return causes.map(speakEnglish);
}
