import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { isHere } from './no-look-ups';

/** How a proxy behaves. */
interface Behaviour {
  /** What it asks for, as `user:password`. */
  credentials?: string;
  /** It takes a request and says nothing. */
  silent?: boolean;
  /** The port of this machine to which a target leads, whatever its name. */
  leadTo?: (host: string) => number;
}

/** A real proxy on loopback that tunnels by CONNECT to what is on this machine. */
export class Proxy {
  readonly targets: string[] = [];
  readonly seen: string[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly behaviour: Behaviour,
  ) {
    server.on('connect', (request: IncomingMessage, socket: Socket) => {
      this.tunnel(request, socket);
    });
  }

  static async start(behaviour: Behaviour = {}): Promise<Proxy> {
    const server = createServer((_, res) => res.writeHead(405).end());
    const proxy = new Proxy(server, behaviour);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Connections that somebody holds open. */
  waiting(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.getConnections((error, count) => {
        if (error) reject(error);
        else resolve(count);
      });
    });
  }

  /** Resolves when nobody is connected any more. */
  async quiet(): Promise<void> {
    const open = [...this.sockets].filter((socket) => !socket.closed);
    await Promise.all(open.map((socket) => once(socket, 'close')));
  }

  private tunnel(request: IncomingMessage, socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    this.targets.push(request.url ?? '');
    const given = request.headers['proxy-authorization'];
    const { credentials, silent } = this.behaviour;
    if (silent) {
      socket.once('end', () => socket.destroy()).resume();
      return;
    }
    if (credentials !== undefined && given !== `Basic ${Buffer.from(credentials).toString('base64')}`) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const { leadTo } = this.behaviour;
    if (leadTo === undefined && !isHere(host)) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const target = connect(leadTo?.(host) ?? Number(port), leadTo === undefined ? host : '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket);
      socket.on('data', (bytes: Buffer) => this.seen.push(bytes.toString('latin1')));
      socket.pipe(target);
    });
    target.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  }
}
