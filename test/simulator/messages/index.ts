import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Broker } from './broker';
import type { Connection } from './connection';
import { wrap } from './envelope';
import type { Wrapped } from './envelope';
import { BAD_BYTES } from './faults';
import { GARBAGE } from './garbage';
import type { GarbageName } from './garbage';
import { Proxy } from './proxy';
import type { Account, ProbeAnswer } from './proxy';
import { messagesOf } from './publish';
import type { Described, Generation, Publishable, PublishOptions } from './publish';
import type { Refusal } from './pages';
import type { Connect, MessageRecord } from './record';
import { SecondConsumer } from './second-consumer';
import type { Subscription } from './subscription';
import type { Channel, Stored } from './topic';

export { GARBAGE } from './garbage';
export { KINDS } from './kinds';
export type { KindName, Message } from './kinds';
export type { Stored } from './topic';

/** What the message service needs of the cloud. */
export interface Surroundings extends Account {
  /** Where the cloud listens. */
  url: () => string;
  describe: (device: string) => Described;
}

const MOST_CHANGES = 12;

/** What happens in the house by itself. */
export type HouseChange = Extract<Publishable, { status: unknown } | { online: boolean } | { scene: string }>;

/** The message service of the cloud. What a test tells it to do stands here in one line each. */
export class Messages {
  /** The messaging rule of the project: while it is off, as it is at first, the house's own changes are not sent. */
  rule = false;
  /** In which generation reports are sent where nothing else is said. */
  generation: Generation = 1000;
  private readonly changes: { id: string; what: HouseChange }[] = [];
  private readonly broker: Broker;
  private readonly proxy: Proxy;

  constructor(private readonly around: Surroundings) {
    this.broker = new Broker(around.now);
    this.proxy = new Proxy(around, this.broker);
    this.subscribe('sub');
  }

  /** Takes a request for an upgrade of the cloud's server. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.proxy.upgrade(req, socket, head);
  }

  /** Where it is reached. */
  get url(): string {
    return this.around.url().replace('http', 'ws');
  }

  // What goes out.

  /** Puts a message into the queue: `publish({ device: 'lamp0001desk', status: { switch_led: true } })`. */
  publish(what: Publishable, options: PublishOptions = {}): Stored[] {
    const { channel = 'event', copies = 1 } = options;
    const now = this.around.now();
    const whole = { time: now, generation: this.generation, ...options };
    const stored = messagesOf(what, whole, this.around.describe).flatMap((message) => {
      const wrapped = wrap(JSON.stringify(message.body), message, this.around.secret, now, options);
      return Array.from({ length: copies }, () => this.broker.append(wrapped, message.key, channel));
    });
    this.broker.dispatch();
    return stored;
  }

  /** Puts what nobody can read into the queue: a name of `GARBAGE`, or a payload as it is. */
  publishGarbage(what: GarbageName | Wrapped, key = 'dev1', channel: Channel = 'event'): Stored {
    const wrapped = typeof what === 'string' ? GARBAGE[what](this.around.secret) : what;
    const stored = this.broker.append(wrapped, key, channel);
    this.broker.dispatch();
    return stored;
  }

  /** A change in the house itself: sent while the messaging rule is on. */
  houseChanged(what: HouseChange): void {
    if (!this.rule) return;
    for (const { id } of this.publish(what)) this.changes.push({ id, what });
    this.changes.splice(0, this.changes.length - MOST_CHANGES);
  }

  /** The last changes in the house that were sent, the newest first; an open one waits to be acknowledged. */
  get lastChanges(): { what: HouseChange; open: boolean }[] {
    const open = new Set(this.backlog().map(({ id }) => id));
    return this.changes.map(({ id, what }) => ({ what, open: open.has(id) })).reverse();
  }

  // Subscriptions.

  /** Makes a subscription, as the console does; it begins with what comes from now on. */
  subscribe(suffix: string): void {
    this.broker.subscribe(`${this.around.client_id}-${suffix}`);
  }

  /** What a subscription has not acknowledged yet. */
  backlog(suffix = 'sub', channel: Channel = 'event'): Stored[] {
    return this.subscription(suffix, channel).backlog;
  }

  /** Another program joins the subscription; by its name it comes before or after the others. */
  join(
    suffix = 'sub',
    { name = 'another', channel = 'event', type = 'Failover', acks = true }: Partial<Joining> = {},
  ): SecondConsumer {
    return new SecondConsumer(name, this.subscription(suffix, channel), type, acks);
  }

  // What was seen.

  /** Everything that happened, in lists. */
  get record(): MessageRecord {
    return this.proxy.record;
  }

  /** Each handshake, the newest last. */
  get connects(): Connect[] {
    return this.record.connects;
  }

  /** Connections that are open. */
  get open(): Connection[] {
    return [...this.proxy.connections.keys()];
  }

  /** Ids that were acknowledged, each once, in order. */
  get acked(): string[] {
    return this.record.ids('acked');
  }

  /** Ids of acknowledgements that came twice, too late, or for nothing. */
  get strayAcks(): string[] {
    return this.record.ids('double', 'expired', 'unknown');
  }

  /** Ids that were sent and never acknowledged. */
  get missingAcks(): string[] {
    const acked = new Set(this.acked);
    return [...new Set(this.record.sent.map(({ id }) => id))].filter((id) => !acked.has(id));
  }

  /** Resolves when so many frames have been sent. */
  async sent(count: number): Promise<void> {
    while (this.record.sent.length < count) await once(this.proxy, 'sent');
  }

  /** Resolves when so many connections are open. */
  async connected(count = 1): Promise<void> {
    while (this.open.length < count) await once(this.proxy, 'connect');
  }

  /** Resolves when no connection is open. */
  async disconnected(): Promise<void> {
    while (this.open.length > 0) await once(this.proxy, 'disconnect');
  }

  /** Resolves when so many handshakes have come, whatever became of them. */
  async handshakes(count: number): Promise<void> {
    while (this.connects.length < count) await once(this.proxy, 'handshake');
  }

  /** Resolves when a subscription has acknowledged all. */
  async settled(suffix = 'sub', channel: Channel = 'event'): Promise<void> {
    while (!this.subscription(suffix, channel).isSettled) await once(this.proxy, 'ack');
  }

  /** Resolves when so many acknowledgements have come, whatever they were for. */
  async acks(count: number): Promise<void> {
    while (this.record.acks.length < count) await once(this.proxy, 'ack');
  }

  /** Resolves when so many times `isEndOfTopic` has come. */
  async probed(count = 1): Promise<void> {
    while (this.record.probes.length < count) await once(this.proxy, 'probe');
  }

  /** What the client has sent that it never may; looked at, `close` no longer throws for it. */
  forgive(): string[] {
    return this.record.offences.splice(0);
  }

  // Faults of the handshake.

  /** The next handshakes get a page with this status. */
  refuse(status: number, { times = 1, retryAfter, ...more }: Refusing = {}): void {
    const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
    this.proxy.faults.add({ ...more, status, headers: { ...headers, ...more.headers } }, times);
  }

  /** The next handshakes are sent elsewhere. */
  redirect(location: string, times = 1): void {
    this.refuse(302, { times, headers: { Location: location }, page: '' });
  }

  /** The next handshakes are never answered. */
  hang(times = 1): void {
    this.proxy.faults.add('hang', times);
  }

  /** The next handshakes end with a reset. */
  resetHandshake(times = 1): void {
    this.proxy.faults.add('reset', times);
  }

  /** The next handshakes are accepted, and the socket is dropped at once. */
  acceptAndDrop(times = 1): void {
    this.proxy.faults.add('accept and drop', times);
  }

  // Faults of a connection.

  /** The next frames are the last that their sockets see: no acknowledgement of them comes through. */
  dropBeforeAck(times = 1): void {
    this.proxy.faults.drops += times;
  }

  /** The next acknowledgements are lost on the way. */
  loseAcks(times = 1): void {
    this.proxy.faults.lostAcks += times;
  }

  /** What was ordered and has not happened yet does not happen. */
  clearFaults(): void {
    this.proxy.faults.clear();
  }

  /** The topics go to another broker: what is not acknowledged comes again, on the same sockets. */
  handOn(): void {
    for (const [connection, subscription] of this.proxy.connections) subscription.rewind(connection);
  }

  /** A message comes once more, though it was acknowledged: half of a batch was, so the whole of it comes. */
  repeat(message: Stored): void {
    for (const [connection, subscription] of this.proxy.connections) {
      if (subscription.partitionsOf(connection).includes(message.partition)) connection.deliver(message);
    }
  }

  /** Closes every connection with a code; without one, as a broker does that is stopped. */
  closeAll(code?: number, reason = ''): void {
    for (const connection of this.open) connection.close(code, reason);
  }

  /** Ends every connection without a close frame. */
  cutAll(): void {
    for (const connection of this.open) connection.drop();
  }

  /** Resets every connection. */
  resetAll(): void {
    for (const connection of this.open) connection.reset();
  }

  /** Nothing answers any more on the open connections, not even a pong; the sockets stay. */
  halfOpen(): void {
    for (const connection of this.open) connection.numb = 'half open';
  }

  /**
   * The broker closes the consumers behind the open connections: pongs come, messages do not. `isEndOfTopic` stays without an
   * answer; a proxy whose topic is gone for a moment `answers` it all the same.
   */
  zombie({ answers = false } = {}): void {
    for (const [connection, subscription] of this.proxy.connections) {
      connection.numb = answers ? 'zombie that answers' : 'zombie';
      subscription.leave(connection);
    }
  }

  /** Writes what no server writes to every connection. */
  sendBad(what: keyof typeof BAD_BYTES): void {
    for (const connection of this.open) {
      connection.write(BAD_BYTES[what]);
      if (what === 'cut frame') connection.drop();
    }
  }

  /** Sends a frame that is no message: a text, or binary for bytes. */
  sendFrame(content: string | Buffer): void {
    for (const connection of this.open) connection.send(content);
  }

  /** How the proxy takes `isEndOfTopic`. */
  set endOfTopic(answer: ProbeAnswer) {
    this.proxy.endOfTopic = answer;
  }

  /** Does what time does, after the clock was set: idle sockets are closed, old messages go, overdue acknowledgements bring all again. */
  passTime(): void {
    this.broker.expire();
    this.proxy.passTime();
  }

  /** Ends all connections. Throws where the client has sent what it never may, and nobody has looked at it. */
  close(): void {
    this.proxy.close();
    const offences = this.forgive();
    if (offences.length > 0) {
      throw new Error(`The client has sent what it never may: ${offences.join(', ')}`);
    }
  }

  private subscription(suffix: string, channel: Channel): Subscription {
    const found = this.broker.find(channel, `${this.around.client_id}-${suffix}`);
    if (found === undefined) throw new Error(`There is no subscription ${suffix}`);
    return found;
  }
}

/** How another program comes. */
interface Joining {
  name: string;
  channel: Channel;
  /** `Exclusive` = it wants to be alone. */
  type: string;
  /** Whether it acknowledges what it gets. */
  acks: boolean;
}

/** How a handshake is refused, and how often. */
type Refusing = Partial<Omit<Refusal, 'status'>> & { times?: number; retryAfter?: string | number };
