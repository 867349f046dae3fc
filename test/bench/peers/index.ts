import { bareAxios } from './axios';
import { nodeHttp } from './http';
import { officialSdk } from './official-sdk';
import type { Peer } from './peer';
import { thisClient } from './this-client';
import { tuyapi } from './tuyapi';
import { undici } from './undici';

/** All that are measured, this client first. */
export const PEERS: readonly Peer[] = [thisClient, nodeHttp, undici, bareAxios, officialSdk, tuyapi];

/** A peer by its id. */
export function peerOf(id: string): Peer {
  const found = PEERS.find((peer) => peer.id === id);
  if (found === undefined) throw new Error(`There is no peer ${id}`);
  return found;
}
