import type { AgentOptions } from 'node:https';
import type { Node } from 'node-red';
import { MAX_SOCKETS, configError, proxyFor } from '../../cloud';
import type { ProxySettings, TransportOptions } from '../../cloud';
import { credentialsOf, findNode, savedText } from '../red-types';
import type { Red } from '../red-types';
import { problem } from '../texts/problems';

/** The way of an account to the cloud: its TLS settings and its proxy. */

/** The core `tls-config` node. */
type TlsNode = Node & { valid?: boolean; addTLSOptions(options: AgentOptions): AgentOptions };
/** The core `http proxy` node. */
type ProxyNode = Node & { url?: unknown; noproxy?: unknown };

/** The nodes that lead an account to the cloud; undefined for none, and for one that is not there. */
export interface Route {
  tls: Node | undefined;
  proxy: Node | undefined;
}

/** The TLS and proxy nodes of an account, as of now. */
export function routeOf(RED: Red, { tls, proxy }: { tls: string; proxy: string }): Route {
  return { tls: findNode(RED, tls), proxy: findNode(RED, proxy) };
}

/** Whether nothing has changed: a node that is deployed anew is another one. */
export function isSameRoute(one: Route, other: Route): boolean {
  return one.tls === other.tls && one.proxy === other.proxy;
}

function chosen(RED: Red, id: string, type: 'tls-config' | 'http proxy'): Node | undefined {
  if (id === '') return undefined;
  const node = findNode(RED, id);
  if (node?.type !== type) {
    throw configError(...problem(type === 'tls-config' ? 'account.tlsMissing' : 'account.proxyMissing'));
  }
  return node;
}

function tlsOf(node: Node | undefined): AgentOptions | undefined {
  if (node === undefined) return undefined;
  const { valid } = node as TlsNode;
  if (valid === false) {
    throw configError(...problem('account.tlsUnreadable'));
  }
  return (node as TlsNode).addTLSOptions({});
}

function proxyOf(node: Node | undefined): ProxySettings | undefined {
  if (node === undefined) return undefined;
  const { url, noproxy } = node as ProxyNode;
  const { username, password } = credentialsOf(node);
  return {
    url: savedText(url),
    username: savedText(username),
    password: savedText(password),
    noproxy: Array.isArray(noproxy) ? noproxy.map((host) => savedText(host)) : [],
  };
}

/**
 * How an account reaches the cloud: TLS and proxy as in the core http request node.
 * @throws TuyaError `TUYA_CONFIG` when a chosen node is missing or the proxy's address is not one
 */
export function connectionOf(
  RED: Red,
  { tls, proxy, baseUrl }: { tls: string; proxy: string; baseUrl: string },
): TransportOptions {
  const settings = proxyOf(chosen(RED, proxy, 'http proxy'));
  proxyFor(baseUrl, settings);
  return {
    maxSockets: MAX_SOCKETS,
    tls: tlsOf(chosen(RED, tls, 'tls-config')),
    proxyFor: (url) => proxyFor(url, settings),
  };
}
