import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { systemClock } from '../../../nodes/cloud';
import type { Listener } from '../../../nodes/cloud';
import { Projects } from '../../../nodes/cloud/projects';
import { clientOf } from '../../support/rig';
import type { Address } from './cloud';
import type { QueueAsks } from './queue';
import { Child, serve } from './talk';

/**
 * What a backlog does to a process that has just started: how late its event loop comes, and how fast the backlog is gone; the
 * message service is a process of its own.
 */
export interface MessageFigures {
  /** Frames of a backlog. */
  frames: number;
  filters: {
    filter: string;
    /** The lag of the event loop at the 99th percentile, in milliseconds, by round. */
    lags: number[];
    /** Frames a second, by round. */
    speeds: number[];
  }[];
  /** Bytes in use after each round, everything unused collected. */
  heap: number[];
}

const FILTERS = [
  ['drops all', false],
  ['passes all', true],
] as const;
/** What was sent is remembered over all backlogs, as over redeploys. */
const projects = new Projects(systemClock);
/** A timer comes so late by itself, in milliseconds. */
const RESOLUTION = 1;

/** One backlog, from the start of a client to its last acknowledgement. */
async function round(
  queue: Child<QueueAsks>,
  { url: baseUrl, client_id, secret }: Address,
  { frames, passes }: { frames: number; passes: boolean },
): Promise<{ lag: number; speed: number }> {
  await queue.ask('fill', frames);
  const client = clientOf({ client_id, secret, baseUrl }, undefined, systemClock, {}, projects);
  let passed = 0;
  const listener: Listener = {
    ...{ id: 'bench', ack: 'sent', ackTimeout: 300_000, dedupe: true },
    wants: () => passes,
    receive: () => void (passed += 1),
    unconfirmed: () => undefined,
    told: () => undefined,
    bad: () => undefined,
  };
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  const settled = queue.ask('settled');
  delay.enable();
  const began = performance.now();
  client.messages('event').join(listener);
  await settled;
  const took = performance.now() - began;
  delay.disable();
  await client.close();
  if (passed !== (passes ? frames : 0)) throw new Error(`${passed} messages passed`);
  return { lag: delay.percentile(99) / 1e6 - RESOLUTION, speed: frames / (took / 1000) };
}

/** So many backlogs with each filter, of so many frames. */
async function measure({ rounds, frames }: { rounds: number; frames: number }): Promise<MessageFigures> {
  const queue = Child.start<QueueAsks>('queue');
  try {
    const key = await queue.ask('open');
    const figures: MessageFigures = {
      frames,
      filters: FILTERS.map(([filter]) => ({ filter, lags: [], speeds: [] })),
      heap: [],
    };
    // The first ones compile code, and fill what is remembered of messages that were sent.
    for (let warm = 0; warm < 2; warm++)
      for (const [, passes] of FILTERS) await round(queue, key, { frames, passes });
    for (let n = 0; n < rounds; n++) {
      for (const [i, [, passes]] of FILTERS.entries()) {
        const { lag, speed } = await round(queue, key, { frames, passes });
        figures.filters[i]?.lags.push(lag);
        figures.filters[i]?.speeds.push(speed);
        global.gc?.();
        figures.heap.push(process.memoryUsage().heapUsed);
      }
    }
    return figures;
  } finally {
    await queue.end();
  }
}

const asks = { measure };

export type MessageAsks = typeof asks;

if (require.main === module) serve(asks);
