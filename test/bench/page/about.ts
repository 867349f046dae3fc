import { readFileSync } from 'node:fs';
import { cpus, platform, release, totalmem } from 'node:os';
import type { CpuInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { root } from '../../support/root';
import { folderOf } from '../measure/size';

/** On what was measured, and when: no names of people or places. */
export interface About {
  /** A day, as in 2026-01-31. */
  date: string;
  machine: string;
  node: string;
  /** How many processors were at work before it began: with others, because nothing is measured yet. */
  load: number;
  processors: number;
  /** It was a trial with so few rounds that its figures mean nothing. */
  quick: boolean;
  /** Versions, by name. */
  versions: Record<string, string>;
}

/** For so many milliseconds the machine is looked at. Its load average would tell of the build, which is over. */
const LOOK = 3000;

/** So much of the processors may be busy with something else. */
const BUSY = 0.25;

interface Manifest {
  version: string;
  dependencies: Record<string, string>;
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** How many processors were at work between two looks at them. */
export function loadBetween(before: readonly Pick<CpuInfo, 'times'>[], now: typeof before): number {
  const total = (times: CpuInfo['times']): number =>
    Object.values(times).reduce((sum, time) => sum + time, 0);
  const shares = now.map(({ times }, at) => {
    const { times: then = times } = before[at] ?? {};
    const passed = total(times) - total(then);
    return passed === 0 ? 0 : 1 - (times.idle - then.idle) / passed;
  });
  return Math.round(shares.reduce((sum, share) => sum + share, 0) * 100) / 100;
}

/** What there is to say of this machine now. */
export async function aboutNow(quick: boolean): Promise<About> {
  const before = cpus();
  await after(quick ? 0 : LOOK);
  const [processor] = cpus();
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  const processors = cpus().length;
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${processors} × ${processor?.model.trim() ?? 'an unknown processor'}, ${gigabytes} GB, ${platform()} ${release().replace(/[-+].*/, '')}`,
    node: process.version,
    load: loadBetween(before, cpus()),
    processors,
    quick,
    versions: {
      'this package': manifestIn(root).version,
      // Exact ones, and nothing is measured before they are installed.
      ...manifestIn(join(root, 'test/bench')).dependencies,
      ws: manifestIn(folderOf('ws', root)).version,
      'Node-RED': manifestIn(folderOf('node-red', root)).version,
    },
  };
}

/** Why the figures mean little, if they do: a trial, or others at work; nothing of a whole run on a quiet machine. */
export function warningOf({
  load,
  processors,
  quick,
}: Pick<About, 'load' | 'processors' | 'quick'>): string | undefined {
  if (quick) return 'This was a trial with a few rounds: its figures mean nothing.';
  return load <= BUSY * processors
    ? undefined
    : `The machine was busy with something else: its load was ${load.toFixed(2)} on ${processors} processors when it began. Figures of a busy machine mean little.`;
}
