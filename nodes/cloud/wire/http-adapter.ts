import * as http from 'node:http';
import type * as https from 'node:https';
import type { Socket } from 'node:net';
import { AxiosHeaders, CanceledError } from 'axios';
import type { AxiosAdapter, AxiosResponse } from 'axios';
import { problem } from '../errors/texts';
import { badRequest, errorOf } from '../errors/tuya-error';
import { MAX_BODY, MAX_REPLY } from '../limits';
import { endedBy, faultOf } from './fault';
import { rawHeaders, textsOf } from './raw-headers';
import { readBody, unpack } from './read-body';
import type { Signal } from '../time/signal';
import type { Delivery, RawReply, Reached } from './transport';

/** How axios sends: one request on one connection, without help of its own. */

/** Where an adapter sends, and through what. */
export interface Target {
  /** An origin: scheme, host and port. */
  base: URL;
  /** One for the scheme: it makes the connections, TLS included. */
  agent: http.Agent | https.Agent;
  proxied: boolean;
  /** Ends every request, whatever its own signal says. */
  closing: Signal;
  /** Told how far a connection has come. */
  reached?: ((step: Reached) => void) | undefined;
}

/** Tells of a connection that is being made what it has behind it. */
function follow(socket: Socket, reached: (step: Reached) => void): void {
  socket.once('lookup', (error: Error | null) => {
    if (error === null) reached('name');
  });
  socket.once('connect', () => {
    reached('connection');
  });
}

/** Tells when the first byte can go out: the request waits until the connection, TLS included, is made. */
function onceOpen(
  socket: Socket & { encrypted?: boolean; secureConnecting?: boolean },
  tell: () => void,
): void {
  if (socket.connecting || socket.secureConnecting === true) {
    socket.once(socket.encrypted === true ? 'secureConnect' : 'connect', tell);
  } else {
    tell();
  }
}

/**
 * An adapter for axios on Node's own http and https that does less than axios' own, and knows what happened: the bytes and the names
 * that it is given go out, to the one host that it is for; no redirect is followed; both bodies are bounded; and each failure, a
 * TransportFault, says whether anything can have gone out. The reply's `data` is a RawReply.
 */
export function httpAdapter({ base, agent, proxied, closing, reached }: Target): AxiosAdapter {
  const to = {
    protocol: base.protocol,
    hostname: base.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: base.port || (base.protocol === 'https:' ? 443 : 80),
    agent,
    insecureHTTPParser: false,
    // Own, though empty: Node asks for these, and an object that has none would have it ask `Object.prototype`.
    joinDuplicateHeaders: undefined,
    maxHeaderSize: undefined,
    uniqueHeaders: undefined,
  };
  return (config) =>
    new Promise<AxiosResponse<RawReply>>((resolve, reject) => {
      const { url = '', signal } = config;
      const body = config.data as Buffer | undefined;
      let delivery: Delivery = 'not sent';
      let request: http.ClientRequest | undefined;
      const leave = (): void => {
        signal?.removeEventListener?.('abort', stop);
        closing.removeEventListener('abort', stop);
      };
      const end = (fault: unknown): void => {
        leave();
        reject(fault);
        request?.destroy();
      };
      const fail = (thrown: unknown): void => {
        end(faultOf(thrown, delivery));
      };
      // axios passes its own error on where a signal has aborted.
      const stop = (): void => {
        const { reason } = (signal?.aborted === true ? signal : closing) as Signal;
        end(Object.assign(new CanceledError(), { cause: endedBy(reason, delivery, proxied) }));
      };
      const receive = async (reply: http.IncomingMessage): Promise<void> => {
        try {
          const { statusCode: status = 0 } = reply;
          const headers = textsOf(reply.headers);
          const packed = await readBody(reply, headers['content-length'], MAX_REPLY);
          const body = await unpack(packed, headers['content-encoding'], MAX_REPLY);
          leave();
          // All that came is the data: headers of its own axios copies and cleans twice for each reply, and nobody asks for them.
          const data = { status, headers, body };
          resolve({ data, status, statusText: '', headers: new AxiosHeaders(), config });
        } catch (thrown) {
          fail(thrown);
        }
      };
      if (!url.startsWith('/') || (body?.length ?? 0) > MAX_BODY) {
        fail(badRequest(...problem('call.large')));
        return;
      }
      try {
        // Names as a list: Node checks and keeps them all before there is a request, so that a refused one leaves none behind.
        const method = (config.method ?? 'get').toUpperCase();
        const headers = rawHeaders(base.host, method, config.headers, body);
        request = http.request({ ...to, method, path: url, headers });
      } catch (thrown) {
        fail(thrown);
        return;
      }
      request.on('socket', (socket) => {
        if (reached !== undefined) follow(socket, reached);
        onceOpen(socket, () => {
          delivery = 'unknown';
          reached?.('open');
        });
      });
      request.on('response', (reply) => void receive(reply));
      request.on('error', fail);
      // Without a listener Node ends a connection that changes its protocol, and tells nobody.
      request.on('upgrade', (reply) => {
        const said = problem('call.protocol', { status: reply.statusCode ?? 0 });
        fail(errorOf('TUYA_BAD_RESPONSE', said));
      });
      signal?.addEventListener?.('abort', stop);
      closing.addEventListener('abort', stop);
      request.end(body);
    });
}
