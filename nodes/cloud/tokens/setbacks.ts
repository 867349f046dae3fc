import { remedyOf } from '../errors/error-codes';
import type { TuyaError } from '../errors/tuya-error';

/** Failed token calls, and how long nobody asks again after them. */

/** A refusal that only other settings can mend is remembered for so long, in milliseconds. */
const REFUSAL_MEMORY = 30_000;
/** A failure for a passing reason is remembered for so long, doubled with each in a row. */
const FIRST_MEMORY = 1000;
const LONGEST_MEMORY = 5000;
/** A token that is refused whatever it is: from the second in a row on nobody asks for so long, doubled with each. */
const FIRST_REST = 1000;
const LONGEST_REST = 60_000;
/** Nobody is waiting for a renewal in the background: it is tried again after so long, doubled with each failure in a row. */
const FIRST_BACK_OFF = 5000;
const LONGEST_BACK_OFF = 5 * 60_000;

/** What says nothing about the next token call: whoever was closed, has spent its budget or has to authorize costs no call. */
const FORGOTTEN = new Set(['TUYA_ABORTED', 'TUYA_AUTHORIZATION_REQUIRED', 'TUYA_BUDGET', 'TUYA_CONFIG']);

function doubled(first: number, times: number, longest: number): number {
  return Math.min(first * 2 ** Math.min(times, 30), longest);
}

/** Whether Tuya has answered, and will answer the same until somebody changes something. */
function isRefusal(error: TuyaError): boolean {
  const remedy = remedyOf(error);
  return error.tuya?.code !== undefined && remedy !== 'busy' && remedy !== 'overload';
}

/**
 * What is remembered of token calls that went wrong (RULES 3 and 10), so that those who wait get the same error at no cost. Times are
 * monotonic milliseconds, passed in.
 */
export class Setbacks {
  private memory: { error: TuyaError; until: number } | undefined;
  private failures = 0;
  private refusedTokens = 0;
  private quietUntil = 0;

  /** The error for who needs a token now; undefined when one may be asked for. */
  remembered(now: number): TuyaError | undefined {
    return this.memory !== undefined && now < this.memory.until ? this.memory.error : undefined;
  }

  /** When a renewal that nobody waits for may begin. */
  get quiet(): number {
    return Math.max(this.quietUntil, this.memory?.until ?? 0);
  }

  /** A token call failed. */
  failed(error: TuyaError, now: number): void {
    this.quietUntil = now + doubled(FIRST_BACK_OFF, this.failures, LONGEST_BACK_OFF);
    if (!FORGOTTEN.has(error.code)) {
      const memory = isRefusal(error) ? REFUSAL_MEMORY : doubled(FIRST_MEMORY, this.failures, LONGEST_MEMORY);
      this.memory = { error, until: now + memory };
    }
    this.failures++;
  }

  /** A token call brought a token. */
  succeeded(): void {
    this.failures = 0;
    this.quietUntil = 0;
    this.memory = undefined;
  }

  /** The cloud refused the current token. */
  refused(error: TuyaError, now: number): void {
    this.refusedTokens++;
    if (this.refusedTokens < 2) return;
    const rest = doubled(FIRST_REST, this.refusedTokens - 2, LONGEST_REST);
    this.memory = { error, until: now + rest };
  }

  /** The cloud took the current token. */
  accepted(): void {
    this.refusedTokens = 0;
  }

  /** All is forgotten: somebody has changed something, or wants to know now. */
  clear(): void {
    this.succeeded();
    this.accepted();
  }
}
