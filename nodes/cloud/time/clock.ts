import { performance } from 'node:perf_hooks';
import { uptime } from 'node:os';
import type { Signal } from './signal';

/** Time, timers and waiting. */

/** Time, passed in so that tests can turn it. */
export interface Clock {
  /** Milliseconds since the epoch by the machine's wall clock, which may be wrong and may jump. */
  now(): number;
  /** Milliseconds that only ever grow, the time asleep included. */
  monotonic(): number;
  /** Runs `task` after `ms`; the returned function cancels it. */
  after(ms: number, task: () => void): () => void;
}

/** Longer delays overflow Node's timers and would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Where a clock reads the time from. */
export interface TimeSource {
  /** Milliseconds since the epoch. */
  wall(): number;
  /** Milliseconds since some moment, the time asleep left out on most machines. */
  awake(): number;
  /** Milliseconds since the machine was started, the time asleep included, as exact as a second or so. */
  sinceBoot(): number;
}

/** What counts as sleep: less is the coarse step of `sinceBoot`. */
const SHORTEST_SLEEP = 2000;
/** `sinceBoot` asks the system, which costs a hundred times more than the others: once in so many milliseconds is enough. */
const LOOK_EVERY = 1000;

/** A clock whose monotonic time goes on while the machine sleeps, so a token is as old as it really is when a laptop wakes. */
export function clockOf(source: TimeSource): Clock {
  const atStart = source.sinceBoot() - source.awake();
  let asleep = 0;
  let lookedAt = -Infinity;
  let wallAhead = 0;
  /** How far the wall clock is ahead moves while the machine sleeps, so that a sleep is noticed by the first who asks for the time. */
  const isDue = (awake: number, ahead: number): boolean =>
    awake - lookedAt >= LOOK_EVERY || Math.abs(ahead - wallAhead) > SHORTEST_SLEEP;
  return {
    now: () => source.wall(),
    monotonic: () => {
      const awake = source.awake();
      const ahead = source.wall() - awake;
      if (isDue(awake, ahead)) {
        const slept = source.sinceBoot() - awake - atStart;
        if (slept > asleep + SHORTEST_SLEEP) asleep = slept;
        lookedAt = awake;
        wallAhead = ahead;
      }
      return awake + asleep;
    },
    after: (ms, task) => {
      const timer = setTimeout(task, Math.min(Math.max(0, ms), LONGEST_TIMER));
      return () => {
        clearTimeout(timer);
      };
    },
  };
}

/** Where the machine's own clocks are read. */
export const systemTime: TimeSource = {
  wall: () => Date.now(),
  awake: () => performance.now(),
  sinceBoot: () => uptime() * 1000,
};

/** The machine's own clock. */
export const systemClock: Clock = clockOf(systemTime);

/** Resolves after `ms`, or rejects with the signal's reason as soon as it aborts. */
export function pause(clock: Clock, ms: number, signal: Signal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const stop = (): void => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop);
  });
}

/** The outcome of `promise`, or the signal's reason if that comes first. The promise itself goes on. */
export function until<T>(promise: Promise<T>, signal: Signal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason);
    };
    if (signal.aborted) {
      stop();
      promise.catch(() => undefined);
      return;
    }
    signal.addEventListener('abort', stop);
    promise
      .finally(() => {
        signal.removeEventListener('abort', stop);
      })
      .then(resolve, reject);
  });
}
