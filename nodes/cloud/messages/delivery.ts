import { TuyaError } from '../errors/tuya-error';
import type { Clock } from '../time/clock';
import { BadMessages } from './bad-messages';
import type { Frame } from './frame';
import type { DeviceEvent, Listener } from './listener';
import type { Memory } from './memory';
import { badMessage, reader } from './read';
import { Receipts } from './receipts';
import { ServerTime } from './server-time';

/** What becomes of each message: read, sent to all who want it, acknowledged when they are through. */

/** A frame, and the number of the connection that has brought it. */
export interface Arrived {
  frame: Frame;
  on: number;
}

/** What a delivery needs. */
export interface DeliveryNeeds {
  clock: Clock;
  /** It decrypts. */
  secret: string;
  memory: Memory;
  /** Who listens, by id. */
  listeners: ReadonlyMap<string, Listener>;
  /** Sends an acknowledgement to the connection that it is for. */
  acknowledge: (id: string, on: number) => void;
  /** There is a place again for what flows confirm. */
  placed: () => void;
}

/** Delivers what one queue brings. */
export class Delivery {
  private readonly receipts: Receipts;
  private readonly unreadable: BadMessages;
  private readonly read: (frame: Frame) => DeviceEvent;
  /** What listeners still hand on, by message. */
  private readonly handing = new Map<string, Promise<unknown>>();
  /** What is acknowledged in the next turn of the event loop. */
  private readonly due = new Set<{ id: string; on: number }>();

  constructor(private readonly needs: DeliveryNeeds) {
    const { clock, secret, listeners, placed } = needs;
    const serverTime = new ServerTime(clock);
    this.read = reader(
      secret,
      () => clock.now(),
      (sent) => serverTime.at(sent),
    );
    this.receipts = new Receipts(
      clock,
      (id, on) => {
        this.finish(id, on);
        placed();
      },
      (listener, event) => {
        quietly(() => listeners.get(listener)?.unconfirmed(event));
      },
    );
    this.unreadable = new BadMessages(clock, (error, count) => {
      toAll(listeners, (listener) => {
        listener.bad(error, count);
      });
    });
  }

  /** Whether flows have as much to confirm as may be. */
  get full(): boolean {
    return this.receipts.full;
  }

  /**
   * One message, to all who want it. Whatever goes wrong with it, it is acknowledged in the end.
   * @param waiting messages that are still to come
   */
  deliver({ frame, on }: Arrived, waiting: number): void {
    if (this.receipts.cameAgain(frame.id, on)) return;
    let working = false;
    try {
      working = this.send(this.read(frame), on, waiting);
    } catch (thrown) {
      this.bad(thrown instanceof TuyaError ? thrown : badMessage('unreadable.noMessage'));
    }
    if (!working) this.finish(frame.id, on);
  }

  /** Something cannot be read. */
  bad(error: TuyaError): void {
    this.unreadable.add(error);
  }

  /** A listener is through with a message; false when it did not have it, or not any more. */
  confirm(listener: string, id: string): boolean {
    return this.receipts.close(listener, id);
  }

  /** Whether a listener still has to confirm a message. */
  awaits(listener: string, id: string): boolean {
    return this.receipts.has(listener, id);
  }

  /** A listener will confirm nothing any more. */
  release(listener: string): void {
    this.receipts.closeAll(listener);
  }

  /** The acknowledgements that are due go out now. */
  settle(): void {
    for (const { id, on } of this.due) this.needs.acknowledge(id, on);
    this.due.clear();
  }

  /** Nothing more is told of what cannot be read. */
  rest(): void {
    this.unreadable.stop();
  }

  /** Ends it for good: what flows have not confirmed stays owed to them. */
  end(): void {
    for (const [id, owed] of this.receipts.end()) this.needs.memory.owed.set(id, owed);
  }

  /** Whether somebody still has to confirm it. */
  private send(event: DeviceEvent, on: number, waiting: number): boolean {
    const { memory, listeners } = this.needs;
    const owed = memory.owed.get(event.id);
    const again = memory.frames.get(event.id) === true || memory.knows(event);
    event.late = memory.isLate(event);
    const isFor = ({ id, dedupe }: Listener): boolean => owed?.has(id) === true || !again || !dedupe;
    const wanting = [...listeners.values()].filter(
      (listener) => isFor(listener) && quietly(() => listener.wants(event)) === true,
    );
    memory.owed.delete(event.id);
    if (wanting.length === 0) return false;
    memory.note(event);
    const flows = wanting.filter(({ ack }) => ack === 'flow');
    // Before it is sent, because a flow may confirm it while it is being sent.
    if (flows.length > 0) this.receipts.add(event, on, flows);
    this.handOn(event, waiting, wanting);
    return flows.length > 0;
  }

  /** A listener that fails is through with it. */
  private handOn(event: DeviceEvent, waiting: number, wanting: readonly Listener[]): void {
    const { id } = event;
    const handing: Promise<void>[] = [];
    for (const listener of wanting) {
      const failed = (): void => void this.receipts.close(listener.id, id);
      try {
        const handed = listener.receive(event, waiting);
        if (handed !== undefined) handing.push(handed.catch(failed));
      } catch {
        failed();
      }
    }
    if (handing.length === 0) return;
    this.handing.set(
      id,
      Promise.all(handing).then(() => this.handing.delete(id)),
    );
  }

  /** Nobody works on it any more: it is acknowledged once it was handed on. */
  private finish(id: string, on: number): void {
    const handing = this.handing.get(id);
    if (handing === undefined) this.acknowledgeLater(id, on);
    else
      void handing.then(() => {
        this.needs.acknowledge(id, on);
      });
  }

  /** One turn after it was sent, each in its own: a flow that brings the process down with one gets that and all behind it again. */
  private acknowledgeLater(id: string, on: number): void {
    const due = { id, on };
    this.due.add(due);
    setImmediate(() => {
      if (this.due.delete(due)) this.needs.acknowledge(id, on);
    });
  }
}

/** Tells all who listen. */
export function toAll(listeners: ReadonlyMap<string, Listener>, tell: (listener: Listener) => void): void {
  for (const listener of [...listeners.values()]) {
    quietly(() => {
      tell(listener);
    });
  }
}

/** What a listener answers; undefined where it throws, which is its own affair. */
export function quietly<T>(task: () => T): T | undefined {
  try {
    return task();
  } catch {
    return undefined;
  }
}
