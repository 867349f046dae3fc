import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';
import type { Cloud } from '../index';
import { passwordOf } from './encryption';

/** A frame of the service as it came. */
export interface Frame {
  messageId: string;
  payload: string;
  properties?: Record<string, string>;
  publishTime: string;
  redeliveryCount: number;
  key?: string;
}

/** What a handshake asks for, where it is not the usual. */
export interface Handshake extends ClientOptions {
  channel?: string;
  suffix?: string;
  query?: string;
  path?: string;
  username?: string;
  password?: string;
}

/** A client that knows nothing but WebSockets. */
export class RawClient {
  /** Everything that came, as text, or as bytes where it was binary. */
  readonly received: (string | Buffer)[] = [];
  private taken = 0;
  /** Resolves to the code of the close. */
  readonly closed: Promise<number>;

  private constructor(readonly ws: WebSocket) {
    ws.on('message', (data: Buffer, binary: boolean) => {
      this.received.push(binary ? data : data.toString());
      ws.emit('taken');
    });
    ws.on('error', () => undefined);
    this.closed = new Promise((resolve) => ws.once('close', resolve));
  }

  /** A client whose handshake is on the way. */
  static start(cloud: Cloud, wanted: Handshake = {}): RawClient {
    const { client_id, secret } = cloud;
    const { channel = 'event', suffix = 'sub', query = 'subscriptionType=Failover', ...options } = wanted;
    const path =
      wanted.path ?? `/ws/v2/consumer/persistent/${client_id}/out/${channel}/${client_id}-${suffix}?${query}`;
    const headers = {
      username: wanted.username ?? client_id,
      password: wanted.password ?? passwordOf(client_id, secret),
    };
    return new RawClient(new WebSocket(`${cloud.url.replace('http', 'ws')}${path}`, { headers, ...options }));
  }

  static async connect(cloud: Cloud, wanted: Handshake = {}): Promise<RawClient> {
    const client = RawClient.start(cloud, wanted);
    await once(client.ws, 'open');
    return client;
  }

  /** The next frame. */
  async frame(): Promise<Frame> {
    while (this.received.length <= this.taken) await once(this.ws, 'taken');
    return JSON.parse(String(this.received[this.taken++])) as Frame;
  }

  async frames(count: number): Promise<Frame[]> {
    const frames: Frame[] = [];
    while (frames.length < count) frames.push(await this.frame());
    return frames;
  }

  ack(...frames: Pick<Frame, 'messageId'>[]): void {
    for (const { messageId } of frames) this.send({ messageId });
  }

  send(command: unknown): void {
    this.ws.send(typeof command === 'string' ? command : JSON.stringify(command));
  }

  async close(): Promise<void> {
    this.ws.close(1000);
    await this.closed;
  }
}
