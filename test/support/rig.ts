import { setMaxListeners } from 'node:events';
import { TuyaClient } from '../../nodes/cloud/client';
import { systemClock } from '../../nodes/cloud/time/clock';
import type { Clock } from '../../nodes/cloud/time/clock';
import type { TokenStore } from '../../nodes/cloud/storage/token-store';
import type { ApiCall } from '../../nodes/cloud/request/build';
import { createTransport } from '../../nodes/cloud/wire/axios-transport';
import { startCloud } from '../simulator/index';
import type { Cloud, CloudOptions } from '../simulator/index';
import { MAX_SOCKETS } from '../../nodes/cloud/limits';
import type { TransportOptions } from '../../nodes/cloud/wire/transport';
import type { Answer } from '../../nodes/cloud/call/plan';
import type { Account, CodeAccount } from '../../nodes/cloud/account';
import type { Projects } from '../../nodes/cloud/projects';

/** A cloud and a client of it, over real sockets; only nonce and jitter are fixed. */
export interface Rig {
  cloud: Cloud;
  client: TuyaClient;
  call(call: Partial<ApiCall>, timeout?: number): Promise<Answer>;
  close(): Promise<void>;
}

/** Starts a cloud and a client that knows its key. */
export async function startRig(
  cloudOptions: Partial<CloudOptions> = {},
  account: Settings = {},
): Promise<Rig> {
  const cloud = await startCloud(cloudOptions);
  const client = clientOf({
    client_id: cloud.client_id,
    secret: cloud.secret,
    baseUrl: cloud.url,
    ...account,
  });
  const signal = new AbortController().signal;
  setMaxListeners(0, signal);
  return {
    cloud,
    client,
    call: (call, timeout) =>
      client.call({ method: 'GET', path: '/v1.0/devices', ...call }, signal, { timeout }),
    close: async () => {
      await client.close();
      await cloud.close();
    },
  };
}

/** What a test may say of an account; with a store it is in code mode. */
export type Settings = Partial<Omit<CodeAccount, 'mode' | 'store'>>;

/** A client of any address. */
export function clientOf(
  settings: Settings,
  store?: TokenStore,
  clock: Clock = systemClock,
  transport: Partial<TransportOptions> = {},
  projects?: Projects,
): TuyaClient {
  let n = 0;
  const whole = {
    client_id: 'id',
    secret: 'secret',
    baseUrl: 'http://127.0.0.1:9',
    timeout: 5000,
    rateLimit: 0,
    ...settings,
  };
  const platform = {
    clock,
    transport: createTransport({ maxSockets: MAX_SOCKETS, ...transport }),
    nonce: () => `nonce${++n}`,
    random: () => 0,
  };
  const account: Account =
    store === undefined ? { ...whole, mode: 'simple' } : { ...whole, mode: 'code', store };
  return new TuyaClient(account, platform, projects);
}

/** What a failed call tells. */
export interface Failure {
  code: string;
  message: string;
  hint: string;
  tuya?: { msg?: string; signed?: string };
}

/** The error of a call that has to fail. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error as Failure,
  );
  if (outcome === undefined) throw new Error('The call should have failed');
  return outcome;
}
