import type { Clock } from '../time/clock';
import { InOrder } from './in-order';
import { inTime } from './patience';
import { isFormerName, isUserName } from './seal';
import type { Seal } from './seal';
import type { Storage } from './storage';

/** Sealed records in a storage: found, written and removed by name. */

/** What stands under a name: a text, nothing, or something that this seal does not open. */
export type Found = { text: string } | 'nothing' | 'damaged';

/**
 * Records under their names, sealed, read and written with patience: who waits is told after a while that the storage does not
 * answer. Writes and removals of one record stay in order all the same: a late one never undoes a newer one.
 */
export class SealedRecords {
  private readonly order = new InOrder();
  /** Users whose record was found under its former name: the next write moves it. */
  private readonly former = new Set<string>();

  /** @param storage absent as long as there is none: nothing is found, nothing stays */
  constructor(
    private readonly seal: Seal,
    private readonly clock: Clock,
    public storage: Storage | undefined,
  ) {}

  read(uid: string): Promise<Found> {
    return inTime(this.clock, this.find(uid));
  }

  /** What stands under a name that was listed. */
  async open(name: string): Promise<Found> {
    const sealed = await inTime(this.clock, Promise.resolve(this.storage?.get(name)));
    return sealed === undefined ? 'nothing' : this.opened(name, sealed);
  }

  write(uid: string, text: string): Promise<void> {
    const name = this.seal.nameOf(uid);
    const sealed = this.seal.close(name, text);
    return this.do(name, async () => {
      await this.storage?.set(name, sealed);
      // Who looks for the user meanwhile finds one of the two.
      if (this.former.delete(uid)) {
        await this.storage?.delete(this.seal.formerNameOf(uid)).catch(() => undefined);
      }
    });
  }

  remove(uid: string): Promise<void> {
    const name = this.seal.nameOf(uid);
    return this.do(name, async () => {
      await this.storage?.delete(this.seal.formerNameOf(uid));
      await this.storage?.delete(name);
    });
  }

  /** The names of users' records: those of this seal, and those that may be of any. */
  async names(): Promise<string[]> {
    const names = await inTime(this.clock, Promise.resolve(this.storage?.names()));
    return (names ?? []).filter((name) => this.seal.owns(name) || isFormerName(name));
  }

  /** Removes every user's record, readable or not, and lets go of the storage: nothing is written any more. */
  async clear(): Promise<void> {
    const { storage } = this;
    this.storage = undefined;
    if (storage === undefined) return;
    const removal = async (): Promise<void> => {
      await this.order.settled(); // a write that is under way would bring its user back
      for (const name of await storage.names()) if (isUserName(name)) await storage.delete(name);
    };
    await inTime(this.clock, removal());
  }

  private async find(uid: string): Promise<Found> {
    const name = this.seal.nameOf(uid);
    const former = this.seal.formerNameOf(uid);
    // Another process may move it from the former name to the present one in between: hence the third look.
    for (const place of [name, former, name]) {
      const sealed = await this.storage?.get(place);
      if (sealed === undefined) continue;
      if (place === former) this.former.add(uid);
      return this.opened(place, sealed);
    }
    return 'nothing';
  }

  private opened(name: string, sealed: string): Found {
    const text = this.seal.open(name, sealed);
    return text === undefined ? 'damaged' : { text };
  }

  private do(name: string, task: () => Promise<void>): Promise<void> {
    return inTime(this.clock, this.order.run(name, task));
  }
}
