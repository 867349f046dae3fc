import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Broker } from './broker';
import { Connection, resetSocket } from './connection';
import { MessageFaults } from './faults';
import { readHandshake } from './handshake';
import type { Wish } from './handshake';
import { refuse } from './pages';
import type { Refusal } from './pages';
import { MessageRecord } from './record';
import type { Connect } from './record';
import type { Subscription } from './subscription';

const FAILED = 'Failed to create producer/consumer: ';

/** Milliseconds without a byte after which a socket is closed. */
const IDLE = 300_000;

/** Bytes of what a client may send at most. */
const LARGEST = 1024 * 1024;

/** Whose topics these are, and what time it is. */
export interface Account {
  client_id: string;
  secret: string;
  now: () => number;
}

/** How the proxy takes `isEndOfTopic`: an old one does not know it. */
export type ProbeAnswer = 'answers' | 'silent' | 'closes';

/** Pulsar's WebSocket proxy: handshakes, and the connections that came of them. Emits what happens. */
export class Proxy extends EventEmitter {
  endOfTopic: ProbeAnswer = 'answers';
  readonly record = new MessageRecord();
  readonly faults = new MessageFaults();
  readonly connections = new Map<Connection, Subscription>();
  private readonly sockets = new Set<Duplex>();
  private readonly server = new WebSocketServer({
    noServer: true,
    autoPong: false,
    perMessageDeflate: false,
    maxPayload: LARGEST,
  });
  private count = 0;

  constructor(
    private readonly account: Account,
    private readonly broker: Broker,
  ) {
    super();
    this.setMaxListeners(0);
  }

  /** Takes a request for an upgrade. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.sockets.delete(socket));
    const connect: Connect = {
      at: this.account.now(),
      url: req.url ?? '',
      headers: Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)])),
      status: 0,
      closedAt: undefined,
      code: undefined,
    };
    this.record.add(this.record.connects, connect);
    this.answer(req, socket, head, connect);
    this.emit('handshake', connect);
  }

  /** Does what time does: idle sockets are closed, overdue acknowledgements bring all again. */
  passTime(): void {
    for (const [connection, subscription] of this.connections) {
      if (this.account.now() - connection.lastActive >= IDLE) {
        connection.close(
          1001,
          `java.util.concurrent.TimeoutException: Idle timeout expired: ${IDLE}/${IDLE} ms`,
        );
      } else if (connection.isOverdue()) subscription.rewind(connection);
    }
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private answer(req: IncomingMessage, socket: Duplex, head: Buffer, connect: Connect): void {
    const fault = this.faults.takeHandshake();
    if (fault === 'hang') return;
    if (fault === 'reset') {
      resetSocket(socket);
      return;
    }
    const answer = typeof fault === 'object' ? fault : this.judge(req);
    connect.status = 'status' in answer ? answer.status : 101;
    if ('status' in answer) {
      refuse(socket, connect.url, answer);
      return;
    }
    this.server.handleUpgrade(req, socket, head, (ws) => {
      ws.on('error', () => undefined);
      ws.once('close', (code) => {
        connect.closedAt = this.account.now();
        connect.code = code;
        this.emit('disconnect', connect);
      });
      if (fault === 'accept and drop') socket.end(() => socket.destroy());
      else this.serve(ws, socket, answer.wish, answer.subscription);
      this.emit('connect', connect);
    });
  }

  private judge(req: IncomingMessage): { wish: Wish; subscription: Subscription } | Refusal {
    const wish = readHandshake(req, this.account);
    if ('status' in wish) return wish;
    if (!this.broker.hasTopic(wish.channel))
      return { status: 404, message: `${FAILED}{"errorMsg":"Topic not found"}` };
    const subscription = this.broker.find(wish.channel, wish.subscription);
    if (subscription === undefined) return { status: 403 };
    const why = subscription.refuses(wish.type);
    return why === undefined ? { wish, subscription } : { status: 409, message: `${FAILED}${why}` };
  }

  private serve(ws: WebSocket, socket: Duplex, wish: Wish, subscription: Subscription): void {
    const { record, faults } = this;
    const { now } = this.account;
    const name = wish.name ?? `c${String(++this.count).padStart(6, '0')}`;
    const connection = new Connection(name, ws, socket, wish, {
      now,
      sent: (message) => {
        record.add(record.sent, { ...message, sentAt: now(), subscription: subscription.name });
        this.emit('sent', message);
        return !faults.takeDrop();
      },
      acknowledge: (id, place) => {
        const outcome = faults.takeLostAck() ? 'lost' : subscription.acknowledge(place);
        record.add(record.acks, { at: now(), id, subscription: subscription.name, outcome });
        this.emit('ack', id);
        return outcome;
      },
      negative: (place) => {
        record.offences.push('negativeAcknowledge');
        if (place !== undefined) subscription.rewind(connection, place.partition);
      },
      unsubscribe: () => {
        record.offences.push('unsubscribe');
        this.broker.delete(subscription);
        subscription.leave(connection);
      },
      probed: () => {
        record.add(record.probes, now());
        this.emit('probe');
        return this.endOfTopic;
      },
      resumed: () => {
        subscription.dispatch();
      },
    });
    ws.prependOnceListener('close', () => {
      this.connections.delete(connection);
      subscription.leave(connection);
    });
    this.connections.set(connection, subscription);
    subscription.join(connection, wish.type);
  }
}
