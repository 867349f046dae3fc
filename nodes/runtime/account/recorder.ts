import type { TuyaError } from '../../cloud';

/** What a deployed account remembers for a report: nothing that is the account's, a user's or a device's. */

/** The last call that went wrong. */
export interface LastError {
  /** `TUYA_1106`, `TUYA_TIMEOUT` … */
  code: string;
  /** What Tuya calls it. */
  tuyaCode: string | number | undefined;
  /** What Tuya's support asks for. */
  tid: string | undefined;
  /** Milliseconds since the epoch. */
  time: number;
}

/** Remembers how the calls of one account have gone. */
export class Recorder {
  lastError: LastError | undefined;
  /** Milliseconds that Tuya's clock is ahead of this machine's, once Tuya has refused this machine's time. */
  clockOffset: number | undefined;

  /** @param now milliseconds since the epoch */
  constructor(private readonly now: () => number) {}

  /** A call that was sent has ended. One that was given up here says nothing. */
  ended(error?: TuyaError): void {
    if (error === undefined || error.code === 'TUYA_ABORTED') return;
    const { code, tuya } = error;
    this.lastError = { code, tuyaCode: tuya?.code, tid: tuya?.tid, time: this.now() };
  }

  /** Calls go on with Tuya's time. */
  corrected(behind: number): void {
    this.clockOffset = behind;
  }
}
