import type { Clock } from '../time/clock';
import { inTime } from './patience';
import type { Storage } from './storage';
import type { Troubles } from './troubles';

/** Names that count once, remembered in the storage: the states of logins that were used. */

const PREFIX = 'used-';
/** Claims that are remembered at most: of more, those that end first go. */
const MOST = 1000;
/** Milliseconds between two looks for claims that are over. */
const SWEEP = 60_000;
/** So many claims after the last look there is another one. */
const SWEEP_AFTER = 100;
/** A claim that ends later, in milliseconds from now, was made by a clock that was wrong. */
const LONGEST = 60 * 60_000;

function nameOf(name: string, until: number): string {
  return `${PREFIX}${until.toString(36)}-${name}`;
}

/** When a claim ends, in milliseconds since the epoch; NaN for what is none. */
function endOf(name: string): number {
  return name.startsWith(PREFIX) ? parseInt(name.slice(PREFIX.length), 36) : NaN;
}

/** Names that count once, in whatever process, each until its time is over. */
export class Claims {
  /** Those that this process has seen, the oldest first. */
  private readonly taken = new Map<string, number>();
  private sinceSweep = 0;
  /** By the monotonic clock. */
  private nextSweep = 0;

  /**
   * @param place where they are stored
   * @param troubles told why a claim stays in this process
   */
  constructor(
    private readonly place: { readonly storage: Storage | undefined },
    private readonly clock: Clock,
    private readonly troubles: Pick<Troubles, 'unwritten'>,
  ) {}

  /**
   * Takes a name; false when it was taken before.
   * @param until milliseconds since the epoch
   */
  async take(name: string, until: number): Promise<boolean> {
    if (!this.remember(name, until)) return false;
    const { storage } = this.place;
    if (storage === undefined) return true;
    let first: boolean;
    try {
      first = await inTime(this.clock, storage.add(nameOf(name, until), 'used'));
    } catch (thrown) {
      this.troubles.unwritten(thrown);
      return true; // this process has not seen it
    }
    // What is left over of others is no reason to refuse this one, or to wait long.
    await inTime(this.clock, this.sweep(storage)).catch(() => undefined);
    return first;
  }

  /** What was taken for nothing need not be stored; in this process it stays taken. */
  async release(name: string, until: number): Promise<void> {
    const removed = Promise.resolve(this.place.storage?.delete(nameOf(name, until)));
    await inTime(this.clock, removed).catch(() => undefined);
  }

  private remember(name: string, until: number): boolean {
    const now = this.clock.now();
    for (const [old, end] of this.taken) if (end <= now) this.taken.delete(old);
    if (this.taken.has(name)) return false;
    this.taken.set(name, until);
    const [oldest = name] = this.taken.keys();
    if (this.taken.size > MOST) this.taken.delete(oldest);
    return true;
  }

  /** Claims that are over go, now and then, and the oldest of too many. */
  private async sweep(storage: Storage): Promise<void> {
    this.sinceSweep++;
    if (this.clock.monotonic() < this.nextSweep && this.sinceSweep < SWEEP_AFTER) return;
    this.sinceSweep = 0;
    this.nextSweep = this.clock.monotonic() + SWEEP;
    const now = this.clock.now();
    const claims = (await storage.names()).filter((name) => endOf(name) >= 0);
    const alive = (name: string): boolean => endOf(name) > now && endOf(name) <= now + LONGEST;
    const over = claims.filter((name) => !alive(name));
    const living = claims.filter(alive).sort((a, b) => endOf(b) - endOf(a));
    for (const name of [...over, ...living.slice(MOST)]) await storage.delete(name).catch(() => undefined);
  }
}
