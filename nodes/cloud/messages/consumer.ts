import type { Clock } from '../time/clock';
import type { Signal } from '../time/signal';
import type { Way } from '../wire/transport';
import { Connection } from './connection';
import { Delivery, quietly, toAll } from './delivery';
import type { Arrived } from './delivery';
import { Inbox } from './inbox';
import type { Listener, Membership, MessagesState } from './listener';
import type { Memory } from './memory';
import { badMessage } from './read';
import type { Verdict } from './refusal';
import { MessageSocket } from './socket';
import type { SocketEvents } from './socket';
import { trial } from './trial';

/** One consumer of a queue: one connection for all who listen, whichever account they belong to, each message to each of them once. */

/** What it takes to consume a queue. */
export interface ConsumerNeeds {
  /** @param flow whether flows acknowledge */
  url: (flow: boolean) => string;
  headers: Readonly<Record<string, string>>;
  /** It decrypts. */
  secret: string;
  way: Way;
  clock: Clock;
  /** A number in [0, 1) that spreads attempts. */
  random: () => number;
  /** What was sent before, by others on the same queue too. */
  memory: Memory;
  /** What a token call says of the key. */
  judge: () => Promise<Verdict>;
  /** Told of each message that comes, whatever becomes of it; one that is sent anew comes again. */
  came?: () => void;
}

/**
 * Who does not come back by then does not come back, in milliseconds: nobody may keep the others waiting for ever. After 30 seconds
 * the service would send anew what it has no acknowledgement for.
 */
const LONGEST_HOLD = 25_000;

/** One connection: opened with the first who listens, closed with the last. */
export class Consumer {
  private readonly listeners = new Map<string, Listener>();
  /** Who is deployed anew: until they are back, nothing is sent that they would miss. */
  private readonly awaited = new Set<string>();
  private readonly connection: Connection;
  private readonly inbox: Inbox<Arrived>;
  private readonly delivery: Delivery;
  private closed = false;
  /** Ends the hold for those who come back, while there is one. */
  private cancelHold: (() => void) | undefined;

  constructor(private readonly needs: ConsumerNeeds) {
    const { listeners } = this;
    const { clock, random, judge } = needs;
    this.connection = new Connection(
      { clock, random, judge, open: (flow, events) => this.open(flow, events) },
      {
        message: (frame, on) => {
          needs.came?.();
          this.inbox.add({ frame, on });
        },
        unreadable: () => {
          this.delivery.bad(badMessage('unreadable.noFrame'));
        },
        ended: () => {
          this.inbox.clear();
        },
        changed: (state) => {
          toAll(listeners, (listener) => {
            listener.told(state);
          });
        },
      },
    );
    this.inbox = new Inbox(
      (arrived) => {
        this.delivery.deliver(arrived, this.inbox.size);
      },
      () => this.isHeld,
      this.connection,
    );
    this.delivery = new Delivery({
      ...needs,
      listeners,
      acknowledge: (id, on) => {
        this.connection.acknowledge(id, on);
      },
      placed: () => {
        this.inbox.wake();
      },
    });
  }

  /** How the connection does. */
  get state(): MessagesState {
    return this.connection.state;
  }

  /** One more listens; who was there under the same id is replaced. */
  join(listener: Listener): Membership {
    const { id } = listener;
    const before = this.state;
    this.listeners.set(id, listener);
    this.awaited.delete(id);
    if (listener.ack === 'sent') this.delivery.release(id);
    void this.adjust();
    // Where joining has changed it, that was told.
    if (this.state === before) {
      quietly(() => {
        listener.told(before);
      });
    }
    return {
      confirm: (message) => this.delivery.confirm(id, message),
      awaits: (message) => this.delivery.awaits(id, message),
      leave: (comingBack) => this.leave(listener, comingBack),
    };
  }

  /** A deploy has ended: who waited for that is ready, and who was coming back and did not is given up. */
  deployEnded(): void {
    for (const id of this.awaited) this.delivery.release(id);
    this.awaited.clear();
    void this.adjust();
  }

  /** Ends it for good: what was sent is acknowledged, what was only read comes again, what flows have not confirmed stays owed to them. */
  async close(): Promise<void> {
    this.closed = true;
    this.delivery.end();
    this.awaited.clear();
    await this.adjust();
  }

  /**
   * Tries the connection, beside the one that may be open.
   * @throws TuyaError why there is none
   */
  try(signal: Signal): Promise<void> {
    return trial((events) => this.open(false, events), this.needs.clock, signal);
  }

  private open(flow: boolean, events: SocketEvents): MessageSocket {
    const { url, headers, way, clock } = this.needs;
    return new MessageSocket(url(flow), headers, way, clock, events);
  }

  private async leave(listener: Listener, comingBack: boolean): Promise<void> {
    const { id } = listener;
    const isHere = this.listeners.get(id) === listener;
    // One whose account went first is held for, until it turns out not to come back.
    if (!isHere && !this.awaited.has(id)) return;
    if (isHere) this.listeners.delete(id);
    this.awaited.delete(id);
    if (comingBack && !this.closed) this.awaited.add(id);
    else this.delivery.release(id);
    await this.adjust();
  }

  /** Opens, closes, holds or goes on, as those want who listen or come back. */
  private async adjust(): Promise<void> {
    if (this.awaited.size > 0) {
      // Since the first who went: what came then is sent anew if another one's going makes it wait longer.
      this.cancelHold ??= this.needs.clock.after(LONGEST_HOLD, () => {
        this.deployEnded();
      });
      return;
    }
    this.cancelHold?.();
    this.cancelHold = undefined;
    if (this.closed || this.listeners.size === 0) {
      await this.rest();
    } else {
      this.connection.start([...this.listeners.values()].some(({ ack }) => ack === 'flow'));
      this.inbox.wake();
    }
  }

  /** Closes the connection, unless somebody joins meanwhile: what was handed on in this turn has arrived in the next one. */
  private async rest(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (!this.closed && this.listeners.size > 0) return;
    this.delivery.settle();
    this.delivery.rest();
    await this.connection.stop();
  }

  /** Whether what has come waits: nobody may miss it. */
  private get isHeld(): boolean {
    const { listeners, awaited, delivery, closed } = this;
    if (closed || listeners.size === 0 || awaited.size > 0 || delivery.full) return true;
    return [...listeners.values()].some((listener) => quietly(() => listener.ready?.()) === false);
  }
}
