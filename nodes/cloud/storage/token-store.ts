import type { Said } from '../errors/language';
import { systemClock } from '../time/clock';
import type { Clock } from '../time/clock';
import { Claims } from './claims';
import { KnownUsers } from './known-users';
import { inTime } from './patience';
import { Seal } from './seal';
import { SealedRecords } from './sealed-records';
import { SecondLooks } from './second-looks';
import type { Storage } from './storage';
import { Troubles } from './troubles';
import { Turns } from './turns';
import { UserIndex } from './user-index';
import type { Only } from './user-index';
import type { UserPair, UserRecord, UserSummary } from './user-record';

/** The store of the users' tokens. */

/** So long it is waited for at the end, in milliseconds. */
const LAST_PATIENCE = 300;
/** After this time, in milliseconds, what only memory holds is offered to the storage again. */
const AGAIN = 30_000;

/**
 * What is known of the users who have authorized: memory beside storage, one change of a user at a time. Their pairs survive a restart
 * in one sealed record each, so that a rotation costs the same whatever their number. When the storage fails, it goes on with what
 * memory holds and warns once (L9). An older copy that somebody puts back is replaced by a process that knows better; after a restart it
 * is all there is: its refresh token is dead, and the user is asked to authorize again.
 */
export class TokenStore {
  private readonly turns = new Turns();
  private readonly troubles: Troubles;
  private readonly records: SealedRecords;
  private readonly claims: Claims;
  private readonly index: UserIndex;
  private readonly known: KnownUsers;
  private readonly secondLooks: SecondLooks;
  private cancelRetry: (() => void) | undefined;
  /** Whether what only memory holds is offered to the storage again by and by. */
  private awake: boolean;

  /** @param storage absent as long as there is none: everything stays in memory until `use` */
  constructor(
    key: { client_id: string; secret: string },
    storage: Storage | undefined,
    warn: (said: Said) => void,
    private readonly clock: Clock = systemClock,
  ) {
    const seal = new Seal(key.client_id, key.secret);
    this.troubles = new Troubles(warn);
    this.records = new SealedRecords(seal, clock, storage);
    this.claims = new Claims(this.records, clock, this.troubles);
    this.secondLooks = new SecondLooks(clock, (uid) => this.lookAgain(uid));
    const isUnsure = (uid: string): boolean => this.secondLooks.isDue(uid);
    const isAhead = (uid: string): boolean => this.known.isUnsaved(uid) || isUnsure(uid);
    this.index = new UserIndex(seal, this.records, clock, isAhead, this.troubles);
    const behind = (): void => void this.saveAll();
    this.known = new KnownUsers(this.records, this.index, this.troubles, { isUnsure, behind });
    this.awake = storage !== undefined;
  }

  /** Goes on with this storage, which gets what only memory holds. */
  async use(storage: Storage, warn: (said: Said) => void): Promise<void> {
    this.records.storage = storage;
    this.troubles.tell(warn);
    this.index.listAnew();
    this.awake = true;
    await this.saveAll();
  }

  /**
   * What is known of a user: what is stored, or what memory holds when it is newer or the storage cannot be read; undefined for nobody.
   * @throws TuyaError `TUYA_CONFIG` when the storage cannot be read and memory knows nothing
   */
  read(uid: string): Promise<UserRecord | undefined> {
    return this.known.read(uid);
  }

  /** Stores a user who has authorized, for the first time or anew: newer than whatever was known of them. */
  welcome(pair: UserPair): Promise<UserRecord> {
    return this.turns.take(pair.uid, async () => {
      const current = await this.known.look(pair.uid).catch(() => undefined);
      // The clock may have gone back since the login before.
      const login = Math.max(this.clock.now(), (current?.login ?? 0) + 1);
      return this.put({ ...pair, login, rotation: 0 }, 'new');
    });
  }

  /**
   * Puts a rotated pair in the place of the one that it was made from.
   * @returns what is known afterwards: the rotated pair; another one when the user has authorized anew in the meantime; undefined
   *   when they were removed
   */
  rotate(from: UserRecord, to: UserPair): Promise<UserRecord | undefined> {
    return this.turns.take(from.uid, async () => {
      const current = await this.known.look(from.uid).catch(() => from);
      if (current === undefined || current.login > from.login) return current;
      const rotation = Math.max(current.rotation, from.rotation) + 1;
      return this.put({ ...to, uid: from.uid, login: from.login, rotation }, 'changed');
    });
  }

  /** What memory knows of a user no longer counts before the storage, because another process may know better. */
  trustStorage(uid: string): void {
    if (this.records.storage !== undefined) this.known.doubt(uid);
  }

  /**
   * Removes a user.
   * @throws TuyaError `TUYA_CONFIG` when the storage does not let go of the record
   */
  remove(uid: string): Promise<void> {
    return this.turns.take(uid, async () => {
      try {
        await this.known.remove(uid);
      } catch (thrown) {
        this.index.listAnew();
        throw this.troubles.unremoved(thrown);
      }
    });
  }

  /**
   * The one user who need not be named. A record that cannot be read counts as a user: nobody acts for somebody else (L16). It costs
   * no more than a user who is named; another process' new user is noticed within a second.
   * @throws TuyaError `TUYA_CONFIG` when the storage cannot be read
   */
  only(): Promise<Only> {
    return this.index.only();
  }

  /**
   * Users, the newest login first.
   * @param options `search` is part of a uid, in whatever case; `skip` leaves out the first
   * @returns those, how many fit in all, and how many records cannot be read
   * @throws TuyaError `TUYA_CONFIG` when the storage cannot be listed and never could
   */
  async list(options: {
    limit: number;
    skip?: number;
    search?: string;
  }): Promise<{ users: UserSummary[]; total: number; unreadable: number }> {
    const { limit, skip = 0, search = '' } = options;
    await this.index.refresh();
    const { fitting, unreadable } = await this.index.find(search);
    const page = fitting.slice(skip, skip + limit);
    const records = await Promise.all(page.map((uid) => this.read(uid).catch(() => undefined)));
    const users = records
      .filter((record) => record !== undefined)
      .map(({ uid, base_url, authorized_at, expires_at }) => ({ uid, base_url, authorized_at, expires_at }));
    return { users, total: fitting.length, unreadable };
  }

  /** Every user who can be read, one at a time; those in memory when there is no reading. */
  async *all(): AsyncGenerator<UserRecord> {
    await this.index.refresh().catch(() => undefined);
    for (const uid of (await this.index.find('')).fitting) {
      const record = await this.read(uid).catch(() => undefined);
      if (record !== undefined) yield record;
    }
  }

  /**
   * Takes a name that counts once, in whatever process, until a time; false when it was taken before.
   * @param until milliseconds since the epoch
   */
  claim(name: string, until: number): Promise<boolean> {
    return this.claims.take(name, until);
  }

  /** A name that was claimed for nothing is stored no longer; this process still knows it. */
  release(name: string, until: number): Promise<void> {
    return this.claims.release(name, until);
  }

  /** Removes every record of the account, readable or not; nothing is stored any more, whatever ends later. */
  async clear(): Promise<void> {
    this.known.clear();
    this.index.clear();
    await this.records.clear().catch((thrown: unknown) => {
      this.troubles.uncleared(thrown);
    });
  }

  /** No timer is left until it is used again; what only memory holds is offered to the storage once more. */
  async rest(): Promise<void> {
    this.awake = false;
    this.secondLooks.cancel();
    this.cancelRetry?.();
    this.cancelRetry = undefined;
    await inTime(this.clock, this.saveAll(), LAST_PATIENCE).catch(() => undefined);
  }

  /** Takes a new record in, within a turn. */
  private async put(record: UserRecord, standing: 'new' | 'changed'): Promise<UserRecord> {
    this.known.put(record, standing);
    // The storage takes something again: the others are offered to it, each in its turn.
    if (await this.save(record.uid)) void this.saveAll();
    return record;
  }

  /** Offers what memory holds to the storage, later again where it is not taken; soon where another process may undo or refuse it. */
  private async save(uid: string): Promise<boolean> {
    const saved = await this.offer(uid);
    if (this.awake && this.records.storage?.losesWrites === true) this.secondLooks.plan(uid);
    return saved;
  }

  private async offer(uid: string): Promise<boolean> {
    const saved = await this.known.save(uid);
    if (!saved) this.tryAgain();
    return saved;
  }

  /** Looks whether what was stored still stands, and stores it again where not; answers whether that was so. */
  private lookAgain(uid: string): Promise<boolean> {
    return this.turns.take(uid, async () => {
      await this.known.look(uid).catch(() => undefined);
      const undone = this.known.isUnsaved(uid);
      if (undone) await this.offer(uid);
      return undone;
    });
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
    for (const uid of this.known.unsaved()) {
      const saved = await this.turns.take(uid, async () => {
        // Another process may have stored something newer, or have removed the user.
        await this.known.look(uid).catch(() => undefined);
        return !this.known.isUnsaved(uid) || (await this.save(uid));
      });
      if (!saved) return;
    }
  }
}
