import { PEERS } from '../peers';
import type { Peer } from '../peers/peer';
import type { CallerAsks } from '../processes/caller';
import type { Address, CloudAsks } from '../processes/cloud';
import { Child } from '../processes/talk';

/** Every client in a process of its own, and the cloud in another. */

/** A client that runs, and the project that only it knows. */
export interface Client {
  peer: Peer;
  child: Child<CallerAsks>;
  address: Address;
  /** A new project, and a client that has just been made. */
  reopen: () => Promise<void>;
}

/** Starts the cloud and the clients, lets `measure` ask them, and ends them all. */
export async function withClients<T>(
  measure: (clients: readonly Client[], cloud: Child<CloudAsks>) => Promise<T>,
): Promise<T> {
  const cloud = Child.start<CloudAsks>('cloud');
  const clients: Client[] = [];
  try {
    const url = await cloud.ask('open');
    for (const peer of PEERS) {
      const child = Child.start<CallerAsks>('caller');
      const address = {
        url,
        client_id: `bench0${peer.id}`,
        secret: `secret0of0${peer.id}0000000000000000000`,
      };
      const reopen = async (): Promise<void> => {
        await cloud.ask('project', { ...address, old: peer.old });
        await child.ask('open', { id: peer.id, cloud: address });
      };
      clients.push({ peer, child, address, reopen });
    }
    return await measure(clients, cloud);
  } finally {
    for (const { child } of [...clients, { child: cloud }]) await child.end();
  }
}

/** Sees to it that the cloud has answered all that was measured. @throws Error where a client made other calls than it was asked for */
export async function countCalls(
  clients: readonly Client[],
  cloud: Child<CloudAsks>,
  expected: number,
): Promise<void> {
  for (const { peer, address } of clients) {
    const { calls } = await cloud.ask('tally', address.client_id);
    if (calls !== expected) throw new Error(`${peer.title} was answered ${calls} calls of ${expected}`);
  }
}

/** The order of a round: each begins one further on, so that none always comes after the same other one. */
export function turned<T>(all: readonly T[], round: number): T[] {
  const first = round % all.length;
  const order = [...all.slice(first), ...all.slice(0, first)];
  return Math.floor(round / all.length) % 2 === 0 ? order : order.reverse();
}
