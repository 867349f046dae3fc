import { performance } from 'node:perf_hooks';
import { peerOf } from '../peers';
import type { Caller } from '../peers/peer';
import type { Address } from './cloud';
import { serve } from './talk';

/** One client in a process of its own, which says what its calls cost. */

/** What some calls cost. */
export interface Cost {
  /** Microseconds of processor time a call. */
  cpu: number;
  /** Calls a second. */
  speed: number;
}

/** What became of callers that came at once. */
export interface Herd {
  answered: number;
  failed: number;
  /** Milliseconds until the last one knew. */
  took: number;
}

let caller: Caller;

const asks = {
  open: async ({ id, cloud }: { id: string; cloud: Address }): Promise<void> => {
    caller = await peerOf(id).open(cloud);
  },
  /** So many calls, so many of them at once. */
  calls: async ({ calls, atOnce }: { calls: number; atOnce: number }): Promise<Cost> => {
    const began = performance.now();
    const before = process.cpuUsage();
    let left = calls;
    const line = async (): Promise<void> => {
      while (left-- > 0) await caller.call();
    };
    await Promise.all(Array.from({ length: atOnce }, line));
    const { user, system } = process.cpuUsage(before);
    return { cpu: (user + system) / calls, speed: calls / ((performance.now() - began) / 1000) };
  },
  /** So many callers, all in the same moment. */
  herd: async (callers: number): Promise<Herd> => {
    const began = performance.now();
    const outcomes = await Promise.allSettled(Array.from({ length: callers }, () => caller.call()));
    const took = performance.now() - began;
    const answered = outcomes.filter(({ status }) => status === 'fulfilled').length;
    return { answered, failed: callers - answered, took };
  },
  /** Bytes in use, everything unused collected. */
  heap: (): number => {
    global.gc?.();
    return process.memoryUsage().heapUsed;
  },
  close: async (): Promise<void> => {
    await caller.close();
  },
};

export type CallerAsks = typeof asks;

if (require.main === module) serve(asks);
