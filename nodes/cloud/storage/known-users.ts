import type { Found, SealedRecords } from './sealed-records';
import type { Troubles } from './troubles';
import type { UserIndex } from './user-index';
import { isNewer, recordOf } from './user-record';
import type { UserRecord } from './user-record';

/** What memory knows of the users, beside what the storage has. */

/**
 * What memory knows of a user beside the storage. `new`: a login that was never stored; `changed`: a newer record of a user whom the
 * storage has; `doubted`: the storage counts, if it can be read; `removed`: a removal is under way.
 */
export type Known =
  | { record: UserRecord; standing: 'stored' | 'new' | 'changed' | 'doubted' }
  | { record?: undefined; standing: 'removed' };

/**
 * What is to be known of a user once the storage was asked.
 * @param stored what it has; `damaged` for something that is no record
 */
export function merged(
  known: Known | undefined,
  stored: UserRecord | 'nothing' | 'damaged',
): Known | undefined {
  if (stored === 'nothing') return known?.standing === 'new' ? known : undefined; // else somebody else has removed the user
  if (stored !== 'damaged') {
    const older = known?.record !== undefined && isNewer(known.record, stored);
    if (!older || known.standing === 'doubted') return { record: stored, standing: 'stored' };
  }
  // An older copy was put in its place, or it was spoiled: it is to be stored again.
  return known?.standing === 'stored' ? { record: known.record, standing: 'changed' } : known;
}

/** As what somebody counts whose write another process may have undone: as not stored. */
function perhapsUndone(known: Known): Known {
  if (known.standing !== 'stored') return known;
  // A login that is not there was undone. Of a user who is not there any more at a rotation, another process has let go.
  return { record: known.record, standing: known.record.rotation === 0 ? 'new' : 'changed' };
}

/** What the owner of the known users knows of their writes, and does about them. */
export interface Writes {
  /** Whether what was just stored of a user may have been undone. */
  isUnsure(uid: string): boolean;
  /** The storage turns out to have less than memory. */
  behind(): void;
}

/** Memory beside storage: the newer of what each of them knows of a user. Changes of one user are to be made one at a time. */
export class KnownUsers {
  private readonly known = new Map<string, Known>();
  /** Removals that have ended: what was read meanwhile is read again. */
  private removals = 0;

  constructor(
    private readonly records: SealedRecords,
    private readonly index: Pick<UserIndex, 'put' | 'drop' | 'hide' | 'show'>,
    private readonly troubles: Pick<Troubles, 'unreadable' | 'unwritten' | 'damaged' | 'over'>,
    private readonly writes: Writes,
  ) {}

  /** As `look`, without asking a storage that is known to have less. */
  async read(uid: string): Promise<UserRecord | undefined> {
    const known = this.known.get(uid);
    return known?.standing === 'removed' || this.isUnsaved(uid) ? known?.record : this.look(uid);
  }

  /**
   * Asks the storage for a user, and takes in what is newer: its answer or what memory holds.
   * @throws TuyaError `TUYA_CONFIG` when the storage cannot be read and memory knows nothing
   */
  async look(uid: string): Promise<UserRecord | undefined> {
    const memory = this.known.get(uid);
    const known = memory !== undefined && this.writes.isUnsure(uid) ? perhapsUndone(memory) : memory;
    const { removals } = this;
    let found: Found;
    try {
      found = await this.records.read(uid);
    } catch (thrown) {
      const error = this.troubles.unreadable(thrown);
      const record = this.known.get(uid)?.record;
      if (record === undefined) throw error;
      return record;
    }
    this.troubles.over('read');
    if (removals !== this.removals) return this.look(uid);
    // A change that came while the storage was being read is newer than what it said.
    if (this.known.get(uid) === memory) this.learn(uid, known, found);
    return this.known.get(uid)?.record;
  }

  /** Memory has something newer; `save` is to follow. */
  put(record: UserRecord, standing: 'new' | 'changed'): void {
    // What was never stored stays new: nobody can have removed it from the storage.
    const isNew = this.known.get(record.uid)?.standing === 'new';
    this.known.set(record.uid, { record, standing: isNew ? 'new' : standing });
    this.index.put(record);
  }

  /** Stores what only memory holds of a user; false when the storage does not take it. */
  async save(uid: string): Promise<boolean> {
    const known = this.known.get(uid);
    if (known?.record === undefined || this.records.storage === undefined) return false;
    try {
      await this.records.write(uid, JSON.stringify(known.record));
    } catch (thrown) {
      this.troubles.unwritten(thrown);
      return false;
    }
    this.troubles.over('write');
    if (this.known.get(uid) === known) this.known.set(uid, { record: known.record, standing: 'stored' });
    return true;
  }

  /** What memory knows of a user no longer counts before the storage. */
  doubt(uid: string): void {
    const record = this.known.get(uid)?.record;
    if (record !== undefined) this.known.set(uid, { record, standing: 'doubted' });
  }

  /** Removes a user; rejects when the storage does not let go. */
  async remove(uid: string): Promise<void> {
    this.known.set(uid, { standing: 'removed' });
    this.index.hide(uid);
    try {
      await this.records.remove(uid);
    } finally {
      this.removals++;
      this.index.show(uid);
      this.known.delete(uid);
    }
  }

  clear(): void {
    this.known.clear();
  }

  /** Whether the storage still has to get what memory knows. */
  isUnsaved(uid: string): boolean {
    const standing = this.known.get(uid)?.standing;
    return standing === 'new' || standing === 'changed';
  }

  /** The users whom the storage has yet to get. */
  unsaved(): string[] {
    return [...this.known.keys()].filter((uid) => this.isUnsaved(uid));
  }

  private learn(uid: string, known: Known | undefined, found: Found): void {
    const record = typeof found === 'string' ? undefined : recordOf(found.text);
    const stored = found === 'nothing' ? found : (record ?? 'damaged');
    if (stored === 'damaged') this.troubles.damaged();
    const now = merged(known, stored);
    if (now === undefined) this.known.delete(uid);
    else this.known.set(uid, now);
    if (now?.record !== undefined) this.index.put(now.record);
    else if (stored === 'nothing') this.index.drop(uid);
    if (known?.standing === 'stored' && now?.standing === 'changed') this.writes.behind();
  }
}
