import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { AT_ONCE, clientsOf } from './clients';
import type { Client } from './clients';

/**
 * What one call costs: the processor time of this process, in microseconds, for rounds of calls that alternate between the clients;
 * the cloud is a process of its own. Prints its figures as JSON.
 */
export interface CallFigures {
  clients: string[];
  /** Calls in a round. */
  calls: number;
  /** Microseconds a call, by round and client. */
  rounds: number[][];
  /** Bytes in use after some more rounds of this client, everything unused collected. */
  heap: number[];
}

const CALLS = 1000;
const HEAPS = 20;

async function round({ call }: Client): Promise<number> {
  const before = process.cpuUsage();
  let left = CALLS;
  const line = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}

async function main(count: number, only: string): Promise<void> {
  const cloud = fork(join(__dirname, 'cloud.js'), { execArgv: [] });
  try {
    const [port] = (await once(cloud, 'message')) as [number];
    const clients = clientsOf(`http://127.0.0.1:${port}`).filter(({ name }) => name.includes(only));
    // The first calls are slower: connections are made, code is compiled.
    for (let warm = 0; warm < 4; warm++) for (const client of clients) await round(client);
    const figures: CallFigures = {
      clients: clients.map(({ name }) => name),
      calls: CALLS,
      rounds: [],
      heap: [],
    };
    for (let n = 0; n < count; n++) {
      const costs = new Map<Client, number>();
      // There and back, so that none always comes after the same other one.
      for (const client of n % 2 === 0 ? clients : clients.toReversed())
        costs.set(client, await round(client));
      figures.rounds.push(clients.map((client) => costs.get(client) ?? NaN));
    }
    // Not between the rounds: a forced collection throws away compiled code, and doubles what the next calls cost.
    const last = clients.at(-1);
    for (let n = 0; last !== undefined && n < HEAPS; n++) {
      await round(last);
      global.gc?.();
      figures.heap.push(process.memoryUsage().heapUsed);
    }
    for (const { close } of clients) await close?.();
    process.stdout.write(JSON.stringify(figures));
  } finally {
    cloud.kill();
  }
}

main(Number(process.argv[2]), process.argv[3] ?? '').catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
