import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Storage } from '../../cloud';
import { addOnce } from './bids';
import type { Bidder } from './bids';

/** Records of accounts in a context store of Node-RED: tokens and counts. */

/** What the keys of each kind of record begin with. They are paths: letters, digits, underscores and hyphens are safe in one. */
const PREFIXES = { tokens: 'tuya_', usage: 'tuya-usage_' } as const;

/** What records are about. */
export type RecordKind = keyof typeof PREFIXES;

/** Milliseconds between two looks at who else wants a name. */
const LOOK_AGAIN = 25;

const PROCESS: Bidder = {
  mark: () => randomBytes(12).toString('hex'),
  pause: () => setTimeout(LOOK_AGAIN),
};

/** As much of one of Node-RED's contexts as is used here. */
export interface Context {
  get(key: string, store: string, tell: (error: Error | null, value: unknown) => void): void;
  set(key: string, value: unknown, store: string, tell: (error?: Error | null) => void): void;
  keys(store: string, tell: (error: Error | null, keys: unknown) => void): void;
}

/** Where the records of an account are. */
export interface ContextPlace {
  /** The global context, which Node-RED keeps whatever flows it loads. */
  context: Context;
  /** The name of a store in settings.js. */
  store: string;
  kind: RecordKind;
  /** What sets an account apart from the others: letters and digits. */
  account: string;
  /** The account node's own context, where the records once were: Node-RED drops it with the node, and with any flows that lack it. */
  former?: Context | undefined;
}

/** The records of one account in a context store of Node-RED, by name. Those at their former place are taken over before all else. */
export class ContextStorage implements Storage {
  /** Node-RED's own store in files keeps a whole context in one. */
  readonly losesWrites = true;
  private readonly prefix: string;
  private moved: Promise<void> | undefined;

  constructor(
    private readonly place: ContextPlace,
    private readonly bidder: Bidder = PROCESS,
  ) {
    this.prefix = `${PREFIXES[place.kind]}${place.account}_`;
  }

  async get(name: string): Promise<string | undefined> {
    await this.move();
    return this.read(this.place.context, this.prefix + name);
  }

  async set(name: string, text: string | undefined): Promise<void> {
    await this.move();
    await this.write(this.place.context, this.prefix + name, text);
  }

  add(name: string, text: string): Promise<boolean> {
    return addOnce(this, name, text, this.bidder);
  }

  delete(name: string): Promise<void> {
    return this.set(name, undefined);
  }

  async names(): Promise<string[]> {
    await this.move();
    return this.list(this.place.context, this.prefix);
  }

  /** Moves what is at the former place; tried again by the next who asks when it fails. */
  private move(): Promise<void> {
    this.moved ??= this.moveFrom(this.place.former).catch((thrown: unknown) => {
      this.moved = undefined;
      throw thrown;
    });
    return this.moved;
  }

  private async moveFrom(former: Context | undefined): Promise<void> {
    if (former === undefined) return;
    const { context } = this.place;
    const before = PREFIXES[this.place.kind];
    for (const name of await this.list(former, before)) {
      const [from, to] = [before + name, this.prefix + name];
      const text = await this.read(former, from);
      // A process that was killed on the way, or another one, has moved it: what is there is as new or newer.
      if (text !== undefined && (await this.read(context, to)) === undefined) {
        await this.write(context, to, text);
      }
      await this.write(former, from, undefined);
    }
  }

  private read(context: Context, key: string): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      context.get(key, this.place.store, (error, value) => {
        if (error) reject(error);
        else resolve(typeof value === 'string' ? value : undefined);
      });
    });
  }

  private write(context: Context, key: string, text: string | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      context.set(key, text, this.place.store, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  private list(context: Context, prefix: string): Promise<string[]> {
    return new Promise((resolve, reject) => {
      context.keys(this.place.store, (error, keys) => {
        if (error) reject(error);
        else {
          const all = Array.isArray(keys) ? (keys as string[]) : [];
          resolve(all.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)));
        }
      });
    });
  }
}
