import { setMaxListeners } from 'node:events';
import { TuyaError, aborted, entryOf, remedyOf } from './errors';
import { openEnvelope } from './envelope';
import type { Envelope, RawReply } from './envelope';
import { buildRequest } from './request';
import type { ApiCall, ApiRequest } from './request';
import { bodySha256, canonicalUrl, headersBlock, signature, signedText, stringToSign, wireUrl } from './sign';
import type { Signer } from './sign';
import { TokenLife, lifeOf } from './token';
import type { Grant, Token } from './token';
import { TransportFault } from './transport';
import type { Transport } from './transport';
import { Limiter } from './limiter';
import { nextStep, pauseOf, retryAfter } from './repeat';
import type { Tried } from './repeat';
import { pause } from './clock';
import type { Clock } from './clock';

/** An account with valid settings. */
export interface Account {
  client_id: string;
  secret: string;
  baseUrl: string;
  /** Milliseconds for one whole call, waiting in the queue not counted. */
  timeout: number;
  /** Calls per second, 0 = unlimited. */
  rateLimit: number;
  bundleId?: string | undefined;
}

/** What the client needs from the outside world. */
export interface World {
  clock: Clock;
  transport: Transport;
  /** A one-time text for the header `nonce`. */
  nonce: () => string;
  /** A number in [0, 1) that spreads repeats. */
  random: () => number;
}

/** One call's answer. */
export interface Answer {
  envelope: Envelope;
  statusCode: number;
  attempts: number;
  /** Milliseconds from the first attempt to the answer. */
  elapsed: number;
}

/** Sockets, and so calls under way, of one account. */
export const MAX_SOCKETS = 16;
/** Calls that may wait per account. */
export const MAX_QUEUE = 10_000;

const NO_QUERY: ReadonlyMap<string, string> = new Map();

/** How many attempts a failed call took; kept beside the error, whose shape is fixed. */
const attemptsOf = new WeakMap<TuyaError, number>();

/** Attempts that a call took before it failed, if it was sent at all. */
export function attemptsBefore(error: TuyaError): number {
  return attemptsOf.get(error) ?? 0;
}

/** The one client of an account: signs, sends, judges and repeats calls, and owns the token. */
export class TuyaClient {
  readonly token: TokenLife;
  readonly limiter: Limiter;
  private readonly closing = new AbortController();
  /** Cloud time minus this machine's time, in milliseconds, learned from a 1013 (PROTOCOL 7). */
  private offset = 0;

  constructor(
    private readonly account: Account,
    private readonly world: World,
  ) {
    setMaxListeners(0, this.closing.signal); // one listener for each call under way is no leak
    this.token = new TokenLife(world.clock, (how, before, signal) => this.fetchToken(how, before, signal));
    this.limiter = new Limiter(world.clock, {
      perSecond: account.rateLimit,
      concurrent: MAX_SOCKETS,
      queue: MAX_QUEUE,
    });
  }

  /**
   * Performs one call.
   * @param timeout milliseconds; the account's when absent
   * @throws TuyaError
   */
  async call(call: ApiCall, signal: AbortSignal, timeout = this.account.timeout): Promise<Answer> {
    const request = buildRequest(call);
    // Not AbortSignal.any: its links to signals that live for months are never collected on Node 20.
    const both = new AbortController();
    const stop = (): void => {
      both.abort(aborted());
    };
    const signals = [signal, this.closing.signal];
    for (const one of signals) one.addEventListener('abort', stop, { once: true });
    if (signals.some((one) => one.aborted)) stop();
    try {
      return await this.limiter.run(
        () => this.within(timeout, both.signal, (deadline, left) => this.perform(request, deadline, left)),
        both.signal,
      );
    } finally {
      for (const one of signals) one.removeEventListener('abort', stop);
    }
  }

  /** The valid token, within the account's timeout. */
  getToken(signal: AbortSignal): Promise<Token> {
    return this.within(this.account.timeout, signal, (deadline) => this.token.get(deadline));
  }

  /** A new token now, through the refresh token where there is one. */
  renewToken(signal: AbortSignal): Promise<Token> {
    return this.within(this.account.timeout, signal, (deadline) => this.token.renew(deadline));
  }

  /** Ends the client: everything under way fails with `TUYA_ABORTED`, sockets and timers are gone. */
  close(): void {
    this.closing.abort(aborted());
    this.token.close();
    this.limiter.close();
    this.world.transport.close();
  }

  /** Runs `task` under a total deadline. */
  private async within<T>(
    timeout: number,
    signal: AbortSignal,
    task: (deadline: AbortSignal, left: () => number) => Promise<T>,
  ): Promise<T> {
    const deadline = new AbortController();
    const end = this.world.clock.monotonic() + timeout;
    const stop = (): void => {
      deadline.abort(signal.reason);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const cancel = this.world.clock.after(timeout, () => {
      deadline.abort(
        new TuyaError('TUYA_TIMEOUT', `No answer within ${Math.round(timeout / 100) / 10} seconds`),
      );
    });
    try {
      return await task(deadline.signal, () => end - this.world.clock.monotonic());
    } finally {
      cancel();
      signal.removeEventListener('abort', stop);
    }
  }

  private async perform(request: ApiRequest, signal: AbortSignal, left: () => number): Promise<Answer> {
    const began = this.world.clock.monotonic();
    const tried: Tried = { token: false, clock: false, pauses: 0 };
    for (let attempts = 1; ; attempts++) {
      const token = await this.token.get(signal);
      const sentAt = this.world.clock.now();
      let reply: RawReply | undefined;
      try {
        reply = await this.exchange(request, signal, token);
        const envelope = openEnvelope(reply);
        const elapsed = Math.round(this.world.clock.monotonic() - began);
        return { envelope, statusCode: reply.status, attempts, elapsed };
      } catch (failure) {
        if (signal.aborted) throw this.finished(signal.reason, request, attempts, token);
        const step = nextStep(failure, request.method, tried);
        const wait = this.waitFor(failure, reply, tried.pauses);
        if (step === 'renew the token') {
          tried.token = true;
          this.token.reject(token);
        } else if (step === 'set the clock') {
          tried.clock = true;
          if (!this.learnOffset(failure, sentAt)) throw this.finished(failure, request, attempts, token);
        } else if (step === 'pause' && wait < left()) {
          tried.pauses++;
          await pause(this.world.clock, wait, signal);
        } else {
          throw this.finished(failure, request, attempts, token);
        }
      }
    }
  }

  /** How long to wait before a repeat; an overload slows the whole account down. */
  private waitFor(failure: unknown, reply: RawReply | undefined, pauses: number): number {
    const own = pauseOf(pauses, this.world.random());
    if (!(failure instanceof TuyaError)) return own;
    const overloaded =
      failure.statusCode === 429 ||
      ['TUYA_1110', 'TUYA_1111', 'TUYA_1199'].includes(failure.code) ||
      isQuotaText(failure);
    const asked = retryAfter(reply?.headers['retry-after'], this.world.clock.now());
    const wait = Math.max(own, asked ?? 0);
    if (overloaded) this.limiter.slowDown(wait);
    return wait;
  }

  /** Signs and sends one attempt; `token` is absent for token calls (PROTOCOL 1.2). */
  private async exchange(request: ApiRequest, signal: AbortSignal, token?: Token): Promise<RawReply> {
    const { signer, toSign } = this.sign(request, token);
    const names = request.signedHeaders.map(([name]) => name);
    return this.world.transport.send(
      {
        method: request.method,
        baseUrl: token?.base_url ?? this.account.baseUrl,
        url: wireUrl(request.segments, request.query),
        headers: {
          ...request.headers,
          client_id: signer.client_id,
          sign: signature(signer, toSign),
          sign_method: 'HMAC-SHA256',
          t: signer.t,
          nonce: signer.nonce ?? '',
          ...(token === undefined ? {} : { access_token: token.access_token }),
          ...(names.length === 0 ? {} : { 'Signature-Headers': names.join(':') }),
        },
        body: request.body,
      },
      signal,
    );
  }

  private sign(request: ApiRequest, token?: Token): { signer: Signer; toSign: string } {
    const form = request.form.size > 0;
    const toSign = stringToSign(
      request.method,
      bodySha256(form ? undefined : request.body),
      headersBlock(request.signedHeaders),
      canonicalUrl(
        '/' + request.segments.join('/'),
        form ? new Map([...request.query, ...request.form]) : request.query,
      ),
    );
    const signer: Signer = {
      client_id: this.account.client_id,
      secret: this.account.secret,
      access_token: token?.access_token,
      t: String(Math.round(this.world.clock.now() + this.offset)),
      nonce: this.world.nonce(),
      bundleId: this.account.bundleId,
    };
    return { signer, toSign };
  }

  /** Learns the cloud's time from the reply's `t`; false when it is missing or absurd (P7). */
  private learnOffset(failure: unknown, sentAt: number): boolean {
    const t = failure instanceof TuyaError ? failure.tuya?.t : undefined;
    if (t === undefined || t < Date.UTC(2020, 0) || t > Date.UTC(2100, 0)) return false;
    const half = (this.world.clock.now() - sentAt) / 2;
    this.offset = t - (sentAt + half);
    return true;
  }

  /** One token call with its own deadline, for whoever waits (rules 1, 4, 6, 7, 8). */
  private fetchToken(
    how: 'login' | 'refresh',
    before: Token | undefined,
    signal: AbortSignal,
  ): Promise<Grant> {
    const refresh = how === 'refresh' && before !== undefined && before.refresh_token !== '';
    return this.within(this.account.timeout, signal, async (deadline, left) => {
      if (!refresh) return this.tokenCall(loginRequest(), deadline, left, 2);
      try {
        // A refresh token works once: after a lost reply it may be used up, so it is not sent again.
        return await this.tokenCall(refreshRequest(before.refresh_token), deadline, left, 0);
      } catch (failure) {
        if (deadline.aborted || (failure instanceof TuyaError && remedyOf(failure) === 'settings'))
          throw failure;
        return this.tokenCall(loginRequest(), deadline, left, 2);
      }
    });
  }

  private async tokenCall(
    request: ApiRequest,
    signal: AbortSignal,
    left: () => number,
    pauses: number,
  ): Promise<Grant> {
    // Rule 8: a token call is never repeated for a token's sake.
    const tried: Tried = { token: true, clock: false, pauses: 2 - pauses };
    for (let attempts = 1; ; attempts++) {
      const askedAt = this.world.clock.monotonic();
      const sentAt = this.world.clock.now();
      let reply: RawReply | undefined;
      try {
        reply = await this.exchange(request, signal);
        return this.grantOf(openEnvelope(reply), askedAt);
      } catch (failure) {
        if (signal.aborted) throw this.finished(signal.reason, request, attempts);
        const step = nextStep(failure, request.method, tried);
        const wait = this.waitFor(failure, reply, tried.pauses);
        if (step === 'set the clock' && this.learnOffset(failure, sentAt)) {
          tried.clock = true;
        } else if (step === 'pause' && wait < left()) {
          tried.pauses++;
          await pause(this.world.clock, wait, signal);
        } else {
          throw this.finished(failure, request, attempts);
        }
      }
    }
  }

  private grantOf(envelope: Envelope, askedAt: number): Grant {
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
      base_url: this.account.baseUrl,
      askedAt,
    };
  }

  /** The error as it leaves the client: attempts noted, advice completed, nothing secret in it. */
  private finished(failure: unknown, request: ApiRequest, attempts: number, token?: Token): TuyaError {
    const error = this.explained(failure, request, attempts, token);
    attemptsOf.set(error, attempts);
    return error;
  }

  private explained(failure: unknown, request: ApiRequest, attempts: number, token?: Token): TuyaError {
    const command = request.method !== 'GET';
    if (failure instanceof TransportFault) {
      const unsure = command && failure.delivery === 'unknown';
      return unsure ? outcomeUnknown(failure.error) : failure.error;
    }
    if (!(failure instanceof TuyaError)) {
      return new TuyaError('TUYA_NETWORK', 'The call failed for an unknown reason');
    }
    if (failure.code === 'TUYA_TIMEOUT' && command && attempts > 0) return outcomeUnknown(failure);
    if (failure.tuya === undefined) return failure;
    let hint = failure.hint;
    if (failure.code === 'TUYA_1004') {
      const { signer, toSign } = this.sign(request, token);
      const masked = signedText(
        {
          ...signer,
          access_token: token === undefined ? undefined : '[access_token]',
          nonce: '[nonce]',
          t: '[t]',
        },
        this.masked(toSign, token),
      );
      hint = `${entryOf('1004')?.hint ?? hint} Signed was: ${JSON.stringify(masked)}`;
    } else if (remedyOf(failure) === 'token' && token !== undefined && !this.token.isFresh(token)) {
      hint = 'The token was refused although it was renewed; use forget, or press Test in the account.';
    }
    const msg = failure.tuya.msg === undefined ? undefined : this.masked(failure.tuya.msg, token);
    return new TuyaError(failure.code, this.masked(failure.message, token), {
      hint,
      statusCode: failure.statusCode,
      tuya: { ...failure.tuya, msg },
    });
  }

  /** A cloud may echo what it was sent. */
  private masked(text: string, token?: Token): string {
    const secrets = [this.account.secret, token?.access_token, token?.refresh_token];
    return secrets
      .reduce<string>((done, secret) => (secret ? done.replaceAll(secret, '***') : done), text)
      .replace(/\b[0-9A-F]{64}\b/g, '***')
      .replace(/(\/v1\.0\/token\/)[^\s?"]+/g, '$1***')
      .replace(/(code=)[^&\s"]+/g, '$1***');
  }
}

function isQuotaText(error: TuyaError): boolean {
  return error.tuya !== undefined && entryOf(error.code)?.repeat !== 'busy' && remedyOf(error) === 'busy';
}

function outcomeUnknown(error: TuyaError): TuyaError {
  return new TuyaError(error.code, `${error.message}; whether the command was executed is unknown`, {
    hint: 'Read the device back before you send the command again.',
    statusCode: error.statusCode,
  });
}

function tokenRequest(segments: string[], query: ReadonlyMap<string, string>): ApiRequest {
  return { method: 'GET', segments, query, form: NO_QUERY, headers: {}, signedHeaders: [] };
}

function loginRequest(): ApiRequest {
  return tokenRequest(['v1.0', 'token'], new Map([['grant_type', '1']]));
}

function refreshRequest(refresh_token: string): ApiRequest {
  return tokenRequest(['v1.0', 'token', refresh_token], NO_QUERY);
}
