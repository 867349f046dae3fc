import type { Clock } from './clock';

/** Timers that count the time asleep too. */

/** A machine's own timers stand still while it sleeps, so a long wait is looked at so often, in milliseconds. */
const LOOK_EVERY = 5000;

/**
 * Runs `task` after `ms` of monotonic time; the returned function cancels it. When the machine wakes after the time is over, it runs
 * with the next look, where a timer would still wait for what was left of it before the sleep.
 * @param every milliseconds between two looks: how long after its waking the machine may take at most
 */
export function afterElapsed(clock: Clock, ms: number, task: () => void, every = LOOK_EVERY): () => void {
  const end = clock.monotonic() + ms;
  let cancel = (): void => undefined;
  const look = (): void => {
    const left = end - clock.monotonic();
    if (left <= 0) task();
    else cancel = clock.after(Math.min(left, every), look);
  };
  cancel = clock.after(Math.min(ms, every), look);
  return () => {
    cancel();
  };
}
