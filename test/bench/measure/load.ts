import { execFileSync } from 'node:child_process';
import { PEERS } from '../peers';
import { turned } from './clients';

/** How long it takes until a program has what it calls with: each time in a process that has just started. */
export interface LoadFigures {
  clients: string[];
  /** Milliseconds, by round and client. */
  rounds: number[][];
}

const TIMED = `
  const { performance } = require('node:perf_hooks');
  const began = performance.now();
  require(process.argv[1]);
  console.log(performance.now() - began);
`;

/** Milliseconds until a process has loaded a module. */
function loaded(entry: string): number {
  return Number(execFileSync(process.execPath, ['-e', TIMED, entry], { encoding: 'utf8' }));
}

/** Rounds in which each client is loaded once; the first one, which fetches the files from the disk, does not count. */
export function measureLoad({ rounds }: { rounds: number }): LoadFigures {
  for (const { entry } of PEERS) loaded(entry());
  const figures: LoadFigures = { clients: PEERS.map(({ title }) => title), rounds: [] };
  for (let n = 0; n < rounds; n++) {
    const took = PEERS.map(() => NaN);
    for (const [at, { entry }] of turned([...PEERS.entries()], n)) took[at] = loaded(entry());
    figures.rounds.push(took);
  }
  return figures;
}
