import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isSigned } from '../simulator/signature';

/** A cloud in a process of its own that answers each signed call with the same few values, as fast as it can. Tells its parent its port. */

export const KEY = {
  client_id: 'bench0client0id00001',
  secret: 'bench0secret0of0the0bench0000001',
  bundleId: '',
};
const STATUS = Array.from({ length: 12 }, (_, n) => ({
  code: `switch_${n}`,
  value: n % 2 === 0 ? true : n * 10,
}));
const TOKEN = {
  access_token: 'bench0token',
  refresh_token: 'bench0refresh',
  uid: 'bench',
  expire_time: 7200,
};

function answer(request: IncomingMessage, body: Buffer): string {
  const { method = '', url: target = '' } = request;
  const headers = request.headers as Record<string, string>;
  const isToken = target.startsWith('/v1.0/token');
  const t = Date.now();
  const tid = '4c7a1f0e9e1d11ee8a2b0242ac120002';
  if (!isSigned({ method, target, headers, body }, KEY, !isToken)) {
    return JSON.stringify({ success: false, code: 1004, msg: 'sign invalid', t, tid });
  }
  return JSON.stringify({ success: true, result: isToken ? TOKEN : STATUS, t, tid });
}

if (require.main === module) {
  const server = createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = answer(request, Buffer.concat(chunks));
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
      reply.writeHead(200, headers).end(text);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.on('disconnect', () => process.exit());
}
