import * as http from 'node:http';
import { byHand } from './by-hand';
import { AT_ONCE } from './peer';
import type { Peer } from './peer';

/** The least there is: Node.js alone. */
export const nodeHttp: Peer = {
  id: 'http',
  title: 'node:http by hand',
  entry: () => 'node:http',
  old: false,
  note: 'keeps its sockets; those who need a token at once share one request for it; nothing is tried again',
  async open(cloud) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
    const { hostname, port } = new URL(cloud.url);
    const get = (path: string, headers: Record<string, string>): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const request = http.request({ hostname, port, path, method: 'GET', agent, headers }, (reply) => {
          const chunks: Buffer[] = [];
          reply.on('data', (chunk: Buffer) => chunks.push(chunk));
          reply.on('end', () => {
            resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
          });
        });
        request.on('error', reject);
        request.end();
      });
    return {
      call: byHand(cloud, get, true),
      close: () => {
        agent.destroy();
      },
    };
  },
};
