import * as http from 'node:http';
import * as https from 'node:https';
import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';
import { problem } from '../errors/texts';
import { errorOf } from '../errors/tuya-error';
import type { TuyaError } from '../errors/tuya-error';
import type { Clock } from '../time/clock';
import { endedBy, faultOf } from '../wire/fault';
import { proxyAgents } from '../wire/proxy';
import { retryAfter } from '../wire/retry-after';
import type { Way } from '../wire/transport';
import type { Outgoing } from './frame';
import { disconnected, notLetThrough, refusal } from './refusal';

/** One WebSocket, from its handshake to its end: the only place that knows the library. */

/** Why a socket has ended. */
export interface SocketEnd {
  error: TuyaError;
  /** With which the handshake was refused. */
  status?: number | undefined;
  /** How long the server wants to be left alone, in milliseconds. */
  retryAfter?: number | undefined;
}

/** What is told of a socket: `closed` once and last, and nothing of what comes in after `close`. */
export interface SocketEvents {
  opened(): void;
  /** A text came in. */
  text(text: string): void;
  /** Something came in: the other side lives. */
  heard(): void;
  closed(end: SocketEnd): void;
}

/** Name, proxy, TLS and upgrade together, in milliseconds. */
const DEADLINE = 10_000;
/** How long the other side may take to close as well, in milliseconds. */
const FAREWELL = 300;
/** A message of Pulsar's largest size, 5 MB, as base64 in JSON. A larger one would come again for ever. */
const LARGEST = 8 * 1024 * 1024;

/** A socket that opens at once. Nothing that it does throws or rejects. */
export class MessageSocket {
  private socket: WebSocket | undefined;
  /** The first reason counts: what comes after it follows from it. */
  private end: SocketEnd | undefined;
  private state: 'opening' | 'open' | 'closing' | 'closed' = 'opening';
  private stood = false;
  private readonly connecting = new AbortController();
  private readonly port: string;
  private cancel: () => void;

  constructor(
    url: string,
    headers: Readonly<Record<string, string>>,
    way: Way,
    private readonly clock: Clock,
    private readonly events: SocketEvents,
  ) {
    const target = url.replace(/^ws/, 'http');
    const { port, protocol } = new URL(target);
    this.port = port || (protocol === 'https:' ? '443' : '80');
    let proxied = false;
    this.cancel = clock.after(DEADLINE, () => {
      const late = errorOf('TUYA_TIMEOUT', problem('messages.late', { seconds: DEADLINE / 1000 }));
      this.terminate(endedBy(late, 'not sent', proxied).error);
    });
    try {
      const proxy = way.proxyFor?.(new URL(target).origin);
      proxied = proxy !== undefined;
      const socket = new WebSocket(url, { ...OPTIONS, headers, agent: this.agent(target, proxy, way) });
      this.socket = socket;
      this.listen(socket);
    } catch (thrown) {
      // Later, when whoever made the socket has it in hand.
      setImmediate(() => {
        this.ended({ error: faultOf(thrown, 'not sent').error });
      });
    }
  }

  /** Sends what may be sent, while it is open. */
  send(text: Outgoing): void {
    if (this.state === 'open') this.socket?.send(text, ignore);
  }

  /** Asks for a sign of life. */
  ping(): void {
    if (this.state === 'open') this.socket?.ping(undefined, undefined, ignore);
  }

  /** Nothing more is read, until `resume`. */
  pause(): void {
    if (this.state === 'open') this.socket?.pause();
  }

  resume(): void {
    if (this.state === 'open') this.socket?.resume();
  }

  /** Ends it in an orderly way, and in any case soon: nothing more is told but `closed`. */
  close(): void {
    if (this.state === 'closing' || this.state === 'closed') return;
    this.socket?.resume(); // the other side's farewell would not be read
    this.leave({ error: errorOf('TUYA_ABORTED', problem('messages.closed')) });
    this.cancel = this.clock.after(FAREWELL, () => this.socket?.terminate());
    this.socket?.close(1000);
  }

  /** Ends it at once. */
  terminate(error: TuyaError): void {
    this.leave({ error });
    this.socket?.terminate();
  }

  private leave(end: SocketEnd): void {
    this.end ??= end;
    this.cancel();
    if (this.state !== 'closed') this.state = 'closing';
    this.connecting.abort();
  }

  private agent(target: string, proxy: URL | undefined, { tls = {} }: Way): http.Agent {
    const secure = target.startsWith('https');
    if (proxy === undefined) return secure ? new https.Agent(tls) : new http.Agent();
    const agents = proxyAgents(proxy, {}, tls, this.connecting.signal, DEADLINE);
    return secure ? agents.httpsAgent : agents.httpAgent;
  }

  private listen(socket: WebSocket): void {
    socket.on('open', () => {
      if (this.state !== 'opening') return;
      this.cancel();
      this.state = 'open';
      this.stood = true;
      this.events.opened();
    });
    socket.on('message', (data: Buffer, isBinary) => {
      if (this.state !== 'open') return;
      this.events.heard();
      if (isBinary) {
        this.terminate(errorOf('TUYA_BAD_RESPONSE', problem('messages.noText')));
      } else {
        this.events.text(data.toString());
      }
    });
    for (const sign of ['ping', 'pong'] as const) {
      socket.on(sign, () => {
        if (this.state === 'open') this.events.heard();
      });
    }
    socket.on('unexpected-response', (_, reply) => {
      const { statusCode: status = 0, headers } = reply;
      // The page is never looked at: nobody knows what it repeats.
      reply.on('error', ignore).resume();
      this.leave({
        error: refusal(status),
        status,
        retryAfter: retryAfter(headers['retry-after'], this.clock.now()),
      });
      socket.terminate();
    });
    socket.on('error', (error) => {
      const fault = faultOf(error, this.state === 'opening' ? 'not sent' : 'unknown').error;
      const isProxy = 'code' in error && error.code === 'PROXY_REFUSED';
      this.end ??= { error: isProxy ? notLetThrough(fault, this.port) : fault };
    });
    socket.on('close', (code) => {
      this.ended({ error: errorOf('TUYA_NETWORK', problem('messages.closedByService', { code })) });
    });
  }

  private ended(end: SocketEnd): void {
    this.leave(end);
    this.state = 'closed';
    const { error, ...rest } = this.end ?? end;
    this.events.closed({ error: disconnected(error, this.port, this.stood), ...rest });
  }
}

/** No compression, no redirect, no name of ours. */
const OPTIONS: ClientOptions = {
  perMessageDeflate: false,
  followRedirects: false,
  maxPayload: LARGEST,
};

function ignore(): void {
  // It is told by `close`.
}
