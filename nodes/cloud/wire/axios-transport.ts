import * as http from 'node:http';
import * as https from 'node:https';
import { Axios, CanceledError } from 'axios';
import type { AxiosInstance } from 'axios';
import { aborted } from '../errors/tuya-error';
import { MAX_TOKEN_SOCKETS } from '../limits';
import { Abort } from '../time/signal';
import { endedBy, faultOf } from './fault';
import { httpAdapter } from './http-adapter';
import { proxyAgents } from './proxy';
import { TransportFault } from './transport';
import type { Delivery, RawReply, Transport, TransportOptions, WireRequest } from './transport';

/** The transport over axios. */

/** The way to one host, for calls or for token calls. */
interface Route {
  client: Pick<AxiosInstance, 'request'>;
  agent: http.Agent | https.Agent;
}

/** Milliseconds after which an idle socket is probed, so that routers on the way do not forget it; Node's own second is a waste. */
const KEEP_ALIVE_MS = 60_000;

/** axios on sockets of our own, so that nothing may change, follow, repeat or leak a signed request. */
export function createTransport({ maxSockets, tls = {}, proxyFor, reached }: TransportOptions): Transport {
  const routes = new Map<string, Route>();
  const closing = new Abort();
  const closingTunnels = new AbortController();

  const open = (baseUrl: string, sockets: number): Route => {
    const base = new URL(baseUrl);
    const proxy = proxyFor?.(baseUrl);
    const kept = { keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS, maxSockets: sockets };
    // A certificate is always checked, unless the account's own options say otherwise.
    const { httpAgent, httpsAgent } =
      proxy === undefined
        ? { httpAgent: new http.Agent(kept), httpsAgent: new https.Agent({ ...kept, ...tls }) }
        : proxyAgents(proxy, kept, tls, closingTunnels.signal);
    const agent = base.protocol === 'https:' ? httpsAgent : httpAgent;
    const proxied = proxy !== undefined;
    // An instance without axios' defaults: no header, no transformation and no judgement of a status but ours.
    const adapter = httpAdapter({ base, agent, proxied, closing, reached });
    const client = new Axios({ baseURL: baseUrl, adapter });
    return { client, agent };
  };
  const routeOf = ({ baseUrl, lane }: WireRequest): Route => {
    const name = `${lane ?? ''} ${baseUrl}`;
    const known = routes.get(name);
    if (known !== undefined) return known;
    const route = open(baseUrl, lane === 'token' ? MAX_TOKEN_SOCKETS : maxSockets);
    routes.set(name, route);
    return route;
  };

  return {
    async send(request, signal) {
      let delivery: Delivery = 'not sent';
      try {
        const route = routeOf(request);
        await turn();
        // A server that has hung up on a kept socket is noticed before a command is half sent (N16); a read is simply repeated. What has
        // come in from the network by now is seen one turn later: the one before may have been in the middle of one.
        if (request.method !== 'GET' || request.lane === 'token') await turn();
        for (const end of [closing, signal]) if (end.aborted) throw endedBy(end.reason, delivery);
        delivery = 'unknown'; // the adapter knows better
        const { method, url, headers, body: data } = request;
        const reply = await route.client.request<RawReply>({ method, url, headers, data, signal });
        return reply.data;
      } catch (thrown) {
        // An AxiosError holds the secret headers: it ends here.
        const known: unknown = thrown instanceof CanceledError ? thrown.cause : thrown;
        if (known instanceof TransportFault) throw known;
        // A signal may abort between the reply and its reader.
        throw signal.aborted ? endedBy(signal.reason, delivery) : faultOf(known, delivery);
      }
    },
    close() {
      closing.abort(aborted());
      closingTunnels.abort();
      for (const { agent } of routes.values()) shut(agent);
    },
  };
}

/** Destroys an agent for good: for each request in its queue it would otherwise open a new socket when an old one has gone. */
function shut(agent: http.Agent): void {
  Object.assign(agent, { createConnection: () => undefined });
  agent.destroy();
}

/** Requests of one turn of the event loop go out together: each on its own costs a quarter more. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
