import { randomUUID } from 'node:crypto';
import { Projects, TuyaClient, createTransport, systemClock } from '../../cloud';
import type { Account, Platform, Shared } from '../../cloud';
import { connectionOf } from './connection';
import type { Red } from '../red-types';

/** Clients with the machine's own clock, sockets and randomness. */

const projects = new Projects(systemClock);

/** Where deployed accounts with one key find token, pace and clock (L14). */
export const DEPLOYED: Shared = projects;
/** The same for the client of an open dialog: it waits with the deployed accounts, and slows none of them down. */
export const GUESTS: Shared = projects.forGuests;

/**
 * A client of an account.
 * @param shared where it finds what it shares with others
 * @param told told how each call has ended that was sent, and what leaves
 * @throws TuyaError `TUYA_CONFIG` when a TLS or proxy node is missing
 */
export function newClient(
  RED: Red,
  account: Account & { tls: string; proxy: string },
  shared: Shared,
  told: Pick<Platform, 'ended' | 'meter'>,
): TuyaClient {
  const way = connectionOf(RED, account);
  const platform = {
    clock: systemClock,
    transport: createTransport(way),
    way,
    nonce: randomUUID,
    random: Math.random,
    ...told,
  };
  return new TuyaClient(account, platform, shared);
}
