import type { Clock } from '../time/clock';
import { codeOf } from './patience';
import type { SealedRecords } from './sealed-records';
import { isFormerName } from './seal';
import type { Seal } from './seal';
import type { Troubles } from './troubles';
import { recordOf } from './user-record';
import type { UserRecord } from './user-record';

/** The index of the stored users: who there is, without their tokens. */

/** What is known of a user's record; no uid as long as it could not be read. */
type Row = Pick<UserRecord, 'uid' | 'authorized_at'> | undefined;

/** For so long, in milliseconds, the last listing counts: after that another process' new user is noticed. */
const FRESH = 1000;
/** Records that are opened at once. */
const AT_ONCE = 8;

function rowOf({ uid, authorized_at }: UserRecord): Row {
  return { uid, authorized_at };
}

/** Which user may be left out: the only one. */
export type Only = { uid: string } | 'nobody' | 'several';

/**
 * Which users there are. Each record is opened once in a process, and the storage is listed once a second at most, so that neither
 * the only user nor a page of many costs a look at all of them. A record that cannot be read counts as a user.
 */
export class UserIndex {
  /** By the name of the record. */
  private readonly rows = new Map<string, Row>();
  /** Former names with what they stand for: a present name, or nothing that this seal opens. */
  private readonly former = new Map<string, string | undefined>();
  /** Names that this process has put or dropped since the listing under way began. */
  private readonly touched = new Set<string>();
  /** Names of users who are being removed. */
  private readonly hidden = new Set<string>();
  private listed = false;
  /** Why the last listing failed. */
  private failure: { thrown: unknown } | undefined;
  private freshUntil = -Infinity;
  private listing: Promise<void> | undefined;

  /**
   * @param isAhead whether memory knows of a user whom the storage may not hold yet
   * @param troubles told of a listing that failed, and of a record that does not open
   */
  constructor(
    private readonly seal: Seal,
    private readonly records: SealedRecords,
    private readonly clock: Clock,
    private readonly isAhead: (uid: string) => boolean,
    private readonly troubles: Pick<Troubles, 'unreadable' | 'damaged'>,
  ) {}

  /** This process knows a user. */
  put(record: UserRecord): void {
    const name = this.seal.nameOf(record.uid);
    this.touched.add(name);
    this.rows.set(name, rowOf(record));
  }

  /** This process knows that a user is gone. */
  drop(uid: string): void {
    const name = this.seal.nameOf(uid);
    this.touched.add(name);
    this.rows.delete(name);
  }

  /** What is stored is not known any more. */
  listAnew(): void {
    this.freshUntil = -Infinity;
  }

  /** A user is being removed: no listing brings them back until it has ended. */
  hide(uid: string): void {
    this.drop(uid);
    this.hidden.add(this.seal.nameOf(uid));
  }

  /** A removal has ended, well or not. */
  show(uid: string): void {
    this.drop(uid);
    this.hidden.delete(this.seal.nameOf(uid));
  }

  /** Nobody is known. */
  clear(): void {
    this.rows.clear();
    this.former.clear();
    this.listAnew();
  }

  /**
   * Lists the storage, if the last listing is not fresh.
   * @throws TuyaError `TUYA_CONFIG` when it never could be listed; one that fails later leaves what was known to those who list
   */
  async refresh(): Promise<void> {
    if (this.clock.monotonic() < this.freshUntil) return;
    this.listing ??= this.list().finally(() => {
      this.listing = undefined;
    });
    await this.listing;
  }

  /**
   * The only user. Others may have come since a listing that fails: then nobody is (L16).
   * @throws TuyaError `TUYA_CONFIG` when the storage cannot be read
   */
  async only(): Promise<Only> {
    await this.refresh();
    const [first, second] = this.rows.keys();
    if (second !== undefined) return 'several';
    if (this.failure !== undefined) throw this.troubles.unreadable(this.failure.thrown);
    if (first === undefined) return 'nobody';
    const row = this.rows.get(first) ?? (await this.openOnly(first));
    return row === undefined ? 'nobody' : { uid: row.uid };
  }

  /**
   * The users whose uid has a part, in whatever case, the newest login first, after every record was opened that had not been.
   * @returns those, and how many records cannot be read
   */
  async find(part: string): Promise<{ fitting: string[]; unreadable: number }> {
    await this.openAll([...this.rows].filter(([, row]) => row === undefined).map(([name]) => name));
    const rows = [...this.rows.values()].filter((row) => row !== undefined);
    const fitting = rows.filter(({ uid }) => uid.toLowerCase().includes(part.toLowerCase()));
    fitting.sort((a, b) => b.authorized_at - a.authorized_at);
    return { fitting: fitting.map(({ uid }) => uid), unreadable: this.rows.size - rows.length };
  }

  private async list(): Promise<void> {
    this.touched.clear();
    try {
      const names = await this.records.names();
      await this.resolveFormer(names.filter(isFormerName));
      this.apply(names);
      this.listed = true;
      this.failure = undefined;
    } catch (thrown) {
      this.failure = { thrown };
      const error = this.troubles.unreadable(thrown);
      if (!this.listed) throw error;
    }
    this.freshUntil = this.clock.monotonic() + FRESH;
  }

  /** Opens the records with former names, once each: only so it is known whose they are. */
  private async resolveFormer(names: string[]): Promise<void> {
    const present = new Set(names);
    for (const name of this.former.keys()) if (!present.has(name)) this.former.delete(name);
    await this.openAll(names.filter((name) => !this.former.has(name)));
  }

  private apply(names: string[]): void {
    const present = new Set<string>();
    for (const name of names) {
      const now = this.former.has(name) ? this.former.get(name) : name;
      if (now !== undefined) present.add(now);
    }
    for (const [name, row] of this.rows) {
      const kept = present.has(name) || this.touched.has(name);
      if (!kept && !(row !== undefined && this.isAhead(row.uid))) this.rows.delete(name);
    }
    for (const name of present) {
      if (!this.rows.has(name) && !this.isOurs(name)) this.rows.set(name, undefined);
    }
  }

  /** Whether this process knows better than what was just read. */
  private isOurs(name: string): boolean {
    return this.touched.has(name) || this.hidden.has(name);
  }

  private async openOnly(name: string): Promise<Row> {
    try {
      return await this.open(name);
    } catch (thrown) {
      throw this.troubles.unreadable(thrown);
    }
  }

  /** Opens records, a few at a time; a storage that once does not answer in time is not asked for the rest. */
  private async openAll(names: string[]): Promise<void> {
    const rest = names.values();
    let answers = true;
    const work = async (): Promise<void> => {
      for (const name of rest) {
        if (!answers) return;
        await this.open(name).catch((thrown: unknown) => {
          this.troubles.unreadable(thrown);
          if (codeOf(thrown) === 'ETIMEDOUT') answers = false;
        });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  private async open(name: string): Promise<Row> {
    const found = await this.records.open(name);
    if (found === 'nothing') return undefined;
    const record = found === 'damaged' ? undefined : recordOf(found.text);
    if (record === undefined) this.troubles.damaged();
    const present = record === undefined ? undefined : this.seal.nameOf(record.uid);
    if (isFormerName(name)) {
      this.former.set(name, present);
      this.rows.delete(name);
    }
    if (record !== undefined && present !== undefined && !this.isOurs(present)) {
      this.rows.set(present, rowOf(record));
    }
    return record;
  }
}
