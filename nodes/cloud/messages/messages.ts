import { TuyaError, asTuyaError } from '../errors/tuya-error';
import type { Clock } from '../time/clock';
import type { Signal } from '../time/signal';
import type { Way } from '../wire/transport';
import { BadMessages } from './bad-messages';
import { Connection } from './connection';
import type { Frame } from './frame';
import { Inbox } from './inbox';
import type { DeviceEvent, Listener, Membership, MessagesState } from './listener';
import type { Memory } from './memory';
import { badMessage, reader } from './read';
import { Receipts, quietly } from './receipts';
import type { Verdict } from './refusal';
import { ServerTime } from './server-time';
import { MessageSocket } from './socket';
import type { SocketEnd, SocketEvents } from './socket';

/** The messages of one account and queue: one connection for all who listen, each message to each of them once. */

/** What it takes to listen. */
export interface MessagesNeeds {
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
  /** What the account's own token call says of its key. */
  judge: () => Promise<Verdict>;
}

/** Who does not come back by then does not come back, in milliseconds: nobody may keep the others waiting for ever. */
const LONGEST_HOLD = 60_000;
/** What a trial of the connection may take, in milliseconds. */
const TRIAL = 3000;

/** A frame, and the number of the connection that has brought it. */
interface Arrived {
  frame: Frame;
  on: number;
}

/** One connection per account and channel: opened with the first who listens, closed with the last. */
export class Messages {
  private readonly listeners = new Map<string, Listener>();
  /** Who is deployed anew: until they are back, nothing is sent that they would miss. */
  private readonly awaited = new Set<string>();
  private readonly connection: Connection;
  private readonly inbox: Inbox<Arrived>;
  private readonly receipts: Receipts;
  private readonly bad: BadMessages;
  private readonly read: (frame: Frame) => DeviceEvent;
  /** What is acknowledged in the next turn of the event loop. */
  private done: [id: string, on: number][] = [];
  private closed = false;
  private cancelHold = (): void => undefined;

  constructor(private readonly needs: MessagesNeeds) {
    const { clock, secret, random, judge } = needs;
    const serverTime = new ServerTime(clock);
    this.read = reader(
      secret,
      () => clock.now(),
      (sent) => serverTime.at(sent),
    );
    this.connection = new Connection(
      { clock, random, judge, open: (flow, events) => this.openSocket(flow, events) },
      {
        message: (frame, on) => {
          this.inbox.add({ frame, on });
        },
        unreadable: () => {
          this.bad.add(badMessage('it is no frame of the message service'));
        },
        ended: () => {
          this.inbox.clear();
        },
        changed: (state) => {
          this.toAll((listener) => {
            listener.told(state);
          });
        },
      },
    );
    this.inbox = new Inbox(
      (arrived) => {
        this.deliver(arrived);
      },
      () => this.awaited.size > 0 || this.receipts.full,
      this.connection,
    );
    this.receipts = new Receipts(
      clock,
      (id, on) => {
        this.acknowledgeLater(id, on);
        this.inbox.wake();
      },
      (listener, event) => {
        quietly(() => this.listeners.get(listener)?.unconfirmed(event));
      },
    );
    this.bad = new BadMessages(clock, (error, count) => {
      this.toAll((listener) => {
        listener.bad(error, count);
      });
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
    if (listener.ack === 'sent') this.receipts.closeAll(id);
    void this.adjust();
    // Where joining has changed it, that was told.
    if (this.state === before) {
      quietly(() => {
        listener.told(before);
      });
    }
    return {
      confirm: (message) => this.receipts.close(id, message),
      leave: (comingBack) => this.leave(listener, comingBack),
    };
  }

  /** A deploy has ended: who was coming back and did not is given up. */
  deployEnded(): void {
    for (const id of this.awaited) this.receipts.closeAll(id);
    this.awaited.clear();
    void this.adjust();
  }

  /** Ends it for good. What was sent is acknowledged, what was only read comes again, and what flows have not confirmed stays owed to them. */
  async close(): Promise<void> {
    this.closed = true;
    for (const [id, owed] of this.receipts.end()) this.needs.memory.owed.set(id, owed);
    await this.shut();
    this.listeners.clear();
    this.awaited.clear();
  }

  /**
   * Tries the connection as long as a handshake takes, beside the one that may be open. Nothing that comes in is acknowledged, so that
   * it is still there for others.
   * @throws TuyaError why there is none
   */
  try(signal: Signal): Promise<void> {
    return new Promise((resolve, reject) => {
      let outcome: TuyaError | undefined;
      let opened = false;
      const stop = (error: TuyaError): void => {
        outcome ??= error;
        socket.close();
      };
      const abandon = (): void => {
        stop(asTuyaError(signal.reason));
      };
      const cancel = this.needs.clock.after(TRIAL, () => {
        stop(new TuyaError('TUYA_TIMEOUT', `No answer within ${TRIAL / 1000} seconds`));
      });
      const socket = this.openSocket(false, {
        opened: () => {
          opened = true;
          socket.close();
        },
        text: () => undefined,
        heard: () => undefined,
        closed: ({ error }: SocketEnd) => {
          cancel();
          signal.removeEventListener('abort', abandon);
          if (opened) resolve();
          else reject(outcome ?? error);
        },
      });
      if (signal.aborted) abandon();
      signal.addEventListener('abort', abandon);
    });
  }

  private openSocket(flow: boolean, events: SocketEvents): MessageSocket {
    const { url, headers, way, clock } = this.needs;
    return new MessageSocket(url(flow), headers, way, clock, events);
  }

  private async leave(listener: Listener, comingBack: boolean): Promise<void> {
    const { id } = listener;
    if (this.listeners.get(id) !== listener) return;
    this.listeners.delete(id);
    if (comingBack) this.awaited.add(id);
    else this.receipts.closeAll(id);
    await this.adjust();
  }

  /** Opens, closes, holds or goes on, as those want who listen or come back. */
  private async adjust(): Promise<void> {
    this.cancelHold();
    if (this.awaited.size > 0) {
      this.cancelHold = this.needs.clock.after(LONGEST_HOLD, () => {
        this.deployEnded();
      });
      return;
    }
    if (this.closed || this.listeners.size === 0) {
      await this.shut();
      return;
    }
    this.connection.start([...this.listeners.values()].some(({ ack }) => ack === 'flow'));
    this.inbox.wake();
  }

  private async shut(): Promise<void> {
    this.cancelHold();
    this.bad.stop();
    this.acknowledge();
    await this.connection.stop();
  }

  /** One message to all who want it. Whatever goes wrong with it, it is acknowledged in the end. */
  private deliver({ frame, on }: Arrived): void {
    if (this.receipts.cameAgain(frame.id, on)) return;
    let working = false;
    try {
      working = this.send(this.read(frame), on);
    } catch (thrown) {
      this.bad.add(thrown instanceof TuyaError ? thrown : badMessage('it is not what a message is'));
    }
    if (!working) this.acknowledgeLater(frame.id, on);
  }

  /** Whether somebody still has to confirm it. */
  private send(event: DeviceEvent, on: number): boolean {
    const { memory } = this.needs;
    const owed = memory.owed.get(event.id);
    const again = memory.frames.get(event.id) === true || memory.knows(event);
    event.late = memory.isLate(event);
    const isFor = (listener: Listener): boolean =>
      owed?.has(listener.id) === true || !again || !listener.dedupe;
    const wanting = [...this.listeners.values()].filter(
      (listener) => isFor(listener) && quietly(() => listener.wants(event)) === true,
    );
    memory.owed.delete(event.id);
    if (wanting.length === 0) return false;
    memory.note(event);
    const flows = wanting.filter(({ ack }) => ack === 'flow');
    // Before it is sent, because a flow may confirm it while it is being sent.
    if (flows.length > 0) this.receipts.add(event, on, flows);
    for (const listener of wanting) {
      const sent = quietly(() => {
        listener.receive(event, this.inbox.size);
        return true;
      });
      if (sent === undefined) this.receipts.close(listener.id, event.id);
    }
    return flows.length > 0;
  }

  /** One turn after it was sent: a flow that brings the process down with it gets it again. */
  private acknowledgeLater(id: string, on: number): void {
    this.done.push([id, on]);
    if (this.done.length > 1) return;
    setImmediate(() => {
      this.acknowledge();
    });
  }

  private acknowledge(): void {
    const { done } = this;
    this.done = [];
    for (const [id, on] of done) this.connection.acknowledge(id, on);
  }

  private toAll(tell: (listener: Listener) => void): void {
    for (const listener of [...this.listeners.values()]) {
      quietly(() => {
        tell(listener);
      });
    }
  }
}
