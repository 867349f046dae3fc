import { setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { speakEnglish } from '../../nodes/cloud/errors/language';
import type { TuyaClient } from '../../nodes/cloud/client';
import type { Clock } from '../../nodes/cloud/time/clock';
import { FileStorage } from '../../nodes/cloud/storage/file-storage';
import { TokenStore } from '../../nodes/cloud/storage/token-store';
import { startCloud } from '../simulator/index';
import type { Cloud, CloudOptions } from '../simulator/index';
import { clientOf } from './rig';
import type { Settings } from './rig';
import type { Storage } from '../../nodes/cloud/storage/storage';
import type { TransportOptions } from '../../nodes/cloud/wire/transport';
import type { Answer } from '../../nodes/cloud/call/plan';

/** One process that acts for users. */
export interface Process {
  client: TuyaClient;
  store: TokenStore;
  warnings: string[];
  /** Reads a user's devices. */
  devices(uid?: string): Promise<Answer>;
}

/** A cloud in code mode, a folder for tokens, and as many processes as a test wants. */
export class Households {
  readonly signal = new AbortController().signal;
  private readonly started: { client: TuyaClient; store: TokenStore }[] = [];

  private constructor(
    readonly cloud: Cloud,
    readonly folder: string,
  ) {
    setMaxListeners(0, this.signal); // one listener for each call under way is no leak
  }

  static async start(options: Partial<CloudOptions> = {}): Promise<Households> {
    return new Households(await startCloud(options), mkdtempSync(join(tmpdir(), 'tuya-users-')));
  }

  process(
    settings: {
      account?: Settings;
      clock?: Clock;
      storage?: Storage;
      secret?: string;
      transport?: Partial<TransportOptions>;
    } = {},
  ): Process {
    const { client_id, secret, url } = this.cloud;
    const key = { client_id, secret: settings.secret ?? secret };
    const warnings: string[] = [];
    const store = new TokenStore(key, settings.storage ?? new FileStorage(this.folder), (said) => {
      warnings.push(speakEnglish(said));
    });
    const account = { ...key, baseUrl: url, ...settings.account };
    const client = clientOf(account, store, settings.clock, settings.transport);
    this.started.push({ client, store });
    const call = { method: 'GET', path: '/v1.0/devices' };
    return {
      client,
      store,
      warnings,
      devices: (uid) => client.call(call, this.signal, { uid }),
    };
  }

  /** A user authorizes, in short. */
  async authorize({ client }: Process, uid: string): Promise<void> {
    await client.exchange(this.cloud.issueCode(uid), '', this.signal);
  }

  /** Calls that exchanged a refresh token. */
  get refreshes(): number {
    return this.cloud.tokenCalls.filter(({ path }) => path.startsWith('/v1.0/token/')).length;
  }

  async close(): Promise<void> {
    for (const { client, store } of this.started) {
      await client.close();
      await store.rest();
    }
    await this.cloud.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The devices of an answer. */
export function namesIn({ envelope }: Answer): string[] {
  return (envelope.result as { devices: { name: string }[] }).devices.map(({ name }) => name);
}
