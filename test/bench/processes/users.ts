import { setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { FileStorage } from '../../../nodes/cloud/storage/file-storage';
import { TokenStore } from '../../../nodes/cloud/storage/token-store';
import { clientOf } from '../../support/rig';
import { startCloud } from '../../simulator';
import { serve } from './talk';

const ROTATIONS = 200;
const AT_ONCE = 32;
const read = { method: 'GET', path: '/v1.0/devices' };
const { signal } = new AbortController();
setMaxListeners(0, signal); // one listener for each call under way is no leak

/** What one number of users costs. */
export interface UserFigures {
  users: number;
  /** Milliseconds from a start to the end of the first call. */
  start: number;
  /** Megabytes. */
  memory: number;
  /** Milliseconds. */
  rotation: number;
  /** Bytes. */
  perUser: number;
}

/** One number of users: fill a folder, start, make a first call, rotate. */
async function measure(users: number): Promise<UserFigures> {
  const cloud = await startCloud();
  const folder = mkdtempSync(join(tmpdir(), 'tuya-bench-'));
  const key = { client_id: cloud.client_id, secret: cloud.secret };
  try {
    const filling = new TokenStore(key, new FileStorage(folder), console.error);
    const fill = async (first: number): Promise<void> => {
      for (let n = first; n < users; n += AT_ONCE) {
        const { access_token, refresh_token } = cloud.issuePair(`uid-${n}`);
        const base_url = cloud.url;
        const expires_at = Date.now() + 7_200_000;
        const uid = `uid-${n}`;
        const record = { uid, access_token, refresh_token, expires_at, base_url, authorized_at: n };
        await filling.welcome(record);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => fill(n)));

    global.gc?.();
    const before = process.memoryUsage().heapUsed;
    const began = performance.now();
    const store = new TokenStore(key, new FileStorage(folder), console.error);
    const client = clientOf({ ...key, baseUrl: cloud.url }, store);
    await client.call(read, signal, { uid: 'uid-0' });
    const start = performance.now() - began;
    global.gc?.();
    const memory = Math.max(0.01, (process.memoryUsage().heapUsed - before) / 1024 / 1024);

    // The first ones are slower whatever the number: code is still being compiled.
    for (let i = 0; i < ROTATIONS / 2; i++) await client.renewToken(signal, 'uid-0');
    const rotating = performance.now();
    for (let i = 0; i < ROTATIONS; i++) await client.renewToken(signal, `uid-${i % users}`);
    const rotation = (performance.now() - rotating) / ROTATIONS;

    // What it costs when every user was there once: nothing is given back, as each may call again.
    cloud.forgetCalls();
    global.gc?.();
    const cold = process.memoryUsage().heapUsed;
    const each = async (first: number): Promise<void> => {
      for (let n = first; n < users; n += AT_ONCE) await client.call(read, signal, { uid: `uid-${n}` });
    };
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => each(n)));
    cloud.forgetCalls();
    global.gc?.();
    const perUser = Math.max(1, process.memoryUsage().heapUsed - cold) / users;
    await client.close();
    return { users, start, memory, rotation, perUser };
  } finally {
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const asks = { measure };

export type UserAsks = typeof asks;

if (require.main === module) serve(asks);
