import { isOverload, remedyOf } from '../errors/error-codes';
import { withEffort } from '../errors/effort';
import { TuyaError, aborted } from '../errors/tuya-error';
import type { Platform } from '../platform';
import type { ApiRequest } from '../request/build';
import { pause } from '../time/clock';
import type { CloudTime } from '../time/cloud-time';
import { openEnvelope } from '../wire/envelope';
import { TransportFault } from '../wire/transport';
import type { RawReply } from '../wire/transport';
import { attempt } from './attempt';
import { explain } from './explain';
import type { Answer, CallToken, Key, Plan } from './plan';
import { MOST_PAUSES, nextStep, pauseOf, retryAfter } from './retry';
import type { Tried } from './retry';

/** The account's pace, as far as a cloud's answer changes it. */
export interface Brake {
  /** The cloud is overloaded and asks for so many milliseconds; answers how long the account pauses. */
  slowDown(asked: number, random: number): number;
  /** A call went well. */
  ease(): void;
}

/** Signs, sends, judges and repeats: what every call of an account goes through, token calls included. */
export class Performer {
  constructor(
    private readonly key: Key,
    private readonly platform: Platform,
    private readonly time: CloudTime,
    private readonly brake: Brake,
  ) {}

  /**
   * Performs one call (RULES 5, 6, 8, 9).
   * @throws TuyaError
   */
  async perform(request: ApiRequest, plan: Plan): Promise<Answer> {
    const { clock, transport } = this.platform;
    const { tokens, deadline } = plan;
    const began = clock.monotonic();
    const elapsed = (): number => Math.round(clock.monotonic() - began);
    // A token call is never repeated for a token's sake.
    const tried: Tried = {
      token: tokens === undefined,
      clock: false,
      pauses: MOST_PAUSES - (plan.repeats ?? MOST_PAUSES),
    };
    for (let attempts = 1; ; attempts++) {
      let token: CallToken | undefined;
      let reply: RawReply | undefined;
      let askedAt = began;
      let sent = false;
      try {
        if (plan.closing?.aborted === true) throw aborted();
        token = await this.tokenFor(plan);
        if (token?.found === true && !tried.found) {
          tried.found = true;
          tried.token = false;
        }
        askedAt = clock.monotonic();
        const stamp = { t: String(this.time.now()), nonce: this.platform.nonce() };
        sent = true;
        reply = await transport.send(attempt(request, this.key, token, plan.baseUrl, stamp), deadline);
        const envelope = openEnvelope(reply);
        this.brake.ease();
        if (token !== undefined) tokens?.accept(token);
        return { envelope, statusCode: reply.status, attempts, elapsed: elapsed(), askedAt };
      } catch (failure) {
        const once = plan.once ?? request.method !== 'GET';
        const give = (reason: unknown): TuyaError => {
          const isFresh = token !== undefined && tokens?.isFresh(token) === true;
          const secrets = plan.secrets ?? [];
          const error = explain(reason, { request, key: this.key, token, isFresh, sent, secrets });
          return withEffort(error, { attempts, elapsed: elapsed() });
        };
        // What failed before anything was sent has been judged already, where it failed.
        if (!sent) throw give(failure);
        if (deadline.aborted) throw give(failure instanceof TransportFault ? failure : deadline.reason);
        const step = nextStep(failure, once ? 'POST' : 'GET', tried);
        const wait = this.waitFor(failure, reply, tried.pauses);
        if (failure instanceof TuyaError && token !== undefined) this.tell(plan, token, failure);
        if (step === 'renew the token') {
          tried.token = true;
        } else if (step === 'set the clock' && this.learn(failure, clock.monotonic() - askedAt)) {
          tried.clock = true;
        } else if (step === 'pause' && wait < deadline.left()) {
          tried.pauses++;
          await this.rest(wait, plan, () => give(failure));
        } else {
          throw give(failure);
        }
      }
    }
  }

  /** The token of a call; one that had to wait for it takes its turn again. */
  private async tokenFor({ tokens, deadline, again }: Plan): Promise<CallToken | undefined> {
    if (tokens === undefined) return undefined;
    const ready = tokens.ready();
    if (ready !== undefined) return ready;
    const token = await tokens.get(deadline);
    await again?.(deadline);
    return token;
  }

  /** Tells how the cloud took the token: an answer about anything else means that it was good. */
  private tell({ tokens }: Plan, token: CallToken, failure: TuyaError): void {
    if (remedyOf(failure) === 'token') tokens?.reject(token, failure);
    else if (failure.tuya?.code !== undefined) tokens?.accept(token);
  }

  /** Waits before a repeat; when the time runs out meanwhile, what went wrong before says more than that. */
  private async rest(wait: number, { deadline, again }: Plan, failure: () => TuyaError): Promise<void> {
    try {
      await pause(this.platform.clock, wait, deadline);
      await again?.(deadline);
    } catch (reason) {
      throw reason instanceof TuyaError && reason.code === 'TUYA_TIMEOUT' ? failure() : reason;
    }
  }

  /** How long to wait before a repeat, in milliseconds; an overload slows down more than this call. */
  private waitFor(failure: unknown, reply: RawReply | undefined, pauses: number): number {
    const random = this.platform.random();
    const own = pauseOf(pauses, random);
    if (!(failure instanceof TuyaError)) return own;
    const asked = retryAfter(reply?.headers['retry-after'], this.platform.clock.now()) ?? 0;
    return Math.max(own, isOverload(failure) ? this.brake.slowDown(asked, random) : asked);
  }

  private learn(failure: unknown, roundTrip: number): boolean {
    return failure instanceof TuyaError && this.time.learn(failure.tuya?.t, roundTrip);
  }
}
