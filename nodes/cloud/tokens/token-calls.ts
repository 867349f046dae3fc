import { knownBaseUrl } from '../data-centers';
import { TuyaError } from '../errors/tuya-error';
import type { Caller } from '../call/perform';
import type { ApiRequest } from '../request/build';
import type { Waiting } from '../time/deadline';
import { lifeOf } from './token-life';
import type { Grant } from './token-life';

const NO_QUERY: ReadonlyMap<string, string> = new Map();
/** Pauses already used up, so that one repeat is left, or none. */
const ONE_REPEAT = 1;
const NO_REPEAT = 2;

function tokenRequest(segments: string[], query: ReadonlyMap<string, string>): ApiRequest {
  return { method: 'GET', segments, query, form: NO_QUERY, headers: {}, signedHeaders: [] };
}

/** Tuya's three token calls (PROTOCOL 2.1), each answered with a checked grant. */
export class TokenCalls {
  constructor(
    private readonly caller: Caller,
    /** The account's base address. */
    private readonly baseUrl: string,
  ) {}

  /** Simple mode, `grant_type=1`. */
  login(waiting: Waiting): Promise<Grant> {
    const request = tokenRequest(['v1.0', 'token'], new Map([['grant_type', '1']]));
    return this.ask(request, waiting, this.baseUrl, 0, []);
  }

  /**
   * A new pair for a refresh token, which works once: after a lost reply it may be used up (P4).
   * @param repeat whether it is tried once more when no reply came
   */
  refresh(refresh_token: string, base: string, repeat: boolean, waiting: Waiting): Promise<Grant> {
    const request = tokenRequest(['v1.0', 'token', refresh_token], NO_QUERY);
    return this.ask(request, waiting, base, repeat ? ONE_REPEAT : NO_REPEAT, [refresh_token]);
  }

  /** Code mode, `grant_type=2`: an authorization code becomes a user's pair. Codes work once, so it is never repeated. */
  exchange(code: string, base: string, waiting: Waiting): Promise<Grant> {
    const query = new Map([
      ['code', code],
      ['grant_type', '2'],
    ]);
    return this.ask(tokenRequest(['v1.0', 'token'], query), waiting, base, NO_REPEAT, [code]);
  }

  private async ask(
    request: ApiRequest,
    waiting: Waiting,
    baseUrl: string,
    pauses: number,
    secrets: readonly string[],
  ): Promise<Grant> {
    const { envelope, askedAt } = await this.caller.perform(request, {
      ...waiting,
      baseUrl,
      pauses,
      secrets,
    });
    const result = envelope.result;
    const fields: Record<string, unknown> =
      typeof result === 'object' && result !== null ? { ...result } : {};
    const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
    if (!/^[\x21-\x7e]+$/.test(text('access_token'))) {
      throw new TuyaError('TUYA_BAD_RESPONSE', 'The answer to the token call holds no usable access_token', {
        tuya: { t: envelope.t, tid: envelope.tid },
      });
    }
    return {
      access_token: text('access_token'),
      refresh_token: text('refresh_token'),
      uid: text('uid'),
      life: lifeOf(fields.expire_time ?? fields.expire),
      // The user's own region, when it is one (PROTOCOL 3.3): never an address that somebody else made up.
      base_url: knownBaseUrl(text('platform_url'), this.baseUrl) ?? baseUrl,
      askedAt,
    };
  }
}
