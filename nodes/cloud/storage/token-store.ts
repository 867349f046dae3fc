import { systemClock } from '../time/clock';
import type { Clock } from '../time/clock';
import { configError } from '../errors/tuya-error';
import { Seal } from './seal';
import type { Storage } from './storage';

/** What is kept of a user who has authorized (code mode). */
export interface UserRecord {
  uid: string;
  access_token: string;
  refresh_token: string;
  /** End of the access token, milliseconds since the epoch. */
  expires_at: number;
  /** Where this user's calls go. */
  base_url: string;
  /** It is the account's own address and no region that the cloud named: when that changes, it is another one. */
  own?: boolean;
  /** Milliseconds since the epoch. */
  authorized_at: number;
}

function recordOf(text: string | undefined): UserRecord | undefined {
  if (text === undefined) return undefined;
  const parsed = JSON.parse(text) as Partial<UserRecord>;
  return typeof parsed.uid === 'string' && typeof parsed.refresh_token === 'string'
    ? (parsed as UserRecord)
    : undefined;
}

/** A user's record has such a name; everything else in the storage is something else. */
const USER = /^[0-9a-f]{40}$/;
const USED = 'used-';
/** A storage that does not answer in this time, in milliseconds, counts as broken. */
const PATIENCE = 5000;
/** Milliseconds between two looks for what is over. */
const SWEEP = 60_000;
/** So long it is waited for at the end, in milliseconds. */
const LAST_PATIENCE = 300;
/** After this time, in milliseconds, what only memory holds is offered to the storage again. */
const AGAIN = 30_000;

/**
 * Where the users' pairs survive a restart: one sealed record per user, so that a rotation costs the same whatever their number.
 * When the storage fails, it goes on with what memory holds and warns once (L9).
 */
export class TokenStore {
  private readonly seal: Seal;
  /** The last that is known of each user who was asked for. */
  private readonly memory = new Map<string, UserRecord>();
  /** Users whose record in memory is newer than what the storage holds. */
  private readonly unsaved = new Set<string>();
  private readonly warned = new Set<string>();
  /** One change of a user's record at a time. */
  private readonly turns = new Map<string, Promise<unknown>>();
  private readonly used = new Map<string, number>();
  private nextSweep = 0;
  /** Whether the storage could be listed when it was asked last. */
  private readable = true;
  private cancelRetry: (() => void) | undefined;
  /** Whether what only memory holds is offered to the storage again by and by. */
  private awake: boolean;

  /** @param storage absent as long as there is none: everything stays in memory until `use` */
  constructor(
    key: { client_id: string; secret: string },
    private storage: Storage | undefined,
    private warn: (text: string) => void,
    private readonly clock: Clock = systemClock,
  ) {
    this.seal = new Seal(key.client_id, key.secret);
    this.awake = storage !== undefined;
  }

  /** Goes on with this storage, which gets what only memory holds. */
  async use(storage: Storage, warn: (text: string) => void): Promise<void> {
    this.storage = storage;
    this.warn = warn;
    this.warned.clear();
    this.awake = true;
    await this.saveAll();
  }

  /**
   * What is known of a user: what is stored, or what memory holds when the storage cannot be read; undefined for nobody.
   * @throws TuyaError `TUYA_CONFIG` when the storage cannot be read and memory knows nothing
   */
  async read(uid: string): Promise<UserRecord | undefined> {
    const known = this.memory.get(uid);
    if (this.unsaved.has(uid) || this.storage === undefined) return known;
    const name = this.seal.nameOf(uid);
    let sealed: string | undefined;
    try {
      sealed = await this.bounded(this.storage.get(name));
    } catch (thrown) {
      const text = `The stored tokens cannot be read (${reasonOf(thrown)})`;
      this.warnOnce('read', text);
      if (known !== undefined) return known;
      throw configError(text, 'Check the place where the account keeps its tokens.');
    }
    this.warned.delete('read');
    // A change that came while the storage was being read is newer than what it said.
    if (this.unsaved.has(uid) || this.memory.get(uid) !== known) return this.memory.get(uid);
    if (sealed === undefined) {
      this.memory.delete(uid); // somebody else has forgotten this user
      return undefined;
    }
    const record = this.opened(name, sealed) ?? known;
    if (record !== undefined) this.memory.set(uid, record);
    return record;
  }

  /**
   * Changes a user's record, one change at a time.
   * @param change gets what is known and answers what it is to be; undefined or the same for no change
   * @returns what is known afterwards
   */
  update(
    uid: string,
    change: (current: UserRecord | undefined) => UserRecord | undefined,
  ): Promise<UserRecord | undefined> {
    return this.inTurn(uid, async () => {
      const current = await this.read(uid).catch(() => undefined);
      const next = change(current);
      if (next === undefined || next === current) return current;
      this.memory.set(uid, next);
      this.unsaved.add(uid);
      // The storage takes something again: the others are offered to it, each in its turn.
      if (await this.save(uid)) void this.saveAll();
      return next;
    });
  }

  /** Forgets what memory holds beyond the storage, because another process may know better. */
  trustStorage(uid: string): void {
    this.unsaved.delete(uid);
  }

  /**
   * Removes a user.
   * @throws TuyaError `TUYA_CONFIG` when the storage does not let go of the record
   */
  remove(uid: string): Promise<void> {
    return this.inTurn(uid, async () => {
      this.memory.delete(uid);
      this.unsaved.delete(uid);
      try {
        await this.bounded(Promise.resolve(this.storage?.delete(this.seal.nameOf(uid))));
      } catch (thrown) {
        throw configError(
          `The stored token cannot be removed (${reasonOf(thrown)})`,
          'Check the place where the account keeps its tokens, and remove the user again.',
        );
      }
    });
  }

  /** Every user, one at a time, so that who needs only the first two reads no more; those in memory when there is no reading. */
  async *all(): AsyncGenerator<UserRecord> {
    const names = new Set(await this.names());
    const known = new Map([...this.memory.values()].map((record) => [this.seal.nameOf(record.uid), record]));
    for (const [name, record] of known) {
      if (this.readable && !this.unsaved.has(record.uid)) continue;
      names.delete(name);
      yield record;
    }
    for (const name of names) {
      const record = await this.recordNamed(name).catch(() => known.get(name));
      if (record !== undefined) yield record;
    }
  }

  /**
   * Takes a name that counts once, in whatever process, until a time.
   * @param until milliseconds since the epoch
   */
  async claim(name: string, until: number): Promise<boolean> {
    const now = this.clock.now();
    for (const [old, end] of this.used) if (end <= now) this.used.delete(old);
    if (this.used.has(name)) return false;
    this.used.set(name, until);
    const { storage } = this;
    if (storage === undefined) return true;
    try {
      await this.sweepClaims(storage, now);
      return await this.bounded(storage.add(`${USED}${until.toString(36)}-${name}`, 'used'));
    } catch (thrown) {
      this.warnWrite(thrown);
      return true; // this process has not seen it
    }
  }

  /** Removes every record of the account, readable or not. */
  async clear(): Promise<void> {
    this.memory.clear();
    this.unsaved.clear();
    const deleted = this.names().then(async (names) => {
      for (const name of names) await this.storage?.delete(name);
    });
    await this.bounded(deleted).catch((thrown: unknown) => {
      this.warnOnce('delete', `The stored tokens cannot be removed (${reasonOf(thrown)})`);
    });
  }

  /** No timer is left until it is used again; what only memory holds is offered to the storage once more. */
  async rest(): Promise<void> {
    this.awake = false;
    this.cancelRetry?.();
    this.cancelRetry = undefined;
    await this.bounded(this.saveAll(), LAST_PATIENCE).catch(() => undefined);
  }

  private inTurn<T>(uid: string, task: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(uid) ?? Promise.resolve()).then(task, task);
    const done = turn
      .catch(() => undefined)
      .finally(() => {
        if (this.turns.get(uid) === done) this.turns.delete(uid);
      });
    this.turns.set(uid, done);
    return turn;
  }

  /** Stores a user's record; false when only memory could take it. */
  private async save(uid: string): Promise<boolean> {
    const record = this.memory.get(uid);
    if (record === undefined || this.storage === undefined) return false;
    const name = this.seal.nameOf(uid);
    try {
      await this.bounded(this.storage.set(name, this.seal.close(name, JSON.stringify(record))));
      if (this.memory.get(uid) === record) this.unsaved.delete(uid);
      this.warned.delete('write');
      return true;
    } catch (thrown) {
      this.warnWrite(thrown);
      this.tryAgain();
      return false;
    }
  }

  private tryAgain(): void {
    if (!this.awake) return;
    this.cancelRetry ??= this.clock.after(AGAIN, () => {
      this.cancelRetry = undefined;
      void this.saveAll();
    });
  }

  /** Offers what only memory holds to the storage, each in its turn; never to be awaited within a turn. */
  private async saveAll(): Promise<void> {
    for (const uid of [...this.unsaved]) {
      const saved = await this.inTurn(uid, async () => !this.unsaved.has(uid) || (await this.save(uid)));
      if (!saved) return;
    }
  }

  /** Names that were claimed long ago go, now and then. */
  private async sweepClaims(storage: Storage, now: number): Promise<void> {
    if (now < this.nextSweep) return;
    this.nextSweep = now + SWEEP;
    for (const name of await this.bounded(storage.names())) {
      const end = name.startsWith(USED) ? parseInt(name.slice(USED.length), 36) : NaN;
      if (end <= now) await this.bounded(storage.delete(name));
    }
  }

  private async names(): Promise<string[]> {
    try {
      const names = await this.bounded(Promise.resolve(this.storage?.names()));
      this.readable = true;
      return (names ?? []).filter((name) => USER.test(name));
    } catch (thrown) {
      this.readable = false;
      this.warnOnce('read', `The stored tokens cannot be read (${reasonOf(thrown)})`);
      return [];
    }
  }

  private async recordNamed(name: string): Promise<UserRecord | undefined> {
    const sealed = await this.bounded(Promise.resolve(this.storage?.get(name)));
    return sealed === undefined ? undefined : this.opened(name, sealed);
  }

  private opened(name: string, sealed: string): UserRecord | undefined {
    const record = recordOf(this.seal.open(name, sealed));
    if (record === undefined) {
      this.warnOnce(
        'open',
        'A stored token is damaged or belongs to another secret and is left aside: its user has to authorize again',
      );
    }
    return record;
  }

  /** The storage's answer, if it comes in time. */
  private bounded<T>(answer: Promise<T>, patience = PATIENCE): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.clock.after(patience, () => {
        reject(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
      });
      answer.finally(cancel).then(resolve, reject);
    });
  }

  private warnWrite(thrown: unknown): void {
    this.warnOnce(
      'write',
      `The tokens cannot be stored (${reasonOf(thrown)}): they are kept in memory and are lost with a restart`,
    );
  }

  private warnOnce(kind: string, text: string): void {
    if (this.warned.has(kind)) return;
    this.warned.add(kind);
    this.warn(text);
  }
}

/** The system's code alone: a message may hold a path or more. */
function reasonOf(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : 'the store failed';
}
