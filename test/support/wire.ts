import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TlsOptions } from 'node:tls';
import { createTransport } from '../../nodes/cloud/wire/axios-transport';
import { TransportFault } from '../../nodes/cloud/wire/transport';
import type { RawReply, Transport, TransportOptions, WireRequest } from '../../nodes/cloud/wire/transport';
import { Abort } from '../../nodes/cloud/time/signal';

/** What a scripted server does once a request of its own socket is complete: `text` is the request, `count` counts from 1. */
export type Script = (socket: Socket, text: string, count: number) => void;

/** A server of bytes: what it is told arrives as it was sent, and what it answers is written by hand. */
export class Bytes {
  /** Each request as it came, byte for byte (latin1). */
  readonly requests: string[] = [];
  readonly sockets: Socket[] = [];
  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    private readonly scheme: string,
  ) {}

  static async serve(script: Script, tls?: TlsOptions): Promise<Bytes> {
    const take = (socket: Socket): void => {
      bytes.sockets.push(socket);
      let chunks: Buffer[] = [];
      let left: number | undefined;
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (left === undefined) {
          const text = Buffer.concat(chunks).toString('latin1');
          left = missing(text);
        } else {
          left -= chunk.length;
        }
        if (left === undefined || left > 0) return;
        const whole = Buffer.concat(chunks).toString('latin1');
        chunks = [];
        left = undefined;
        bytes.requests.push(whole);
        script(socket, whole, bytes.requests.length);
      });
    };
    const server = tls === undefined ? createServer(take) : createTlsServer(tls, take);
    const bytes = new Bytes(server, tls === undefined ? 'http' : 'https');
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return bytes;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${this.port}`;
  }

  /** Resolves when a request has come in. */
  async request(count = 1): Promise<void> {
    while (this.requests.length < count) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  /** Resolves when a socket, by its number, has been closed on both sides. */
  async hungUp(number = 0): Promise<void> {
    const socket = this.sockets[number];
    if (socket?.closed === false) await new Promise((resolve) => socket.once('close', resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** Bytes of a body that are still to come; undefined while the head is not complete. */
function missing(text: string): number | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = /^content-length: (\d+)$/im.exec(text.slice(0, end))?.[1];
  return Number(length ?? 0) - (text.length - end - 4);
}

/** An answer as it stands on the wire. */
export function answer(
  body: string | Buffer,
  headers: Record<string, string> = {},
  status = '200 OK',
): Buffer {
  const bytes = Buffer.from(body);
  const all = { 'Content-Length': String(bytes.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`), bytes]);
}

/** A transport, its end, and the shortest way to send something through it. */
export class Sender {
  readonly transport: Transport;
  constructor(
    readonly baseUrl: string,
    options: Partial<TransportOptions> = {},
  ) {
    this.transport = createTransport({ maxSockets: 4, ...options });
  }

  send(request: Partial<WireRequest> = {}, signal = new Abort()): Promise<RawReply> {
    const whole = { method: 'GET', baseUrl: this.baseUrl, url: '/v1.0/x', headers: {}, ...request };
    return this.transport.send(whole, signal);
  }

  /** Why a request has failed, as it has to. */
  async fault(request: Partial<WireRequest> = {}, signal = new Abort()): Promise<TransportFault> {
    const outcome = await this.send(request, signal).catch((fault: unknown) => fault);
    if (outcome instanceof TransportFault) return outcome;
    throw new Error('There should have been a fault of the transport', { cause: outcome });
  }
}
