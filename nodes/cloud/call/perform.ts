import { isOverload, remedyOf } from '../errors/error-codes';
import { withEffort } from '../errors/effort';
import type { Known } from '../diagnosis/acquaintance';
import { TuyaError, aborted } from '../errors/tuya-error';
import type { Kind } from '../pace/kind';
import type { Refusal } from '../pace/overload';
import type { Platform } from '../platform';
import type { ApiRequest } from '../request/build';
import { centerAt } from '../data-centers';
import { pause, until } from '../time/clock';
import type { CloudTime } from '../time/cloud-time';
import { judgedAs } from '../usage/tally';
import type { Spending } from '../usage/tally';
import { openEnvelope } from '../wire/envelope';
import { TransportFault } from '../wire/transport';
import type { RawReply } from '../wire/transport';
import { attempt } from './attempt';
import { explain } from './explain';
import type { Answer, CallToken, Key, Plan } from './plan';
import { MOST_PAUSES, askedPause, backOff, nextStep } from './retry';
import type { Tried } from './retry';

/** One call from its first attempt to its answer or its error, repeats included. */

/** The account's pace, as far as a cloud's answer changes it. */
export interface Brake {
  /** A kind of call was refused; answers how many milliseconds it pauses. */
  slowDown(kind: Kind, refusal: Refusal, random: number): number;
  /** A call of this kind that was sent then was answered, well or not, but not refused. */
  ease(kind: Kind, sentAt: number): void;
}

/** Signs, sends, judges and repeats: what every call of an account goes through, token calls included. */
export class Performer {
  constructor(
    private readonly key: Key,
    private readonly platform: Platform,
    private readonly time: CloudTime,
    private readonly brake: Brake,
    private readonly account: Known,
  ) {}

  /**
   * Performs one call (RULES 5, 6, 8, 9, 12).
   * @throws TuyaError
   */
  async perform(request: ApiRequest, plan: Plan): Promise<Answer> {
    const { clock, transport, ended, meter } = this.platform;
    const { tokens, deadline, kind } = plan;
    const began = clock.monotonic();
    const elapsed = (): number => Math.round(clock.monotonic() - began);
    // A token call is never repeated for a token's sake.
    const tried: Tried = {
      token: tokens === undefined,
      clock: false,
      pauses: MOST_PAUSES - (plan.repeats ?? MOST_PAUSES),
    };
    const spending = spendingOf(request, plan);
    let started = true;
    /** Requests of it that have left. */
    let gone = 0;
    for (let attempts = 1; ; attempts++) {
      let token: CallToken | undefined;
      let reply: RawReply | undefined;
      let askedAt = began;
      let sent = false;
      let left: number | undefined;
      const stayed = (): void => {
        gone--;
        if (left !== undefined) meter?.takeBack(spending, left);
      };
      try {
        if (plan.closing?.aborted === true) throw aborted();
        // Before a token is fetched for it: what may not leave costs none.
        const reading = meter?.ready();
        if (reading !== undefined) await until(reading, deadline);
        meter?.allow(judgedAs(spending));
        token = await this.tokenFor(plan, started);
        started = false;
        // One that was found for this call has had no refusal of its own yet, however old the one before was (RULES 7).
        if (token?.found === true && tried.token && !tried.found) {
          tried.found = true;
          tried.token = false;
        }
        askedAt = clock.monotonic();
        const signing = { key: this.key, token, baseUrl: plan.baseUrl, t: String(this.time.now()) };
        const signed = attempt(request, { ...signing, nonce: this.platform.nonce() });
        spending.repeat = gone > 0;
        left = meter?.leave(spending);
        gone++;
        sent = true;
        reply = await transport.send(signed, deadline);
        if (reply.remembered === true) stayed();
        const envelope = openEnvelope(reply);
        this.brake.ease(kind, askedAt);
        if (token !== undefined) tokens?.accept(token);
        this.account.wentWell(request.segments, envelope.result);
        ended?.(undefined, askedAt);
        return { envelope, statusCode: reply.status, attempts, elapsed: elapsed(), askedAt };
      } catch (failure) {
        if (neverLeft(failure)) stayed();
        const once = plan.once ?? request.method !== 'GET';
        const give = (reason: unknown): TuyaError => {
          const isFresh = token !== undefined && tokens?.isFresh(token) === true;
          const baseUrl = token?.base_url ?? plan.baseUrl;
          const error = explain(reason, {
            ...{ request, key: this.key, token, isFresh, sent, baseUrl, center: centerAt(baseUrl) },
            account: this.account,
            via: reply?.headers.via,
            behind: this.behind(reason, clock.monotonic() - askedAt),
            now: this.time.now(),
            secrets: plan.secrets ?? [],
          });
          return withEffort(error, { attempts, elapsed: elapsed() });
        };
        // What failed before anything was sent has been judged already, where it failed.
        if (!sent) throw give(failure);
        const fail = (reason: unknown): TuyaError => {
          const error = give(reason);
          ended?.(error, askedAt);
          return error;
        };
        if (isAnswer(failure)) this.brake.ease(kind, askedAt);
        if (deadline.aborted) throw fail(failure instanceof TransportFault ? failure : deadline.reason);
        const step = nextStep(failure, once, tried);
        const wait = this.waitFor(failure, reply, { pauses: tried.pauses, kind, sentAt: askedAt });
        if (failure instanceof TuyaError && token !== undefined) this.tell(plan, token, failure);
        if (step === 'renew the token') {
          tried.token = true;
        } else if (step === 'set the clock' && this.learn(failure, clock.monotonic() - askedAt)) {
          tried.clock = true;
        } else if (step === 'pause' && wait < deadline.left()) {
          tried.pauses++;
          await this.rest(wait, plan, () => fail(failure));
          started = true;
        } else {
          throw fail(failure);
        }
      }
    }
  }

  /** The token of an attempt; one that has no start yet, or had to wait for its token, takes its turn. */
  private async tokenFor(plan: Plan, started: boolean): Promise<CallToken | undefined> {
    const { tokens, deadline, again } = plan;
    const ready = tokens?.ready();
    const token = ready ?? (await tokens?.get(deadline));
    if (!started || token !== ready) await again?.(0, deadline, () => deadline.left());
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
      await (again?.(wait, deadline, () => deadline.left()) ?? pause(this.platform.clock, wait, deadline));
    } catch (reason) {
      throw reason instanceof TuyaError && reason.code !== 'TUYA_ABORTED' ? failure() : reason;
    }
  }

  /** How long to wait before a repeat, in milliseconds; an overload slows down more than this call. */
  private waitFor(
    failure: unknown,
    reply: RawReply | undefined,
    { pauses, kind, sentAt }: { pauses: number; kind: Kind; sentAt: number },
  ): number {
    const random = this.platform.random();
    const own = backOff(pauses, random);
    if (!(failure instanceof TuyaError)) return own;
    const asked = askedPause(reply?.headers['retry-after'], this.platform.clock.now());
    if (!isOverload(failure)) return Math.max(own, asked);
    const { code, statusCode } = failure;
    return Math.max(own, this.brake.slowDown(kind, { code, statusCode, sentAt, asked }, random));
  }

  private learn(failure: unknown, roundTrip: number): boolean {
    return failure instanceof TuyaError && this.time.learn(failure.tuya?.t, roundTrip);
  }

  private behind(failure: unknown, roundTrip: number): number | undefined {
    return failure instanceof TuyaError ? this.time.behind(failure.tuya?.t, roundTrip) : undefined;
  }
}

/** What a call spends with each attempt. */
function spendingOf({ method }: ApiRequest, { tokens, needed, by = '' }: Plan): Spending {
  if (tokens === undefined) return { kind: 'token', by, repeat: false };
  return { kind: method === 'GET' ? 'read' : 'command', by, needed, repeat: false };
}

/** Whether it is certain that nothing has reached the cloud. */
function neverLeft(failure: unknown): boolean {
  return failure instanceof TransportFault && failure.delivery === 'not sent';
}

/** Whether Tuya itself answered, and did not ask for fewer calls: whatever the answer is, the overload is over. */
function isAnswer(failure: unknown): boolean {
  return failure instanceof TuyaError && failure.tuya !== undefined && !isOverload(failure);
}
