import type { Clock } from './clock';

/** Timers that count the time asleep too. */

/** Milliseconds between two looks at a wait, at least and at most: a machine's own timers stand still while it sleeps. */
const SHORTEST_LOOK = 5000;
const LONGEST_LOOK = 60_000;

/**
 * Runs `task` after `ms` of monotonic time; the returned function cancels it. When the machine wakes after the time is over, it runs
 * within a hundredth of the wait, from five seconds to a minute, where a timer would still wait for what was left before the sleep.
 */
export function afterElapsed(clock: Clock, ms: number, task: () => void): () => void {
  const end = clock.monotonic() + ms;
  const every = Math.min(Math.max(SHORTEST_LOOK, ms / 100), LONGEST_LOOK);
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
