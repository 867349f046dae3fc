import { readFileSync } from 'node:fs';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../../support/root';
import { folderOf } from '../measure/size';

/** On what was measured, and when: no names of people or places. */
export interface About {
  /** A day, as in 2026-01-31. */
  date: string;
  machine: string;
  node: string;
  /** What waited for a processor when it began, over the last minute. */
  load: number;
  processors: number;
  /** It was a trial with so few rounds that its figures mean nothing. */
  quick: boolean;
  /** Versions, by name. */
  versions: Record<string, string>;
}

/** So much of the processors may be busy with something else. */
const BUSY = 0.25;

interface Manifest {
  version: string;
  dependencies: Record<string, string>;
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** What there is to say of this machine now. */
export function aboutNow(quick: boolean): About {
  const [processor] = cpus();
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  const processors = cpus().length;
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${processors} × ${processor?.model.trim() ?? 'an unknown processor'}, ${gigabytes} GB, ${platform()} ${release().replace(/[-+].*/, '')}`,
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
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
