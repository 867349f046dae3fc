import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../support/root';

/** As much of Redis' own client as the store uses. */
interface Client {
  connect(): Promise<unknown>;
  close(): Promise<unknown>;
  on(event: 'error', listener: () => void): unknown;
  hGet(key: string, field: string): Promise<string | null>;
  hSet(key: string, field: string, value: string): Promise<unknown>;
  hDel(key: string, field: string): Promise<unknown>;
  hKeys(key: string): Promise<string[]>;
  keys(pattern: string): Promise<string[]>;
  del(key: string): Promise<unknown>;
}
interface Redis {
  createClient: (options: { url: string }) => Client;
}

/** How Node-RED wants to be told: an error or null, then what was asked for. */
type Tell = (error: unknown, ...values: unknown[]) => void;

const { createClient } = createRequire(join(root, 'test/redis/package.json'))('@redis/client') as Redis;
const PREFIX = 'context:';

/** A context store of Node-RED that keeps each scope as a hash in Redis, so that several Node-REDs share it. */
class RedisStore {
  private readonly client: Client;

  constructor(config: { url: string }) {
    this.client = createClient(config);
    this.client.on('error', () => undefined); // it connects again by itself; what waits is sent then
  }

  async open(): Promise<void> {
    await this.client.connect();
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  get(scope: string, key: string, tell: Tell): void {
    const found = this.client.hGet(PREFIX + scope, key);
    answer(
      tell,
      found.then((text) => (text === null ? undefined : (JSON.parse(text) as unknown))),
    );
  }

  set(scope: string, key: string, value: unknown, tell: Tell): void {
    answer(
      tell,
      value === undefined
        ? this.client.hDel(PREFIX + scope, key)
        : this.client.hSet(PREFIX + scope, key, JSON.stringify(value)),
    );
  }

  keys(scope: string, tell: Tell): void {
    answer(tell, this.client.hKeys(PREFIX + scope));
  }

  async delete(scope: string): Promise<void> {
    await this.client.del(PREFIX + scope);
  }

  /** Drops the scopes of nodes that are no more. */
  async clean(active: string[]): Promise<void> {
    for (const key of await this.client.keys(`${PREFIX}*`)) {
      const scope = key.slice(PREFIX.length);
      if (scope !== 'global' && !active.includes(scope)) await this.client.del(key);
    }
  }
}

function answer(tell: Tell, outcome: Promise<unknown>): void {
  outcome.then(
    (value) => {
      tell(null, value);
    },
    (error: unknown) => {
      tell(error);
    },
  );
}

export = (config: { url: string }): RedisStore => new RedisStore(config);
