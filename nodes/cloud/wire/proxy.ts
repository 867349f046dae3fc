import { setMaxListeners } from 'node:events';
import type * as http from 'node:http';
import type * as https from 'node:https';
import type { Duplex } from 'node:stream';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { getProxyForUrl } from 'proxy-from-env';
import { problem } from '../errors/texts';
import { configError } from '../errors/tuya-error';

/** The way through a proxy: its settings, its connections and its failures. */

/** A proxy as an account names it. */
export interface ProxySettings {
  /** `http://host:port` */
  url: string;
  username?: string | undefined;
  password?: string | undefined;
  /** Hosts that are called directly. */
  noproxy: readonly string[];
}

/** The proxy itself failed: nothing has reached the cloud. Carries neither its address nor its credentials (N15). */
export class ProxyFault extends Error {
  constructor(readonly code: 'PROXY_407' | 'PROXY_REFUSED' | 'PROXY_UNREACHABLE') {
    super(code);
  }
}

function faultOf(error: Error): ProxyFault {
  const status = /^Bad response: (\d+)$/.exec(error.message)?.[1];
  if (status === undefined) return new ProxyFault('PROXY_UNREACHABLE');
  return new ProxyFault(status === '407' ? 'PROXY_407' : 'PROXY_REFUSED');
}

type Callback = (error: Error | null, socket: Duplex | null) => void;
type Connect = (options: object, callback: Callback) => void;

/** Makes an agent tell the proxy's failures from the cloud's, and give up what it waits for when `closing` aborts. */
function telling<T extends HttpProxyAgent | HttpsProxyAgent>(agent: T, closing: AbortSignal): T {
  const inner = agent as unknown as { createConnection: Connect; proxyRequestOptions: object };
  const connect = inner.createConnection.bind(agent);
  inner.createConnection = (options, callback) => {
    // A signal of its own for each: the library never lets go of the one that it is given.
    const own = new AbortController();
    const stop = (): void => {
      own.abort();
    };
    closing.addEventListener('abort', stop);
    inner.proxyRequestOptions = { signal: own.signal };
    connect(options, (error, socket) => {
      closing.removeEventListener('abort', stop);
      callback(error === null ? null : faultOf(error), socket);
    });
  };
  return agent;
}

/** A proxy that takes a connection and then says nothing is given up after this time, in milliseconds. */
const LONGEST_CONNECT = 60_000;

/**
 * Agents that reach everything through a proxy by CONNECT, with the library of the core http request node.
 * @param closing ends what still waits for the proxy: an agent knows only of connections that were made
 * @param patience milliseconds after which a proxy that says nothing is given up
 */
export function proxyAgents(
  proxy: URL,
  options: http.AgentOptions,
  tls: https.AgentOptions,
  closing: AbortSignal,
  patience = LONGEST_CONNECT,
): { httpAgent: http.Agent; httpsAgent: https.Agent } {
  setMaxListeners(0, closing); // one listener for each connection that is being made is no leak
  const through = { ...options, timeout: patience, proxy };
  return {
    httpAgent: telling(new HttpProxyAgent(through), closing),
    httpsAgent: telling(new HttpsProxyAgent({ ...through, ...tls }), closing),
  };
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** Whether an address is called directly, by the rules of the core http request node and of `no_proxy`. */
function isExempt(target: URL, noproxy: readonly string[]): boolean {
  const port = target.port || DEFAULT_PORTS[target.protocol];
  const entries = noproxy.join(',').toLowerCase().split(/[,\s]/);
  return entries.some((entry) => {
    const [, host = entry, only = port] = /^(.+):(\d+)$/.exec(entry) ?? [];
    if (only !== port) return false;
    const suffix = host.replace(/^\*/, '');
    return /^[.*]/.test(host) ? target.hostname.endsWith(suffix) : target.hostname === host;
  });
}

/**
 * The proxy for an address: the account's own, else the environment's; undefined for none.
 * @throws TuyaError `TUYA_CONFIG` for an address that is not one
 */
export function proxyFor(baseUrl: string, settings: ProxySettings | undefined): URL | undefined {
  const target = new URL(baseUrl);
  const address = settings === undefined ? getProxyForUrl(baseUrl) : settings.url.trim();
  if (address === '' || (settings !== undefined && isExempt(target, settings.noproxy))) return undefined;
  let proxy: URL;
  try {
    proxy = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`);
  } catch {
    throw configError(...problem('proxy.noUrl'));
  }
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
    throw configError(...problem('proxy.protocol'));
  }
  if (settings?.username) {
    proxy.username = encodeURIComponent(settings.username);
    proxy.password = encodeURIComponent(settings.password ?? '');
  }
  return proxy;
}
