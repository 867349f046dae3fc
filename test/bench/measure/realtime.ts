import type { Address } from '../processes/cloud';
import type { ConsumerAsks } from '../processes/consumer';
import type { FlowAsks } from '../processes/flows';
import type { Report } from '../processes/heard';
import type { QueueAsks } from '../processes/queue';
import { Child } from '../processes/talk';
import { median, quantile } from '../statistics';
import { turned } from './clients';

/** How fast messages come in, how late they are, and what a backlog leaves in the heap. */
export interface RealtimeFigures {
  listeners: string[];
  /** Messages of a backlog in a round. */
  frames: number;
  /** Messages a second, from the first to the last of a backlog, by round and listener. */
  speeds: number[][];
  /** Messages in a round that were sent one after the other. */
  drops: number;
  /** Microseconds from the server to the listener of such a message: the median, by round and listener. */
  delays: number[][];
  /** The same at the 99th percentile. */
  latest: number[][];
  /** Messages of the long backlog between two looks at the heap. */
  each: number;
  /** Bytes in use, everything unused collected, by listener: before, and after each so many messages of the long backlog. */
  heaps: number[][];
}

/** One who listens in a process of its own. */
interface Ear {
  title: string;
  join(at: Address, each: number | null): Promise<unknown>;
  report(count: number): Promise<Report>;
  leave(): Promise<unknown>;
  end(): Promise<void>;
}

function program(title: string, as: 'ws' | 'ours'): Ear {
  const child = Child.start<ConsumerAsks>('consumer');
  return {
    title,
    join: (at, each) => child.ask('join', { as, at, each }),
    report: (count) => child.ask('report', count),
    leave: () => child.ask('leave'),
    end: () => child.end(),
  };
}

async function nodeRed(): Promise<Ear> {
  const child = Child.start<FlowAsks>('flows');
  try {
    await child.ask('open');
  } catch (error) {
    await child.end();
    throw error;
  }
  return {
    title: 'tuya-event in Node-RED',
    join: (at, each) => child.ask('join', { at, each }),
    report: (count) => child.ask('report', count),
    leave: () => child.ask('leave'),
    end: async () => {
      await child.ask('close').finally(() => child.end());
    },
  };
}

/** What is measured, and how much of it. */
export interface RealtimeScale {
  rounds: number;
  /** Messages of a backlog. */
  frames: number;
  /** Messages one after the other. */
  drops: number;
  /** Looks at the heap over the long backlog, after so many messages each. */
  points: number;
  each: number;
}

/** Rounds that alternate between those who listen; the message service is another process. */
export async function measureRealtime(scale: RealtimeScale): Promise<RealtimeFigures> {
  const { rounds, frames, drops, points, each } = scale;
  const queue = Child.start<QueueAsks>('queue');
  const ears: Ear[] = [];
  try {
    const at = await queue.ask('open');
    ears.push(program('this client', 'ours'), await nodeRed(), program('ws by hand', 'ws'));

    const backlog = async (ear: Ear, count: number, look: number | null): Promise<Report> => {
      await queue.ask('fill', count);
      await ear.join(at, look);
      await queue.ask('settled');
      const report = await ear.report(count);
      await ear.leave();
      await queue.ask('left');
      if (report.count !== count) throw new Error(`${ear.title} has heard ${report.count} of ${count}`);
      return report;
    };
    const dripped = async (ear: Ear): Promise<number[]> => {
      await ear.join(at, null);
      await queue.ask('joined');
      await queue.ask('drip', drops);
      const { delays } = await ear.report(drops);
      await ear.leave();
      await queue.ask('left');
      return delays;
    };

    const figures: RealtimeFigures = {
      ...{ listeners: ears.map(({ title }) => title), frames, speeds: [], drops, delays: [], latest: [] },
      ...{ each, heaps: ears.map(() => []) },
    };
    for (const ear of ears) await backlog(ear, frames, null);
    for (const ear of ears) await dripped(ear);
    for (let n = 0; n < rounds; n++) {
      const [speeds, delays, latest] = [0, 1, 2].map(() => ears.map(() => NaN)) as [
        number[],
        number[],
        number[],
      ];
      for (const [i, ear] of turned([...ears.entries()], n)) {
        speeds[i] = (await backlog(ear, frames, null)).speed;
        const each = await dripped(ear);
        delays[i] = median(each);
        latest[i] = quantile(each, 0.99);
      }
      figures.speeds.push(speeds);
      figures.delays.push(delays);
      figures.latest.push(latest);
    }
    for (const [i, ear] of ears.entries()) {
      figures.heaps[i]?.push(...(await backlog(ear, points * each, each)).heaps);
    }
    return figures;
  } finally {
    for (const ear of ears) await ear.end();
    await queue.end();
  }
}
