import { AT_ONCE } from '../peers/peer';
import { countCalls, turned, withClients } from './clients';

/** What stays in the heap over many calls. */
export interface MemoryFigures {
  clients: string[];
  /** Calls between two looks at the heap. */
  calls: number;
  /** Bytes in use, everything unused collected, by client: before, and after each so many calls. */
  heaps: number[][];
}

/** So many looks at the heap of each client, after so many calls each. */
export function measureMemory({ points, calls }: { points: number; calls: number }): Promise<MemoryFigures> {
  return withClients(async (clients, cloud) => {
    const warm = Math.min(calls, 1000);
    const heaps: number[][] = clients.map(() => []);
    for (const [at, { child, reopen }] of clients.entries()) {
      await reopen();
      // What is compiled and kept open anyway belongs to the beginning.
      await child.ask('calls', { calls: warm, atOnce: AT_ONCE });
      heaps[at]?.push(await child.ask('heap'));
    }
    for (let n = 0; n < points; n++) {
      for (const [at, { child }] of turned([...clients.entries()], n)) {
        await child.ask('calls', { calls, atOnce: AT_ONCE });
        heaps[at]?.push(await child.ask('heap'));
      }
    }
    await countCalls(clients, cloud, warm + points * calls);
    return { clients: clients.map(({ peer }) => peer.title), calls, heaps };
  });
}
