import type { Performer } from '../call/perform';
import { knownBaseUrl } from '../data-centers';
import { problem } from '../errors/texts';
import { errorOf } from '../errors/tuya-error';
import { isObject } from '../json';
import { EXCHANGE, LOGIN, REFRESH } from '../pace/kind';
import type { Kind } from '../pace/kind';
import type { Again } from '../pace/place';
import type { ApiRequest } from '../request/build';
import type { Deadline } from '../time/deadline';
import type { Signal } from '../time/signal';
import { lifeOf } from './token';
import type { Grant } from './token';

/** The token calls: login, refresh and the exchange of a code (PROTOCOL 2.1). */

/** How long a token call may take, and what ends it. */
export interface Patience {
  /** Begins when the call's turn has come. */
  deadline: Deadline;
  /** Milliseconds. */
  timeout: number;
  /** Told when the turn has come. */
  begun?: (() => void) | undefined;
  /** No further attempt begins once this aborts; the one under way goes on. */
  closing?: Signal | undefined;
}

/** Which token call it is, how often and under which conditions it is repeated, and what of it is secret. */
interface Manner {
  kind: Kind;
  baseUrl: string;
  repeats: number;
  once: boolean;
  /** It has its start already. */
  inTurn?: boolean;
  secrets: readonly string[];
}

const NONE: ReadonlyMap<string, string> = new Map();

function tokenRequest(segments: string[], query: ReadonlyMap<string, string>): ApiRequest {
  return { method: 'GET', segments, query, form: NONE, headers: {}, signedHeaders: [] };
}

/** Tuya's three token calls (PROTOCOL 2.1), each answered with a checked grant. */
export class TokenCalls {
  constructor(
    private readonly performer: Performer,
    /** The account's base address. */
    private readonly baseUrl: string,
    /** Takes a start for a kind of call from the account's pace. */
    private readonly pace: (kind: Kind) => Again,
  ) {}

  /** Simple mode, `grant_type=1`. */
  login(patience: Patience): Promise<Grant> {
    const request = tokenRequest(['v1.0', 'token'], new Map([['grant_type', '1']]));
    const { baseUrl } = this;
    return this.ask(request, patience, { kind: LOGIN, baseUrl, repeats: 2, once: false, secrets: [] });
  }

  /**
   * A new pair for a refresh token, which works once: after a lost reply it may be used up (P4).
   * @param again whether it is tried once more when no reply came
   */
  refresh(refresh_token: string, baseUrl: string, again: boolean, patience: Patience): Promise<Grant> {
    const request = tokenRequest(['v1.0', 'token', refresh_token], NONE);
    const secrets = [refresh_token];
    return this.ask(request, patience, { kind: REFRESH, baseUrl, repeats: 1, once: !again, secrets });
  }

  /** Code mode, `grant_type=2`: a code becomes a user's pair. It works once, so it is repeated only when it was never sent. */
  exchange(code: string, baseUrl: string, patience: Patience): Promise<Grant> {
    const query = new Map([
      ['code', code],
      ['grant_type', '2'],
    ]);
    const request = tokenRequest(['v1.0', 'token'], query);
    const manner = { baseUrl, repeats: 1, once: true, inTurn: true, secrets: [code] };
    return this.ask(request, patience, { kind: EXCHANGE, ...manner });
  }

  private async ask(request: ApiRequest, patience: Patience, manner: Manner): Promise<Grant> {
    const { deadline, timeout, closing, begun } = patience;
    const start = this.pace(manner.kind);
    const again: Again = (wait, _, left) => start(wait, closing ?? deadline, left);
    if (!manner.inTurn) await again(0, deadline, () => timeout);
    deadline.start(timeout);
    begun?.();
    const plan = { ...manner, deadline, closing, again };
    const { envelope, askedAt } = await this.performer.perform(request, plan);
    const fields = isObject(envelope.result) ? envelope.result : {};
    const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
    if (!/^[\x21-\x7e]+$/.test(text('access_token'))) {
      throw errorOf('TUYA_BAD_RESPONSE', problem('answer.noToken'), {
        tuya: { t: envelope.t, tid: envelope.tid },
      });
    }
    return {
      access_token: text('access_token'),
      refresh_token: text('refresh_token'),
      uid: text('uid'),
      life: lifeOf(fields.expire_time ?? fields.expire),
      // The user's own region, when it is one (PROTOCOL 3.3): never an address that somebody else made up.
      base_url: knownBaseUrl(text('platform_url'), this.baseUrl) ?? manner.baseUrl,
      askedAt,
    };
  }
}
