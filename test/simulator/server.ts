import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Fault } from './faults';
import type { Outcome } from './route';
import type { Incoming } from './signature';

const MESSAGES: Readonly<Record<number | string, string>> = {
  1004: 'sign invalid',
  1005: 'clientId invalid',
  1010: 'token invalid',
  1013: 'request time is invalid',
  1100: 'param is empty',
  1101: 'params range invalid',
  1105: 'missing the header',
  1106: 'permission deny',
  1107: 'code invalid',
  1108: 'uri path invalid',
  1109: 'param is illegal, please check it',
  1199: 'your requests are too frequent',
  2001: 'device is offline',
  2008: 'command or value not support',
};

/** A key and a certificate, where the cloud speaks TLS. */
export interface Tls {
  key: string | Buffer;
  cert: string | Buffer;
}

/** A whole request, and the number of the socket on which it came. */
export type Arrived = Incoming & { socket: number };

/** The cloud's end of the wire: listens on a loopback port, counts sockets and reads requests whole. */
export class Listener extends EventEmitter {
  /** Sockets since the start, and the most that were open at once. */
  sockets = 0;
  peakSockets = 0;
  private readonly open = new Set<Socket>();
  private readonly server: Server;
  private readonly socketIds = new WeakMap<Socket, number>();

  constructor(
    private readonly tls: Tls | undefined,
    receive: (arrived: Arrived, res: ServerResponse) => Promise<void>,
    upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void,
  ) {
    super();
    this.setMaxListeners(0);
    const listener = (req: IncomingMessage, res: ServerResponse): void => {
      this.read(req)
        .then((arrived) => receive(arrived, res))
        .catch((error: unknown) => {
          res.destroy(error instanceof Error ? error : undefined);
        });
    };
    this.server = tls ? createTlsServer(tls, listener) : createServer(listener);
    this.server.keepAliveTimeout = 60_000;
    this.server.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
      this.release(socket);
      upgrade(req, socket, head);
    });
    this.server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.count(socket);
    });
  }

  async listen(port: number): Promise<void> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  /** Sockets that are open now and carry calls. */
  get openSockets(): number {
    return this.open.size;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `${this.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  }

  /** Hangs up on everybody who waits with an open line; resolves when all lines are closed. */
  async hangUp(): Promise<void> {
    this.server.closeIdleConnections();
    while (this.openSockets > 0) await once(this, 'hung up');
  }

  /** Resolves when all lines were closed by those who opened them. */
  async quiet(): Promise<void> {
    while (this.openSockets > 0) await once(this, 'hung up');
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private count(socket: Socket): void {
    this.socketIds.set(socket, ++this.sockets);
    this.open.add(socket);
    this.peakSockets = Math.max(this.peakSockets, this.open.size);
    socket.once('close', () => {
      this.release(socket);
    });
  }

  /** A socket that is closed, or that has become a WebSocket, is no open line any more. */
  private release(socket: Socket): void {
    if (!this.open.delete(socket)) return;
    this.emit('hung up');
  }

  private async read(req: IncomingMessage): Promise<Arrived> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    return {
      method: req.method ?? 'GET',
      target: req.url ?? '/',
      headers: Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)])),
      body: Buffer.concat(chunks),
      socket: this.socketIds.get(req.socket) ?? 0,
    };
  }
}

/** Replies with an envelope, as Tuya does: status 200, whatever it says. A fault may put in a `t` or a token of its own. */
export function reply(
  res: ServerResponse,
  outcome: Outcome,
  { t, tid, fault }: { t: number; tid: string; fault: Fault | undefined },
): void {
  const over: object = typeof fault === 'object' ? fault : {};
  const when = 't' in over ? over.t : t;
  if ('code' in outcome) {
    const msg = (outcome as { msg?: string }).msg ?? MESSAGES[outcome.code] ?? 'error';
    send(res, { success: false, code: outcome.code, msg, t: when, tid });
    return;
  }
  const result =
    'token' in over ? { ...(outcome.result as object), ...(over.token as object) } : outcome.result;
  send(res, { success: true, result, t: when, tid });
}

function send(res: ServerResponse, envelope: unknown): void {
  res.writeHead(200, { 'content-type': 'application/json;charset=UTF-8' }).end(JSON.stringify(envelope));
}
