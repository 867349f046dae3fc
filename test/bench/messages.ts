import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { systemClock } from '../../nodes/cloud';
import type { Listener } from '../../nodes/cloud';
import { Projects } from '../../nodes/cloud/projects';
import { clientOf } from '../support/rig';
import type { Told } from './queue';

/**
 * What a backlog does to a process that has just started: how late its event loop comes, and how fast the backlog is gone; the
 * message service is a process of its own. Prints its figures as JSON.
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

const FRAMES = 20_000;
const FILTERS = [
  ['drops all', false],
  ['passes all', true],
] as const;
/** What was sent is remembered over all backlogs, as over redeploys. */
const projects = new Projects(systemClock);
/** A timer comes so late by itself, in milliseconds. */
const RESOLUTION = 1;

async function told<Is extends Told['is']>(queue: ChildProcess, is: Is): Promise<Told & { is: Is }> {
  for (;;) {
    const [message] = (await once(queue, 'message')) as [Told];
    if (message.is === is) return message as Told & { is: Is };
  }
}

/** One backlog, from the start of a client to its last acknowledgement. */
async function round(
  queue: ChildProcess,
  key: { url: string; client_id: string; secret: string },
  passes: boolean,
): Promise<{ lag: number; speed: number }> {
  const waiting = told(queue, 'waiting');
  queue.send(FRAMES);
  await waiting;
  const { url: baseUrl, client_id, secret } = key;
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
  const settled = told(queue, 'settled');
  delay.enable();
  const began = performance.now();
  client.messages('event').join(listener);
  await settled;
  const took = performance.now() - began;
  delay.disable();
  await client.close();
  if (passed !== (passes ? FRAMES : 0)) throw new Error(`${passed} messages passed`);
  return { lag: delay.percentile(99) / 1e6 - RESOLUTION, speed: FRAMES / (took / 1000) };
}

async function main(rounds: number): Promise<void> {
  const queue = fork(join(__dirname, 'queue.js'), { execArgv: [] });
  try {
    const key = await told(queue, 'open');
    const figures: MessageFigures = {
      frames: FRAMES,
      filters: FILTERS.map(([filter]) => ({ filter, lags: [], speeds: [] })),
      heap: [],
    };
    // The first ones compile code, and fill what is remembered of messages that were sent.
    for (let warm = 0; warm < 2; warm++) for (const [, passes] of FILTERS) await round(queue, key, passes);
    for (let n = 0; n < rounds; n++) {
      for (const [i, [, passes]] of FILTERS.entries()) {
        const { lag, speed } = await round(queue, key, passes);
        figures.filters[i]?.lags.push(lag);
        figures.filters[i]?.speeds.push(speed);
        global.gc?.();
        figures.heap.push(process.memoryUsage().heapUsed);
      }
    }
    process.stdout.write(JSON.stringify(figures));
  } finally {
    queue.kill();
  }
}

main(Number(process.argv[2])).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
