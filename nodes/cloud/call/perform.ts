import { entryOf, isOverload, remedyOf } from '../errors/error-codes';
import { TuyaError, aborted } from '../errors/tuya-error';
import { noteEffort } from '../errors/effort';
import { openEnvelope } from '../wire/envelope';
import type { Envelope } from '../wire/envelope';
import type { ApiRequest } from '../request/build';
import type { Platform } from '../platform';
import {
  bodySha256,
  canonicalUrl,
  headersBlock,
  signature,
  signedText,
  stringToSign,
  wireUrl,
} from '../wire/sign';
import type { Signer } from '../wire/sign';
import type { Token } from '../tokens/token-life';
import { nextStep, pauseOf, retryAfter } from './retry';
import type { Tried } from './retry';
import { mask } from '../errors/mask';
import { pause } from '../time/clock';
import type { RawReply } from '../wire/transport';
import { TransportFault } from '../wire/transport';
import type { Signal } from '../time/signal';

/** The key that signs. */
export interface Key {
  client_id: string;
  secret: string;
  bundleId?: string | undefined;
}

/** One call's answer. */
export interface Answer {
  envelope: Envelope;
  statusCode: number;
  attempts: number;
  /** Milliseconds from the first attempt to the answer. */
  elapsed: number;
  /** Monotonic time at which the attempt that was answered was sent. */
  askedAt: number;
}

/** Where a call's token comes from, and where a refused one is reported; absent for token calls, which carry none. */
export interface TokenSource {
  get(signal: Signal): Promise<Token>;
  reject(token: Token): void;
  isFresh(token: Token): boolean;
  /** Whether a call gets it at once. */
  isReady(): boolean;
}

/** How one call is to be performed. */
export interface Plan {
  signal: Signal;
  /** Milliseconds until the deadline. */
  left: () => number;
  /** Where the call goes when no token says otherwise. */
  baseUrl: string;
  tokens?: TokenSource | undefined;
  /** Puts a call that waited for a token, or that is about to be repeated, back into the account's pace. */
  again?: (signal: Signal) => Promise<void>;
  /** Pauses that are already used up: fewer repeats for calls that should not be repeated. */
  pauses?: number;
  /** No further attempt begins once this aborts. */
  closing?: Signal | undefined;
  /** What the call carries and nobody may see, besides secret and token. */
  secrets?: readonly string[];
}

/** The account's pace, as far as a cloud's answer changes it. */
export interface Brake {
  /** The cloud is overloaded and asks for so many milliseconds; answers how long the account pauses. */
  slowDown(asked: number, random: number): number;
  /** A call went well. */
  ease(): void;
}

/** Signs, sends, judges and repeats: what every call of an account goes through, token calls included. */
export class Caller {
  /** Cloud time minus this machine's time, in milliseconds, learned from a 1013 (PROTOCOL 7). */
  private offset = 0;

  constructor(
    private readonly key: Key,
    private readonly platform: Platform,
    private readonly brake: Brake,
  ) {}

  /**
   * Performs one call by the rules of DESIGN 7.
   * @throws TuyaError
   */
  async perform(request: ApiRequest, plan: Plan): Promise<Answer> {
    const { clock } = this.platform;
    const began = clock.monotonic();
    const elapsed = (): number => Math.round(clock.monotonic() - began);
    // Rule 8: a token call is never repeated for a token's sake.
    const tried: Tried = { token: plan.tokens === undefined, clock: false, pauses: plan.pauses ?? 0 };
    for (let attempts = 1; ; attempts++) {
      if (plan.closing?.aborted === true) throw aborted();
      const held = plan.tokens?.isReady() === false;
      const token = await plan.tokens?.get(plan.signal);
      if (held) await plan.again?.(plan.signal);
      const askedAt = clock.monotonic();
      const sentAt = clock.now();
      let reply: RawReply | undefined;
      try {
        reply = await this.send(request, plan, token);
        const envelope = openEnvelope(reply);
        this.brake.ease();
        return { envelope, statusCode: reply.status, attempts, elapsed: elapsed(), askedAt };
      } catch (failure) {
        const give = (reason: unknown): TuyaError =>
          noteEffort(this.explained(reason, request, plan, token), { attempts, elapsed: elapsed() });
        if (plan.signal.aborted) throw give(failure instanceof TransportFault ? failure : plan.signal.reason);
        const step = nextStep(failure, request.method, tried);
        const wait = this.waitFor(failure, reply, tried.pauses);
        if (step === 'renew the token' && token !== undefined) {
          tried.token = true;
          plan.tokens?.reject(token);
        } else if (step === 'set the clock' && this.learnOffset(failure, sentAt)) {
          tried.clock = true;
        } else if (step === 'pause' && wait < plan.left()) {
          tried.pauses++;
          await this.rest(wait, plan, () => give(failure));
        } else {
          throw give(failure);
        }
      }
    }
  }

  /** Waits before a repeat; when the time runs out meanwhile, what went wrong before says more than that. */
  private async rest(wait: number, { signal, again }: Plan, failure: () => TuyaError): Promise<void> {
    try {
      await pause(this.platform.clock, wait, signal);
      await again?.(signal);
    } catch (reason) {
      throw reason instanceof TuyaError && reason.code === 'TUYA_TIMEOUT' ? failure() : reason;
    }
  }

  /** How long to wait before a repeat; an overload slows the whole account down. */
  private waitFor(failure: unknown, reply: RawReply | undefined, pauses: number): number {
    const random = this.platform.random();
    const own = pauseOf(pauses, random);
    if (!(failure instanceof TuyaError)) return own;
    const asked = retryAfter(reply?.headers['retry-after'], this.platform.clock.now()) ?? 0;
    return Math.max(own, isOverload(failure) ? this.brake.slowDown(asked, random) : asked);
  }

  /** Signs and sends one attempt. */
  private async send(request: ApiRequest, plan: Plan, token?: Token): Promise<RawReply> {
    const { signer, toSign } = this.sign(request, token);
    const names = request.signedHeaders.map(([name]) => name);
    return this.platform.transport.send(
      {
        method: request.method,
        baseUrl: token?.base_url ?? plan.baseUrl,
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
      plan.signal,
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
      ...this.key,
      access_token: token?.access_token,
      t: String(Math.round(this.platform.clock.now() + this.offset)),
      nonce: this.platform.nonce(),
    };
    return { signer, toSign };
  }

  /** Learns the cloud's time from the reply's `t`; false when it is missing or absurd (P7). */
  private learnOffset(failure: unknown, sentAt: number): boolean {
    const t = failure instanceof TuyaError ? failure.tuya?.t : undefined;
    if (t === undefined || t < Date.UTC(2020, 0) || t > Date.UTC(2100, 0)) return false;
    const half = (this.platform.clock.now() - sentAt) / 2;
    this.offset = t - (sentAt + half);
    return true;
  }

  /** The error as it leaves the client: advice completed, nothing secret in it. */
  private explained(failure: unknown, request: ApiRequest, plan: Plan, token?: Token): TuyaError {
    const command = request.method !== 'GET';
    if (failure instanceof TransportFault) {
      const unsure = command && failure.delivery === 'unknown';
      return unsure ? outcomeUnknown(failure.error) : failure.error;
    }
    if (!(failure instanceof TuyaError)) {
      return new TuyaError('TUYA_NETWORK', 'The call failed for an unknown reason');
    }
    if (failure.code === 'TUYA_TIMEOUT' && command) return outcomeUnknown(failure);
    if (failure.tuya === undefined) return failure;
    // A cloud may echo what it was sent.
    const secrets = [this.key.secret, token?.access_token, token?.refresh_token, ...(plan.secrets ?? [])];
    let hint = failure.hint;
    if (failure.code === 'TUYA_1004') {
      hint = `${entryOf('1004')?.hint ?? hint} Signed was: ${this.shownSignature(request, secrets, token)}`;
    } else if (remedyOf(failure) === 'token' && token !== undefined && !plan.tokens?.isFresh(token)) {
      hint = 'The token was refused although it was renewed; use forget, or press Test in the account.';
    }
    const msg = failure.tuya.msg === undefined ? undefined : mask(failure.tuya.msg, secrets);
    return new TuyaError(failure.code, mask(failure.message, secrets), {
      hint,
      statusCode: failure.statusCode,
      tuya: { ...failure.tuya, msg },
    });
  }

  /** The text that was signed, for a 1004 (P17): where it differs from what the cloud expects is seen at once. */
  private shownSignature(
    request: ApiRequest,
    secrets: readonly (string | undefined)[],
    token?: Token,
  ): string {
    const { signer, toSign } = this.sign(request, token);
    const access_token = token === undefined ? undefined : '[access_token]';
    const shown = { ...signer, access_token, nonce: '[nonce]', t: '[t]' };
    return JSON.stringify(signedText(shown, mask(toSign, secrets)));
  }
}

function outcomeUnknown(error: TuyaError): TuyaError {
  return new TuyaError(error.code, `${error.message}; whether the command was executed is unknown`, {
    hint: 'Read the device back before you send the command again.',
    statusCode: error.statusCode,
  });
}
