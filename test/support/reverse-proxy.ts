import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reverse proxy as people have it in front of Node-RED. */
export interface ReverseProxy {
  /** Its own origin. */
  origin: string;
  close(): Promise<void>;
}

/** Passes on what comes in below `prefix` to `target`, without the prefix and under the target's own host name. */
export async function startReverseProxy(prefix: string, target: string): Promise<ReverseProxy> {
  const server = createServer((req, res) => {
    const path = req.url ?? '/';
    if (!path.startsWith(prefix)) {
      res.writeHead(404).end();
      return;
    }
    const headers = {
      ...req.headers,
      host: new URL(target).host,
      'x-forwarded-host': req.headers.host,
      'x-forwarded-proto': 'http',
      'x-forwarded-for': req.socket.remoteAddress,
      'x-forwarded-prefix': prefix,
    };
    const passed = request(target + path.slice(prefix.length), { method: req.method, headers, agent: false });
    passed.on('response', (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    passed.on('error', () => res.destroy());
    req.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
