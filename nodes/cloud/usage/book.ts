import type { Said } from '../errors/language';
import { text as textOfKey } from '../errors/texts';
import { InOrder } from '../storage/in-order';
import { inTime, reasonOf } from '../storage/patience';
import type { Storage } from '../storage/storage';
import type { Clock } from '../time/clock';
import { monthsFrom } from './calendar';
import { Ledger } from './ledger';
import type { Book } from './meter';
import { monthFrom, textOf } from './record';

/** A ledger that is kept in a storage: each month a record, read once, written at most once a minute and at the end. */

/** Milliseconds between two writes: so much is lost at most when the machine ends. */
const MINUTE = 60_000;
/** Milliseconds from the first count to its write: what comes together is written together. */
const SOON = 1000;
/** Months that are kept. */
const KEPT_MONTHS = 13;

/** Where the records are. */
export interface Shelf {
  storage: Storage;
  /** What tells the records of this ledger from others in the storage. */
  prefix: string;
}

/** Who opens a book. */
export interface Opening {
  /** Undefined for memory alone. */
  shelf: Shelf | undefined;
  /** Told what goes wrong with it, each trouble once. */
  warn: (said: Said) => void;
  /** What a node is called, so that it is known when the node is not there any more. */
  nameOf: (id: string) => string | undefined;
}

/** What may go wrong, each told once until it is over. */
type Trouble = 'read' | 'write' | 'damaged';

/** The book of an account and key. Whoever counts in it opens and closes it; it is read before anything is written. */
export class UsageBook implements Book {
  readonly ledger: Ledger;
  private opening: Opening | undefined;
  /** Months whose record is in the ledger, or was not there. */
  private readonly read = new Set<string>();
  private readFor: string | undefined;
  private reading: Promise<void> | undefined;
  private writing = Promise.resolve();
  private wroteAt = -Infinity;
  private cancel: (() => void) | undefined;
  private users = 0;
  private tidiedFor: string | undefined;
  private readonly order = new InOrder();
  private readonly told = new Set<Trouble>();

  constructor(private readonly clock: Clock) {
    this.ledger = new Ledger(() => clock.now());
  }

  /** Whether nobody counts in it any more. */
  get isIdle(): boolean {
    return this.users === 0;
  }

  private get shelf(): Shelf | undefined {
    return this.opening?.shelf;
  }

  /** Somebody begins to count, and says where it is kept; what was counted before is added to what is there. */
  open(opening: Opening): void {
    this.users++;
    this.opening = opening;
    this.told.clear();
    if (this.ledger.held().some(({ changed }) => changed)) this.changed();
  }

  /** Somebody does not count any more: what was counted is kept when this resolves. */
  async close(): Promise<void> {
    this.users--;
    // What did not leave is taken back a turn after its client was closed.
    await new Promise((resolve) => setImmediate(resolve));
    this.stop();
    await this.keep();
  }

  /** Nothing of it is kept any more; what is being written when this begins is there when it resolves, and nothing comes later. */
  async forget(): Promise<void> {
    this.stop();
    this.opening = undefined;
    await inTime(this.clock, this.order.settled()).catch(() => undefined);
  }

  ready(): Promise<void> | undefined {
    const { shelf } = this;
    const { name } = this.ledger.month();
    if (shelf === undefined || name === this.readFor) return undefined;
    this.reading ??= this.fetch(shelf, name).finally(() => (this.reading = undefined));
    return this.reading;
  }

  changed(): void {
    if (this.shelf === undefined || this.users === 0 || this.cancel !== undefined) return;
    const rest = this.wroteAt + MINUTE - this.clock.monotonic();
    this.cancel = this.clock.after(Math.max(SOON, rest), () => {
      this.cancel = undefined;
      void this.keep();
    });
  }

  /** Writes what has changed; resolves when that was tried. */
  private keep(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  /** Takes over what is kept of a month and of the one before. */
  private async fetch(shelf: Shelf, name: string): Promise<void> {
    await Promise.all([name, monthsFrom(name, -1)].map((month) => this.take(shelf, month)));
    this.readFor = name;
  }

  /** Takes over what is kept of a month, once. */
  private async take(shelf: Shelf, name: string): Promise<void> {
    if (this.read.has(name)) return;
    let text: string | undefined;
    try {
      text = await inTime(this.clock, shelf.storage.get(shelf.prefix + name));
      this.told.delete('read');
    } catch (thrown) {
      this.complain('read', textOfKey('warning.calls.unread', { reason: reasonOf(thrown) }));
      return;
    }
    // Somebody else has read it meanwhile, or it is forgotten.
    if (this.read.has(name) || this.opening === undefined) return;
    this.read.add(name);
    if (text === undefined) return;
    const month = monthFrom(name, text);
    if (month === undefined) await this.setAside(shelf, name, text);
    else this.ledger.of(name).merge(month);
  }

  private async setAside({ storage, prefix }: Shelf, name: string, text: string): Promise<void> {
    this.complain('damaged', textOfKey('warning.calls.damaged'));
    await inTime(this.clock, storage.set(`${prefix}${name}-damaged`, text)).catch(() => undefined);
  }

  private async write(): Promise<void> {
    const { shelf } = this;
    const changed = this.ledger.held().filter((month) => month.changed);
    if (shelf === undefined || changed.length === 0) return;
    this.wroteAt = this.clock.monotonic();
    for (const month of changed) {
      // What could not be read before would be overwritten.
      await this.take(shelf, month.name);
      if (this.opening === undefined) return; // forgotten meanwhile
      if (!this.read.has(month.name)) continue;
      const name = shelf.prefix + month.name;
      for (const id of month.nodes.keys()) month.call(id, this.opening.nameOf(id));
      month.changed = false;
      try {
        const written = this.order.run(name, () => shelf.storage.set(name, textOf(month)));
        await inTime(this.clock, written);
        this.told.delete('write');
      } catch (thrown) {
        month.changed = true;
        this.complain('write', textOfKey('warning.calls.unstored', { reason: reasonOf(thrown) }));
      }
    }
    if (this.ledger.held().some(({ changed: still }) => still)) this.changed();
    else await this.tidy(shelf).catch(() => undefined); // what is too much now can go with the next month
  }

  /** Lets go of what is too old: the newest months are kept, whatever the clock says. */
  private async tidy({ storage, prefix }: Shelf): Promise<void> {
    const { name: now } = this.ledger.month();
    if (now === this.tidiedFor) return;
    this.tidiedFor = now;
    for (const name of this.ledger.rest()) this.read.delete(name);
    const records = (await inTime(this.clock, storage.names())).flatMap((name) => {
      const month = /(\d{4}-\d\d)(-damaged)?$/.exec(name)?.[1];
      return month === undefined ? [] : [{ name, month, isOwn: name.startsWith(prefix + month) }];
    });
    const own = new Set(records.filter(({ isOwn }) => isOwn).map(({ month }) => month));
    const kept = [...own].sort().slice(-KEPT_MONTHS);
    // Others count in the same storage, perhaps no longer.
    const oldest = monthsFrom(now, -KEPT_MONTHS);
    for (const { name, month, isOwn } of records) {
      const isOld = isOwn ? month !== now && !kept.includes(month) : month < oldest;
      if (isOld) await inTime(this.clock, storage.delete(name));
    }
  }

  private complain(trouble: Trouble, said: Said): void {
    if (this.told.has(trouble)) return;
    this.told.add(trouble);
    this.opening?.warn(said);
  }
}
