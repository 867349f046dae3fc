import { EventEmitter, once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { Connection, resetSocket } from './connection';
import { dataIdBytes, spellings } from './data-id';
import { wrap } from './envelope';
import type { Wrapped, Wrapping } from './envelope';
import { BAD_BYTES, MessageFaults } from './faults';
import { GARBAGE } from './garbage';
import type { GarbageName } from './garbage';
import { readHandshake } from './handshake';
import type { Wish } from './handshake';
import { KINDS, properties, status } from './kinds';
import type { KindName, Message } from './kinds';
import { refuse } from './pages';
import type { Refusal } from './pages';
import { MessageRecord } from './record';
import type { Connect } from './record';
import { SecondConsumer } from './second-consumer';
import { Subscription } from './subscription';
import { CHANNELS, Topic } from './topic';
import type { Channel, Stored } from './topic';

export { KINDS } from './kinds';
export { GARBAGE } from './garbage';
export type { KindName, Message } from './kinds';
export type { Stored } from './topic';

/** What the messages need of the cloud. */
interface Surroundings {
  client_id: string;
  secret: string;
  now(): number;
  /** The product of a device, and the number of a code in it. */
  describe(device: string): { product_id: string; dpOf(code: string): number };
}

/** A report of a device in short, one of the kinds by name, or a message that was made by hand. */
export type Publishable =
  | { device: string; status: Readonly<Record<string, unknown>> }
  | { device: string; online: boolean }
  | { device: string; kind: KindName }
  | Message;

export interface PublishOptions extends Wrapping {
  channel?: Channel;
  /** Protocol 4, protocol 1000, or the one and then the other for the same report. */
  generation?: 4 | 1000 | 'both';
  /** When the device reported it, in epoch ms. */
  time?: number;
  dataId?: Buffer;
  dataIdAs?: keyof typeof spellings;
  /** How often the same message comes into the queue. */
  copies?: number;
}

/** Milliseconds without a byte after which the proxy closes a socket. */
const IDLE = 300_000;

/** The message service of the cloud: Pulsar's topics, and its WebSocket proxy on the cloud's own port. */
export class Messages extends EventEmitter {
  /** The messaging rule of the project: while it is off, as it is at first, the house's own changes are not sent. */
  rule = false;
  /** Which generation the house's own changes and short reports are sent in. */
  generation: 4 | 1000 | 'both' = 1000;
  /** How the proxy takes `isEndOfTopic`. */
  endOfTopic: 'answers' | 'silent' | 'closes' = 'answers';
  readonly record = new MessageRecord();
  private readonly topics = new Map<Channel, Topic>();
  private readonly subscriptions = new Map<string, Subscription>();
  private readonly connections = new Map<Connection, Subscription>();
  private readonly sockets = new Set<Duplex>();
  private readonly faults = new MessageFaults();
  private readonly server = new WebSocketServer({
    noServer: true,
    autoPong: false,
    perMessageDeflate: false,
  });
  private exclusive = new Map<string, string>();
  private count = 0;

  constructor(private readonly around: Surroundings) {
    super();
    this.setMaxListeners(0);
    for (const channel of CHANNELS) this.topics.set(channel, new Topic(channel));
    this.subscribe('sub');
  }

  // What goes out.

  /** Puts a message into the queue: `publish({ device: 'lamp0001desk', status: { switch_led: true } })`. */
  publish(what: Publishable, options: PublishOptions = {}): Stored[] {
    const { channel = 'event', copies = 1 } = options;
    const stored = this.messagesOf(what, options).flatMap((message) => {
      const body = JSON.stringify(message.body);
      const wrapped = wrap(body, message, this.around.secret, this.around.now(), options);
      return Array.from({ length: copies }, () => this.append(wrapped, message.key, channel));
    });
    this.dispatch();
    return stored;
  }

  /** Puts what nobody can read into the queue: a name of `GARBAGE`, or a payload as it is. */
  publishGarbage(what: GarbageName | Wrapped, key = 'dev1', channel: Channel = 'event'): Stored {
    const wrapped = typeof what === 'string' ? GARBAGE[what](this.around.secret) : what;
    const stored = this.append(wrapped, key, channel);
    this.dispatch();
    return stored;
  }

  /** A change in the house itself: sent while the messaging rule is on. */
  houseChanged(what: Publishable): void {
    if (this.rule) this.publish(what);
  }

  // Subscriptions.

  /** Makes a subscription, as the console does; it begins with what comes from now on. */
  subscribe(suffix: string): void {
    for (const [channel, topic] of this.topics) {
      const name = `${this.around.client_id}-${suffix}`;
      const place = `${channel}/${name}`;
      if (!this.subscriptions.has(place)) this.subscriptions.set(place, new Subscription(name, topic));
    }
  }

  /** What a subscription has not acknowledged yet. */
  backlog(suffix = 'sub', channel: Channel = 'event'): Stored[] {
    this.expire();
    return this.subscription(suffix, channel).backlog;
  }

  /** Another program joins the subscription; by its name it comes before or after the others. */
  join(suffix = 'sub', { name = 'another', channel = 'event' as Channel } = {}): SecondConsumer {
    return new SecondConsumer(name, this.subscription(suffix, channel));
  }

  // What was seen.

  /** Each handshake, the newest last. */
  get connects(): Connect[] {
    return this.record.connects;
  }

  /** Connections that are open. */
  get open(): Connection[] {
    return [...this.connections.keys()];
  }

  /** Ids that were acknowledged, each once, in order. */
  get acked(): string[] {
    return this.record.ids('acked');
  }

  /** Ids of acknowledgements that came too often, too late, or for nothing. */
  get strayAcks(): string[] {
    return this.record.ids('double', 'expired', 'unknown');
  }

  /** Resolves when so many connections are open. */
  async connected(count = 1): Promise<void> {
    while (this.connections.size < count) await once(this, 'connect');
  }

  /** Resolves when so many handshakes have come, whatever became of them. */
  async handshakes(count: number): Promise<void> {
    while (this.connects.length < count) await once(this, 'handshake');
  }

  /** Resolves when no connection is open. */
  async disconnected(): Promise<void> {
    while (this.connections.size > 0) await once(this, 'disconnect');
  }

  /** Resolves when a subscription has acknowledged all. */
  async settled(suffix = 'sub', channel: Channel = 'event'): Promise<void> {
    while (this.backlog(suffix, channel).length > 0) await once(this, 'ack');
  }

  /** A client that has sent what it never may has been looked at: `close` no longer throws. */
  forgive(): string[] {
    return this.record.offences.splice(0);
  }

  // Faults.

  /** The next handshakes get a page with this status. */
  refuse(
    status: number,
    {
      times = 1,
      retryAfter,
      ...more
    }: Partial<Refusal> & { times?: number; retryAfter?: string | number } = {},
  ): void {
    const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
    this.faults.add({ ...more, status, headers: { ...headers, ...more.headers } }, times);
  }

  /** The next handshakes are sent elsewhere. */
  redirect(location: string, times = 1): void {
    this.faults.add({ status: 302, headers: { Location: location }, page: '' }, times);
  }

  /** The next handshakes are never answered. */
  hang(times = 1): void {
    this.faults.add('hang', times);
  }

  /** The next handshakes end with a reset. */
  resetHandshake(times = 1): void {
    this.faults.add('reset', times);
  }

  /** The next handshakes are accepted, and the socket is dropped at once. */
  acceptAndDrop(times = 1): void {
    this.faults.add('accept and drop', times);
  }

  /** The next frames are the last that their sockets see: no acknowledgement of them comes through. */
  dropBeforeAck(times = 1): void {
    this.faults.drops += times;
  }

  /** The next acknowledgements are lost on the way. */
  loseAcks(times = 1): void {
    this.faults.lostAcks += times;
  }

  clearFaults(): void {
    this.faults.clear();
  }

  /** Closes every connection with a code, as a server does that goes away. */
  closeAll(code: number, reason = ''): void {
    for (const connection of this.open) connection.close(code, reason);
  }

  /** Ends every connection without a close frame; with `reset` even without an end. */
  cutAll({ reset = false } = {}): void {
    for (const connection of this.open) {
      if (reset) connection.reset();
      else connection.drop();
    }
  }

  /** Nothing answers any more on the open connections, not even a pong; the sockets stay. */
  halfOpen(): void {
    for (const connection of this.open) connection.numb = 'half open';
  }

  /** The broker closes the consumers behind the open connections: pongs come, messages do not. */
  zombie(): void {
    for (const [connection, subscription] of this.connections) {
      connection.numb = 'zombie';
      subscription.leave(connection);
    }
  }

  /** Writes what no server writes to every connection. */
  sendBad(what: keyof typeof BAD_BYTES): void {
    for (const connection of this.open) connection.write(BAD_BYTES[what]);
  }

  /** Sends a frame that is no message: a text, or binary for bytes. */
  sendFrame(content: string | Buffer): void {
    for (const connection of this.open) connection.send(content);
  }

  /** Does what time does: idle sockets are closed, old messages go, overdue acknowledgements bring all again. */
  passTime(): void {
    this.expire();
    for (const [connection, subscription] of this.connections) {
      if (this.around.now() - connection.lastActive >= IDLE) {
        connection.close(
          1001,
          'java.util.concurrent.TimeoutException: Idle timeout expired: 300000/300000 ms',
        );
      } else if (connection.isOverdue()) subscription.rewind(connection);
    }
  }

  // The cloud's side.

  /** Takes a request for an upgrade. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.sockets.delete(socket));
    const connect: Connect = {
      at: this.around.now(),
      url: req.url ?? '',
      headers: Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)])),
      status: 0,
      closedAt: undefined,
      code: undefined,
    };
    this.record.add(this.connects, connect);
    const fault = this.faults.takeHandshake();
    if (fault === 'reset') resetSocket(socket);
    else if (fault !== 'hang') {
      const wish = typeof fault === 'object' ? fault : this.judge(req);
      connect.status = 'channel' in wish ? 101 : wish.status;
      if (!('channel' in wish)) refuse(socket, connect.url, wish);
      else {
        this.server.handleUpgrade(req, socket, head, (ws) => {
          if (fault === 'accept and drop') socket.destroy();
          this.serve(ws, socket, wish, connect);
        });
      }
    }
    this.emit('handshake', connect);
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    const offences = this.forgive();
    if (offences.length > 0) throw new Error(`The client has sent what it never may: ${offences.join(', ')}`);
  }

  private judge(req: IncomingMessage): Wish | Refusal {
    const wish = readHandshake(req, this.around);
    if (!('channel' in wish)) return wish;
    const subscription = this.subscriptions.get(`${wish.channel}/${wish.subscription}`);
    if (subscription === undefined) return { status: 403 };
    const held = this.exclusive.get(`${wish.channel}/${wish.subscription}`);
    if (subscription.readers.length > 0 && (wish.type === 'Exclusive' || (held ?? 'Failover') !== wish.type))
      return { status: 409 };
    this.exclusive.set(`${wish.channel}/${wish.subscription}`, wish.type);
    return wish;
  }

  private serve(ws: WebSocket, socket: Duplex, wish: Wish, connect: Connect): void {
    const place = `${wish.channel}/${wish.subscription}`;
    const subscription = this.subscriptions.get(place);
    if (subscription === undefined) return;
    const now = (): number => this.around.now();
    const connection = new Connection(`c${String(++this.count).padStart(6, '0')}`, ws, socket, wish, {
      now,
      sent: (message) => {
        this.record.add(this.record.sent, { ...message, sentAt: now(), subscription: wish.subscription });
        this.emit('sent', message);
        return !this.faults.takeDrop();
      },
      acknowledge: (id, at) => {
        const outcome = this.faults.takeLostAck() ? 'lost' : subscription.acknowledge(at);
        this.record.add(this.record.acks, { at: now(), id, subscription: wish.subscription, outcome });
        this.emit('ack', id);
        return outcome;
      },
      negative: () => {
        this.record.offences.push('negativeAcknowledge');
        subscription.rewind(connection);
      },
      unsubscribe: () => {
        this.record.offences.push('unsubscribe');
        this.subscriptions.delete(place);
        subscription.leave(connection);
      },
      probed: () => {
        this.record.add(this.record.probes, now());
        this.emit('probe');
      },
      resumed: () => {
        subscription.dispatch();
      },
      probeAnswer: () => this.endOfTopic,
    });
    ws.on('close', (code) => {
      connect.closedAt = now();
      connect.code = code;
      this.connections.delete(connection);
      subscription.leave(connection);
      this.emit('disconnect', connect);
    });
    this.connections.set(connection, subscription);
    this.emit('connect', connect);
    this.expire();
    subscription.join(connection);
  }

  private subscription(suffix: string, channel: Channel): Subscription {
    const found = this.subscriptions.get(`${channel}/${this.around.client_id}-${suffix}`);
    if (found === undefined) throw new Error(`There is no subscription ${suffix}`);
    return found;
  }

  private messagesOf(what: Publishable, options: PublishOptions): Message[] {
    if ('protocol' in what) return [what];
    const time = options.time ?? this.around.now();
    const { generation = this.generation, dataIdAs } = options;
    if ('kind' in what) return [KINDS[what.kind](what.device, time)];
    const newer = generation !== 4;
    const older = generation !== 1000;
    if ('online' in what) {
      const name = what.online ? 'nline' : 'ffline';
      const kinds = [...(older ? [KINDS[`o${name}`]] : []), ...(newer ? [KINDS[`deviceO${name}`]] : [])];
      return kinds.map((make) => make(what.device, time));
    }
    const { product_id, dpOf } = this.around.describe(what.device);
    const bytes = options.dataId ?? dataIdBytes(time);
    const report = (as: keyof typeof spellings) => ({
      time,
      dataId: spellings[dataIdAs ?? as](bytes),
      productId: product_id,
      dpOf,
    });
    return [
      ...(older ? [status(what.device, what.status, report('base64'))] : []),
      ...(newer ? [properties(what.device, what.status, report('hex'))] : []),
    ];
  }

  private append({ payload, properties }: Wrapped, key: string | undefined, channel: Channel): Stored {
    const topic = this.topics.get(channel);
    if (topic === undefined) throw new Error(`There is no topic ${channel}`);
    return topic.of(key).append({ payload, properties, key, at: this.around.now() });
  }

  private dispatch(): void {
    this.expire();
    for (const subscription of this.subscriptions.values()) subscription.dispatch();
  }

  /** Drops what is too old, and what every subscription has. */
  private expire(): void {
    for (const topic of this.topics.values()) {
      const readers = [...this.subscriptions.values()].filter((one) => one.topic === topic);
      for (const partition of topic.partitions) {
        partition.expire(this.around.now());
        partition.trim(Math.min(partition.next, ...readers.map((one) => one.needs(partition))));
      }
    }
  }
}
