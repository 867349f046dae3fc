import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import axios, { AxiosError, CanceledError } from 'axios';
import { TuyaError } from '../errors/tuya-error';
import { MAX_BODY, MAX_REPLY } from '../limits';
import { proxyAgents } from './proxy';
import { TransportFault } from './transport';
import type { Transport, TransportOptions } from './transport';

const NOT_SENT = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
]);
const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO|HOSTNAME_MISMATCH|INVALID_CA)/;
const UNPACKING_CODE = /^(Z_|ERR__ERROR_FORMAT|ERR_BROTLI|ERR_PADDING|ERR_)/;

/** The proxy's own failures; nothing has reached the cloud. */
const PROXY_TEXTS: Readonly<Record<string, { message: string; hint: string } | undefined>> = {
  PROXY_407: {
    message: 'The proxy asks for a user and a password, or does not accept the ones it got (407)',
    hint: 'Enter the credentials in the proxy node that the account uses.',
  },
  PROXY_REFUSED: {
    message: 'The proxy does not let the call through',
    hint: "Ask who runs the proxy to allow Tuya's data center, or exempt it in the proxy node.",
  },
  PROXY_UNREACHABLE: {
    message: 'The proxy cannot be reached',
    hint: 'Check the address of the proxy in the account, or http_proxy and https_proxy of the environment.',
  },
};

function fault(thrown: unknown): TransportFault {
  const code = thrown instanceof AxiosError || isCoded(thrown) ? (thrown.code ?? '') : '';
  const message = thrown instanceof Error ? thrown.message : '';
  const proxy = PROXY_TEXTS[code];
  if (proxy !== undefined) {
    const error = new TuyaError('TUYA_NETWORK', proxy.message, { hint: proxy.hint });
    return new TransportFault(error, 'not sent', code === 'PROXY_UNREACHABLE');
  }
  if (TLS_CODE.test(code)) {
    return new TransportFault(
      new TuyaError('TUYA_TLS', `The server's certificate or TLS is not accepted (${code})`),
      'not sent',
      false,
    );
  }
  if (message.startsWith('maxContentLength')) {
    return new TransportFault(
      new TuyaError('TUYA_BAD_RESPONSE', 'The answer is larger than 10 MB and was cut off'),
      'unknown',
      false,
    );
  }
  if (
    code.startsWith('Z_') ||
    (isCoded(thrown) && UNPACKING_CODE.test(code) && !(thrown instanceof AxiosError))
  ) {
    return new TransportFault(
      new TuyaError('TUYA_BAD_RESPONSE', 'The answer is compressed in a way that cannot be read'),
      'unknown',
      false,
    );
  }
  // A failed connect carries its system call even where the code alone is ambiguous, as ETIMEDOUT is.
  const cause = thrown instanceof AxiosError ? thrown.cause : thrown;
  const connecting = NOT_SENT.has(code) || (isCoded(cause) && cause.syscall === 'connect');
  const reason = code === '' || code === 'ERR_BAD_RESPONSE' ? 'the connection was lost on the way' : code;
  return new TransportFault(
    new TuyaError(
      'TUYA_NETWORK',
      connecting ? `No connection to the cloud (${reason})` : `The connection was lost (${reason})`,
    ),
    connecting ? 'not sent' : 'unknown',
    true,
  );
}

/** Whether the connection was still being made, so that not a byte of the request has gone out. */
function wasUnsent(thrown: unknown): boolean {
  if (!(thrown instanceof CanceledError)) return false;
  const request = thrown.request as http.ClientRequest | undefined;
  const socket = request?.socket as (Socket & { secureConnecting?: boolean }) | null | undefined;
  return !socket || socket.connecting || socket.secureConnecting === true;
}

/** What is told when the time ran out before there was a connection. */
function noConnection(timeout: TuyaError, proxied: boolean): TransportFault {
  const text = proxied ? 'the proxy did not answer' : 'no connection came about';
  const hint = proxied ? PROXY_TEXTS.PROXY_UNREACHABLE?.hint : timeout.hint;
  const error = new TuyaError(timeout.code, `${timeout.message}: ${text}`, { hint });
  return new TransportFault(error, 'not sent', false);
}

function isCoded(thrown: unknown): thrown is { code?: string; syscall?: string } {
  return typeof thrown === 'object' && thrown !== null && ('code' in thrown || 'syscall' in thrown);
}

/** The hardened axios: nothing that it does by default may change, follow, repeat or leak a signed request. */
export function createTransport(options: TransportOptions): Transport {
  const shared = { keepAlive: true, maxSockets: options.maxSockets, maxFreeSockets: options.maxSockets };
  const direct = {
    httpAgent: new http.Agent(shared),
    httpsAgent: new https.Agent({ ...shared, ...options.tls }),
  };
  const proxied = new Map<string, { httpAgent: http.Agent; httpsAgent: https.Agent }>();
  const closing = new AbortController();
  const agentsFor = (proxy: URL | undefined): typeof direct => {
    if (proxy === undefined) return direct;
    const known = proxied.get(proxy.href);
    if (known !== undefined) return known;
    const agents = proxyAgents(proxy, shared, options.tls ?? {}, closing.signal);
    proxied.set(proxy.href, agents);
    return agents;
  };
  const client = axios.create({
    adapter: 'http', // never fetch or XHR, whose limits and redirects differ
    maxRedirects: 0, // a redirect would carry access_token and sign to another host
    allowAbsoluteUrls: false, // a path can never become a host
    proxy: false, // a proxy is the agent's business: axios would send signed calls to it in the clear
    maxContentLength: MAX_REPLY, // also after decompression: a small bomb stays small
    maxBodyLength: MAX_BODY, // the same limit as for what may be asked
    responseType: 'arraybuffer', // parsed by envelope.ts: axios hands broken JSON back as success
    transformRequest: [], // the bytes that were hashed are the bytes that go out
    transformResponse: [], // no guessing of types
    validateStatus: () => true, // a status is judged together with its envelope
    decompress: true, // so that maxContentLength sees the real size
  });
  return {
    async send(request, signal) {
      const proxy = options.proxyFor?.(request.baseUrl);
      try {
        // A server that has hung up on a kept socket is noticed now, not when a command is half sent (N16).
        await nextTurn();
        const reply = await client.request<Buffer>({
          method: request.method,
          baseURL: request.baseUrl,
          url: request.url,
          headers: { 'User-Agent': 'node-red-tuya-cloud', Accept: 'application/json', ...request.headers },
          ...agentsFor(proxy), // keep-alive, bounded, ours to destroy; certificates are always checked
          signal, // the total deadline: `timeout` alone does not end a reply that drips
          ...(request.body === undefined ? {} : { data: request.body }),
        });
        return { status: reply.status, headers: headersOf(reply.headers), body: Buffer.from(reply.data) };
      } catch (thrown) {
        const { reason } = signal as { reason: unknown };
        const late = signal.aborted && reason instanceof TuyaError && reason.code === 'TUYA_TIMEOUT';
        if (late && wasUnsent(thrown)) throw noConnection(reason, proxy !== undefined);
        if (signal.aborted) throw reason;
        if (thrown instanceof TuyaError) throw thrown;
        throw fault(thrown); // an AxiosError holds the secret headers: it ends here
      }
    },
    close() {
      closing.abort();
      for (const { httpAgent, httpsAgent } of [direct, ...proxied.values()]) {
        httpAgent.destroy();
        httpsAgent.destroy();
      }
    },
  };
}

function headersOf(headers: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
