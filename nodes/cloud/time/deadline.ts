import { problem } from '../errors/texts';
import { TuyaError, aborted, errorOf } from '../errors/tuya-error';
import type { Clock } from './clock';
import { Abort } from './signal';
import type { Signal } from './signal';

/** The end of a call: its time is over, or nobody wants it any more. */

/** The end of a call, as who performs it sees it. */
export interface End extends Signal {
  /** Milliseconds that are left. */
  left(): number;
}

const nothing = (): void => undefined;

/**
 * The end of one call: whoever gives it up, and its time, which begins when its turn has come. One listener on each signal and one
 * timer, however many wait for it inside. Not AbortSignal.any: its links to signals that live for months are never collected on
 * Node 20.
 */
export class Deadline extends Abort implements End {
  private end = Infinity;
  private cancel = nothing;
  private readonly parents: { signal: Signal; stop: () => void }[] = [];

  /** @param signals who may give the call up */
  constructor(
    private readonly clock: Clock,
    signals: readonly (Signal | undefined)[],
  ) {
    super();
    for (const signal of signals) {
      if (signal === undefined) continue;
      const stop = (): void => {
        this.abort(signal.reason instanceof TuyaError ? signal.reason : aborted());
      };
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop);
      this.parents.push({ signal, stop });
    }
  }

  /** The time begins: after `timeout` milliseconds it is over. */
  start(timeout: number): void {
    this.cancel();
    this.end = this.clock.monotonic() + timeout;
    this.cancel = this.clock.after(timeout, () => {
      const seconds = Math.round(timeout / 100) / 10;
      this.abort(errorOf('TUYA_TIMEOUT', problem('call.late', { seconds })));
    });
  }

  /** Milliseconds that are left. */
  left(): number {
    return this.end - this.clock.monotonic();
  }

  /** The call has ended: no timer and no listener stays. */
  release(): void {
    this.cancel();
    for (const { signal, stop } of this.parents) signal.removeEventListener('abort', stop);
  }
}

/** Runs `task` under a deadline that the signals end; its time begins when the task starts it. */
export async function ending<T>(
  clock: Clock,
  signals: readonly (Signal | undefined)[],
  task: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const deadline = new Deadline(clock, signals);
  try {
    return await task(deadline);
  } finally {
    deadline.release();
  }
}

/** Runs `task` under a deadline of `timeout` milliseconds, and no longer than the signals let it. */
export function within<T>(
  clock: Clock,
  timeout: number,
  signals: readonly (Signal | undefined)[],
  task: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  return ending(clock, signals, (deadline) => {
    deadline.start(timeout);
    return task(deadline);
  });
}
