import { AT_ONCE } from '../peers/peer';
import { countCalls, turned, withClients } from './clients';

/** What one call costs: processor time of the process that makes it, and how many there are in a second. */
export interface CallFigures {
  /** Titles of the clients. */
  clients: string[];
  /** Calls in a round. */
  calls: number;
  atOnce: number;
  /** Microseconds of processor time a call, by round and client. */
  rounds: number[][];
  /** Calls a second, by round and client. */
  speeds: number[][];
}

/** Rounds of calls that alternate between the clients. */
export function measureCalls({
  rounds,
  calls,
  warm,
}: {
  rounds: number;
  calls: number;
  /** Rounds before, which do not count: connections are made, code is compiled. */
  warm: number;
}): Promise<CallFigures> {
  return withClients(async (clients, cloud) => {
    const asked = { calls, atOnce: AT_ONCE };
    for (const { reopen } of clients) await reopen();
    for (let n = 0; n < warm; n++) for (const { child } of clients) await child.ask('calls', asked);
    const figures: CallFigures = {
      clients: clients.map(({ peer }) => peer.title),
      ...asked,
      rounds: [],
      speeds: [],
    };
    for (let n = 0; n < rounds; n++) {
      const costs = clients.map(() => NaN);
      const speeds = clients.map(() => NaN);
      for (const [at, { child }] of turned([...clients.entries()], n)) {
        const { cpu, speed } = await child.ask('calls', asked);
        costs[at] = cpu;
        speeds[at] = speed;
      }
      figures.rounds.push(costs);
      figures.speeds.push(speeds);
    }
    await countCalls(clients, cloud, (warm + rounds) * calls);
    return figures;
  });
}
