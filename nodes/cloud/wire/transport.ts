import type { AgentOptions } from 'node:https';
import type { TuyaError } from '../errors/tuya-error';
import type { Signal } from '../time/signal';

/** What goes to a cloud and comes back, whatever carries it. */

/** A request whose URL, headers and body are final: they are signed. */
export interface WireRequest {
  method: string;
  baseUrl: string;
  /** Path and query, percent-encoded, beginning with a slash. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: Buffer | undefined;
  /** Token calls have sockets of their own, so that slow calls never keep a token from being renewed. */
  lane?: 'token' | undefined;
}

/** What the transport brought back: the body is complete and decompressed. */
export interface RawReply {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  /** It came for a request before: nothing has left for this one. */
  remembered?: boolean | undefined;
}

/** Whether a request may have reached the cloud: before the connection was made, TLS included, nothing has. */
export type Delivery = 'not sent' | 'unknown';

/** No reply: why, and whether the request may have reached the cloud all the same. */
export class TransportFault extends Error {
  constructor(
    readonly error: TuyaError,
    readonly delivery: Delivery,
    /** Whether the same request may fare better a moment later. */
    readonly transient: boolean,
  ) {
    super(error.message);
  }
}

/** One HTTP exchange. Rejects with a TransportFault and nothing else, also when the signal aborts it: its `error` is the reason then. */
export interface Transport {
  send(request: WireRequest, signal: Signal): Promise<RawReply>;
  /** Ends what is under way; nothing is sent afterwards, and no socket stays open. */
  close(): void;
}

/** How an account reaches its clouds, whatever is carried. */
export interface Way {
  /** Options of the https agent, such as a CA of one's own. */
  tls?: AgentOptions | undefined;
  /** The proxy for a base address; undefined for none. Asked once for each. */
  proxyFor?: ((baseUrl: string) => URL | undefined) | undefined;
}

/** How far a connection has come: its name is found, it is accepted, it is open for requests, its certificate checked. */
export type Reached = 'name' | 'connection' | 'open';

/** Settings of a transport. */
export interface TransportOptions extends Way {
  /** Told how far connections come, for who wants to know where they fail. Through a proxy only an open one is seen. */
  reached?: ((step: Reached) => void) | undefined;
  /** Sockets open at once to one host; further calls wait for a free one. Token calls have others. */
  maxSockets: number;
}
