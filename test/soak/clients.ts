import type { Account } from '../../nodes/cloud/account';
import { TuyaClient } from '../../nodes/cloud/client';
import { MAX_SOCKETS } from '../../nodes/cloud/limits';
import { FileStorage } from '../../nodes/cloud/storage/file-storage';
import type { Storage } from '../../nodes/cloud/storage/storage';
import { TokenStore } from '../../nodes/cloud/storage/token-store';
import { createTransport } from '../../nodes/cloud/wire/axios-transport';
import type { Transport } from '../../nodes/cloud/wire/transport';
import type { Cloud } from '../simulator';
import type { FakeClock } from '../support/fake-clock';
import type { Patience } from './patience';

/** The one file of the soak that knows how a client is made: real sockets and a real folder, with a clock that is turned. */

/** A process that uses the cloud. */
export interface Home {
  read(uid?: string): Promise<unknown>;
  command(value: boolean, uid?: string): Promise<unknown>;
  /** Code mode: a user authorizes. */
  authorize(code: string): Promise<unknown>;
  close(): Promise<void>;
}

/** What all homes share. */
export interface World {
  clock: FakeClock;
  patience: Patience;
  random: () => number;
  signal: AbortSignal;
}

const ACCOUNT = { timeout: 15_000, rateLimit: 20 };
const READ = { method: 'GET', path: '/v1.0/devices' };
const commandOf = (value: boolean): { method: string; path: string; body: object } => ({
  method: 'POST',
  path: '/v1.0/devices/lamp0001desk/commands',
  body: { commands: [{ code: 'switch_led', value }] },
});

/** A process in simple mode, or one in code mode whose users are in a folder that others share. */
export function openHome(world: World, cloud: Cloud, folder?: string): Home {
  const { clock, patience, random, signal } = world;
  const { client_id, secret, url } = cloud;
  const inner = createTransport({ maxSockets: MAX_SOCKETS });
  const transport: Transport = {
    send: (request, until) => patience.watch(inner.send(request, until)),
    close: () => {
      inner.close();
    },
  };
  const store =
    folder === undefined
      ? undefined
      : new TokenStore({ client_id, secret }, watched(new FileStorage(folder), patience), () => undefined);
  let nonces = 0;
  const settings = { ...ACCOUNT, client_id, secret, baseUrl: url };
  const account: Account =
    store === undefined ? { ...settings, mode: 'simple' } : { ...settings, mode: 'code', store };
  const client = new TuyaClient(account, { clock, transport, nonce: () => `nonce${++nonces}`, random });
  const unwatch = client.watch(() => undefined);
  return {
    read: (uid) => client.call(READ, signal, { uid }),
    command: (value, uid) => client.call(commandOf(value), signal, { uid }),
    authorize: (code) => client.exchange(code, '', signal),
    close: async () => {
      unwatch();
      await client.close();
      await store?.rest();
    },
  };
}

function watched(storage: Storage, patience: Patience): Storage {
  return {
    get: (name) => patience.watch(storage.get(name)),
    set: (name, text) => patience.watch(storage.set(name, text)),
    add: (name, text) => patience.watch(storage.add(name, text)),
    delete: (name) => patience.watch(storage.delete(name)),
    names: () => patience.watch(storage.names()),
  };
}
