import type { TuyaError } from '../../cloud';

/** Whether an account reaches the cloud: one line in the log for each change, however many calls fail (N17). */

/** What says that the cloud was not reached. */
const UNREACHED = new Set(['TUYA_NETWORK', 'TUYA_TLS', 'TUYA_TIMEOUT']);

/** Who writes the lines, such as a node. */
export interface Log {
  warn(text: string): void;
  log(text: string): void;
}

/** Whether an account reaches the cloud, learned from its calls. */
export class Reach {
  private lost = false;

  constructor(private readonly log: Log) {}

  /** A call that was sent has ended. An answer of Tuya's, good or bad, has come over the network; other failures say nothing of it. */
  ended(error?: TuyaError): void {
    const lost = error !== undefined && UNREACHED.has(error.code);
    if (lost === this.lost || (!lost && error !== undefined && error.tuya === undefined)) return;
    this.lost = lost;
    if (lost) this.log.warn(`Tuya cannot be reached: ${error.message}`);
    else this.log.log('Tuya can be reached again');
  }
}
