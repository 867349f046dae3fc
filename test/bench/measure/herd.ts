import { setTimeout as wait } from 'node:timers/promises';
import type { Child } from '../processes/talk';
import type { CloudAsks } from '../processes/cloud';
import type { Client } from './clients';
import { turned, withClients } from './clients';

/** What many callers at once cost in tokens, and how many of them get an answer. */

/** When they come: before there is a token, or just after the last one has ended. */
export const MOMENTS = ['cold', 'ended'] as const;
export type Moment = (typeof MOMENTS)[number];

/** What became of so many callers of one client. */
export interface HerdRow {
  client: string;
  moment: Moment;
  callers: number;
  /** By round: calls for a token that the cloud saw. */
  tokens: number[];
  answered: number[];
  failed: number[];
  /** Milliseconds until the last one knew. */
  took: number[];
}

export interface HerdFigures {
  callers: number[];
  rows: HerdRow[];
}

/** Seconds that a token lives in the herd's cloud: the shortest that can be said. */
const LIFE = 1;

async function readied({ child, reopen }: Client, cloud: Child<CloudAsks>, moment: Moment): Promise<void> {
  await cloud.ask('life', moment === 'cold' ? 7200 : LIFE);
  await reopen();
  if (moment === 'ended') await child.ask('herd', 1);
}

/** Rounds in which so many callers of each client come at once. */
export function measureHerd({
  rounds,
  callers,
}: {
  rounds: number;
  callers: number[];
}): Promise<HerdFigures> {
  return withClients(async (clients, cloud) => {
    const rows: HerdRow[] = [];
    for (const moment of MOMENTS)
      for (const count of callers)
        for (const { peer } of clients) {
          const none = { tokens: [], answered: [], failed: [], took: [] };
          rows.push({ client: peer.title, moment, callers: count, ...none });
        }
    const once = async (client: Client, moment: Moment, count: number): Promise<void> => {
      const row = rows.find(
        (one) => one.client === client.peer.title && one.moment === moment && one.callers === count,
      );
      if (moment === 'ended') await cloud.ask('tally', client.address.client_id);
      const { answered, failed, took } = await client.child.ask('herd', count);
      const { tokens } = await cloud.ask('tally', client.address.client_id);
      row?.tokens.push(tokens);
      row?.answered.push(answered);
      row?.failed.push(failed);
      row?.took.push(took);
      await client.child.ask('close');
    };
    // The first calls of a process load what it needs: that is what `load` measures.
    for (const client of clients) {
      await client.reopen();
      await client.child.ask('herd', Math.max(...callers));
      await client.child.ask('close');
    }
    for (let n = 0; n < rounds; n++) {
      for (const count of callers) {
        for (const moment of MOMENTS) {
          for (const client of clients) await readied(client, cloud, moment);
          // Each has its own project, so that one wait is enough for all.
          if (moment === 'ended') await wait(LIFE * 1000 + 50);
          await cloud.ask('life', 7200);
          for (const client of turned(clients, n)) await once(client, moment, count);
        }
      }
    }
    return { callers, rows };
  });
}
