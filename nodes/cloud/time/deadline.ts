import { TuyaError } from '../errors/tuya-error';
import type { Clock } from './clock';
import { Abort } from './signal';
import type { Signal } from './signal';

/** What a task needs to know of the one who waits. */
export interface Waiting {
  signal: Signal;
  /** Milliseconds until the deadline. */
  left: () => number;
  /** No further attempt begins once this aborts; the one under way goes on. */
  closing?: Signal | undefined;
}

/** Runs `task` under a total deadline of `timeout` milliseconds, and no longer than `signal` lets it. */
export async function within<T>(
  clock: Clock,
  timeout: number,
  signal: Signal,
  task: (waiting: Waiting) => Promise<T>,
): Promise<T> {
  const deadline = new Abort();
  const end = clock.monotonic() + timeout;
  const stop = (): void => {
    deadline.abort(signal.reason);
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  const cancel = clock.after(timeout, () => {
    const seconds = Math.round(timeout / 100) / 10;
    deadline.abort(new TuyaError('TUYA_TIMEOUT', `No answer within ${seconds} seconds`));
  });
  try {
    return await task({ signal: deadline, left: () => end - clock.monotonic() });
  } finally {
    cancel();
    signal.removeEventListener('abort', stop);
  }
}
