import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { Channel } from '../simulator/messages/topic';
import type { Topics } from './topics';

/** A frame of a message as Pulsar's WebSocket proxy sends it. */
export interface Frame {
  messageId: string;
  payload: string;
  properties: Record<string, string>;
  publishTime: string;
  redeliveryCount: number;
  key?: string;
}

/** What a consumer asks for, where it is not the usual. */
export interface Wish {
  channel?: Channel;
  suffix?: string;
  query?: string;
  /** All that follows the channel. */
  rest?: string;
}

/** How a socket ended. */
export interface Ending {
  code: number;
  reason: string;
}

const FAILOVER = 'subscriptionType=Failover';

/** A consumer that knows nothing but WebSockets: it acknowledges what it is told to. */
export class Consumer {
  /** Messages in the order in which they came. */
  readonly frames: Frame[] = [];
  /** What came that is no message. */
  readonly answers: string[] = [];
  readonly closed: Promise<Ending>;
  /** Whether each message is acknowledged as it comes. */
  acking = false;

  private constructor(private readonly ws: WebSocket) {
    this.closed = new Promise((resolve) => {
      ws.once('close', (code: number, reason: Buffer) => {
        resolve({ code, reason: reason.toString() });
      });
    });
    ws.on('error', () => undefined); // its close follows
    ws.on('message', (data: Buffer) => {
      this.take(data.toString());
    });
  }

  static async open(topics: Topics, wish: Wish = {}): Promise<Consumer> {
    const consumer = new Consumer(new WebSocket(addressOf(topics, wish)));
    await once(consumer.ws, 'open');
    return consumer;
  }

  /** The answer to a consumer that is not let in. */
  static async refused(topics: Topics, wish: Wish): Promise<{ status: number; type: string; page: string }> {
    const ws = new WebSocket(addressOf(topics, wish));
    ws.on('error', () => undefined);
    const [, reply] = (await once(ws, 'unexpected-response')) as [unknown, IncomingMessage];
    let page = '';
    for await (const chunk of reply) page += String(chunk);
    return { status: reply.statusCode ?? 0, type: reply.headers['content-type'] ?? '', page };
  }

  get isOpen(): boolean {
    return this.ws.readyState === WebSocket.OPEN;
  }

  /** Resolves when this many messages are here. */
  async count(wanted: number): Promise<void> {
    while (this.frames.length < wanted) await once(this.ws, 'taken');
  }

  ack(...frames: readonly Frame[]): void {
    for (const { messageId } of frames) this.send(JSON.stringify({ messageId }));
  }

  send(text: string | Buffer): void {
    this.ws.send(text);
  }

  /** Asks whether the topic has ended. */
  async probe(): Promise<string> {
    const before = this.answers.length;
    this.send('{"type":"isEndOfTopic"}');
    while (this.answers.length === before) await once(this.ws, 'taken');
    return this.answers[before] ?? '';
  }

  async ping(): Promise<void> {
    this.ws.ping();
    await once(this.ws, 'pong');
  }

  async close(): Promise<void> {
    this.ws.close(1000);
    await this.closed;
  }

  /** Goes without a word. */
  async terminate(): Promise<void> {
    this.ws.terminate();
    await this.closed;
  }

  private take(text: string): void {
    const frame = JSON.parse(text) as Frame;
    if (typeof frame.messageId === 'string') {
      this.frames.push(frame);
      if (this.acking) this.ack(frame);
    } else this.answers.push(text);
    this.ws.emit('taken');
  }
}

function addressOf(topics: Topics, wish: Wish): string {
  const { channel = 'event', suffix = 'sub', query = FAILOVER } = wish;
  const { rest = `/${topics.tenant}-${suffix}?${query}` } = wish;
  return topics.endpoint('consumer', channel) + rest;
}
