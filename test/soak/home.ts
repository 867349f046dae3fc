import { speakEnglish } from '../../nodes/cloud/errors/language';
import type { Account } from '../../nodes/cloud/account';
import { TuyaClient } from '../../nodes/cloud/client';
import { FileStorage } from '../../nodes/cloud/storage/file-storage';
import type { Files } from '../../nodes/cloud/storage/file-storage';
import type { Storage } from '../../nodes/cloud/storage/storage';
import { TokenStore } from '../../nodes/cloud/storage/token-store';
import type { Transport } from '../../nodes/cloud/wire/transport';
import type { Machine } from './machine';
import type { Patience } from './patience';
import { Told } from './told';

/** The one file of the soak that knows how a client is made: real sockets and a real folder, with a clock that is turned. */

/** What uses the cloud: a part of this process, or a process of its own. */
export interface Home {
  read(uid?: string): Promise<unknown>;
  command(value: boolean, uid?: string): Promise<unknown>;
  close(): Promise<void>;
}

/** The key of a project, and where its cloud is. */
export interface Key {
  client_id: string;
  secret: string;
  url: string;
}

/** What a home stands on. */
export interface Ground {
  machine: Machine;
  patience: Patience;
  random: () => number;
  signal: AbortSignal;
  /** Real sockets; the home closes it. */
  transport: Transport;
}

/** A home in this process. */
export interface NearHome extends Home {
  /** What a listener hears of its tokens. */
  readonly told: Told;
  /** Warnings of its store. */
  readonly warnings: string[];
  /** Token calls of its own that went well. */
  readonly counts: { renewals: number };
  /** Code mode: a user authorizes. */
  authorize(code: string): Promise<unknown>;
  renew(uid?: string): Promise<unknown>;
  forget(uid: string): Promise<unknown>;
}

/** Milliseconds for one call: less than a rotation may take. */
const TIMEOUT = 6000;
const READ = { method: 'GET', path: '/v1.0/devices' };
const commandOf = (value: boolean): { method: string; path: string; body: object } => ({
  method: 'POST',
  path: '/v1.0/devices/lamp0001desk/commands',
  body: { commands: [{ code: 'switch_led', value }] },
});

/** A home in simple mode, or one in code mode whose users are in a folder that others share. */
export function openHome(ground: Ground, key: Key, store?: { folder: string; files?: Files }): NearHome {
  const { machine, patience, random, signal } = ground;
  const { client_id, secret, url } = key;
  const told = new Told();
  const warnings: string[] = [];
  const counts = { renewals: 0 };
  const transport: Transport = {
    send: async (request, until) => {
      if (request.headers.access_token !== undefined) told.use(request.headers.access_token);
      const reply = await patience.watch(ground.transport.send(request, until));
      if (request.lane === 'token' && reply.body.includes('"success":true')) counts.renewals++;
      return reply;
    },
    close: () => {
      ground.transport.close();
    },
  };
  const settings = { client_id, secret, baseUrl: url, timeout: TIMEOUT, rateLimit: 20 };
  const tokens =
    store === undefined
      ? undefined
      : new TokenStore(
          { client_id, secret },
          watched(new FileStorage(store.folder, store.files), patience),
          (said) => warnings.push(speakEnglish(said)),
          machine,
        );
  const account: Account =
    tokens === undefined ? { ...settings, mode: 'simple' } : { ...settings, mode: 'code', store: tokens };
  let nonces = 0;
  const client = new TuyaClient(account, {
    clock: machine,
    transport,
    nonce: () => `nonce${++nonces}`,
    random,
  });
  const unwatch = client.watch(({ access_token }) => {
    told.hear(access_token);
  });
  return {
    told,
    warnings,
    counts,
    read: (uid) => client.call(READ, signal, { uid }),
    command: (value, uid) => client.call(commandOf(value), signal, { uid }),
    authorize: (code) => client.exchange(code, '', signal),
    renew: (uid) => client.renewToken(signal, uid),
    forget: (uid) => client.forget(uid),
    close: async () => {
      unwatch();
      await client.close();
      await tokens?.rest();
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
