import type { Outcome } from './route';
import { Tokens } from './tokens';
import type { Login, Pair } from './tokens';

/** Whom the project's own token stands for. */
export const PROJECT = 'bay-project';

/** What the endpoint is told anew with each call: a test may change it at any time. */
export interface Terms {
  /** The cloud's time. */
  now: number;
  /** Milliseconds for which a token lives. */
  life: number;
  login: Login;
  /** What a user's token names as the region. */
  platform: string;
}

/** Tuya's three token calls below `/v1.0/token`: login, code, refresh. */
export class TokenEndpoint {
  readonly tokens = new Tokens();

  answer(method: string, path: string, query: ReadonlyMap<string, string>, terms: Terms): Outcome {
    if (method !== 'GET') return { code: 1108 };
    const { now, life, login } = terms;
    if (path === '/v1.0/token') {
      if (query.get('grant_type') === '2') {
        const pair = this.tokens.redeem(query.get('code') ?? '', now, life);
        return pair === undefined ? { code: 1107 } : grant(pair, terms);
      }
      return query.get('grant_type') === '1'
        ? grant(this.tokens.login(login, PROJECT, now, life), terms)
        : { code: 1003 };
    }
    const pair = this.tokens.refresh(path.slice('/v1.0/token/'.length), now, life);
    return pair === undefined ? { code: 1010 } : grant(pair, terms);
  }
}

function grant({ access_token, refresh_token, uid, end }: Pair, { now, platform }: Terms): Outcome {
  const expire_time = Math.floor((end - now) / 1000);
  const region = uid === PROJECT ? {} : { platform_url: platform };
  return { result: { access_token, refresh_token, uid, expire_time, ...region } };
}
