import type { Clock } from '../time/clock';
import { PLACES } from './address';
import type { DeviceEvent, Listener } from './listener';

/** Messages that flows work on: each waits until all who have it are through. */

/** One message on which flows work. */
interface Work {
  event: DeviceEvent;
  /** The connection that has brought it last: only there an acknowledgement is understood. */
  on: number;
  /** Who has not confirmed it, each with what stops its time. */
  open: Map<string, () => void>;
}

/** The open works. */
export class Receipts {
  private readonly works = new Map<string, Work>();

  /**
   * @param done all are through with a message that this connection has brought
   * @param overdue one, by its id, has not confirmed a message in time
   */
  constructor(
    private readonly clock: Clock,
    private readonly done: (id: string, on: number) => void,
    private readonly overdue: (listener: string, event: DeviceEvent) => void,
  ) {}

  /** Whether as much is open as may be. */
  get full(): boolean {
    return this.works.size >= PLACES;
  }

  /** A message was sent to flows that will confirm it. */
  add(event: DeviceEvent, on: number, listeners: readonly Pick<Listener, 'id' | 'ackTimeout'>[]): void {
    const open = new Map<string, () => void>();
    this.works.set(event.id, { event, on, open });
    for (const { id, ackTimeout } of listeners) {
      const late = (): void => {
        this.close(id, event.id);
        this.overdue(id, event);
      };
      open.set(id, this.clock.after(ackTimeout, late));
    }
  }

  /** It came again while somebody works on it: it is not sent again, and acknowledged where it came last. */
  cameAgain(id: string, on: number): boolean {
    const work = this.works.get(id);
    if (work === undefined) return false;
    work.on = on;
    return true;
  }

  /** Whether one still has to confirm a message. */
  has(listener: string, id: string): boolean {
    return this.works.get(id)?.open.has(listener) === true;
  }

  /** One is through with a message; false when it did not have it, or not any more. */
  close(listener: string, id: string): boolean {
    const work = this.works.get(id);
    const cancel = work?.open.get(listener);
    if (work === undefined || cancel === undefined) return false;
    cancel();
    work.open.delete(listener);
    if (work.open.size === 0) {
      this.works.delete(id);
      this.done(id, work.on);
    }
    return true;
  }

  /** One will confirm nothing any more. */
  closeAll(listener: string): void {
    for (const id of [...this.works.keys()]) this.close(listener, id);
  }

  /** Everything ends: what was not confirmed, and by whom. Nothing of it counts as done. */
  end(): Map<string, ReadonlySet<string>> {
    const owed = new Map<string, ReadonlySet<string>>();
    for (const [id, { open }] of this.works) {
      owed.set(id, new Set(open.keys()));
      for (const cancel of open.values()) cancel();
    }
    this.works.clear();
    return owed;
  }
}
