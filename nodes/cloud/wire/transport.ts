import type { AgentOptions } from 'node:https';
import type { TuyaError } from '../errors/tuya-error';
import type { Signal } from '../time/signal';

/** A request whose URL, headers and body are final: they are signed. */
export interface WireRequest {
  method: string;
  baseUrl: string;
  /** Path and query, percent-encoded, beginning with a slash. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: Buffer | undefined;
}

/** What the transport brought back: the body is complete and decompressed. */
export interface RawReply {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** No reply: why, and whether the request may have reached the cloud all the same. */
export class TransportFault extends Error {
  constructor(
    readonly error: TuyaError,
    readonly delivery: 'not sent' | 'unknown',
    readonly transient: boolean,
  ) {
    super(error.message);
  }
}

/** One HTTP exchange. Rejects with a TransportFault, or with the signal's reason when the request may have gone out. */
export interface Transport {
  send(request: WireRequest, signal: Signal): Promise<RawReply>;
  close(): void;
}

/** Settings of a transport. */
export interface TransportOptions {
  /** Sockets open at once to one host; further calls wait for a free one. */
  maxSockets: number;
  /** Options of the https agent, such as a CA of one's own. */
  tls?: AgentOptions | undefined;
  /** The proxy for a base address; undefined for none. */
  proxyFor?: ((baseUrl: string) => URL | undefined) | undefined;
}
