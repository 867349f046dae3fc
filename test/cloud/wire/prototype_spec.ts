import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import 'should';
import { Bytes, answer } from '../../support/wire';
import { selfSigned } from '../../support/certificate';

/**
 * What http and axios look up, and would follow if another package had put it on the prototype of all objects. What Node's sockets look
 * up by themselves (`signal`, `timeout` …) breaks every program and cannot be kept from them.
 */
const POISON: Readonly<Record<string, unknown>> = {
  // Node's http
  _defaultAgent: {},
  auth: 'me:secret',
  createConnection: 'no function',
  defaultPort: 1,
  host: 'other.example',
  hostname: 'other.example',
  insecureHTTPParser: true,
  joinDuplicateHeaders: 'yes',
  maxHeaderSize: 1,
  path: '/evil',
  port: 1,
  protocol: 'gopher:',
  setHost: 'no',
  socketPath: '/nowhere',
  uniqueHeaders: 'no list',
  // axios
  adapter: 'fetch',
  allowAbsoluteUrls: true,
  baseURL: 'http://other.example',
  data: 'evil',
  headers: { evil: '1' },
  httpAgent: {},
  maxRedirects: 5,
  method: 'DELETE',
  params: { evil: 1 },
  proxy: { host: 'other.example', port: 1 },
  transformRequest: ['evil'],
  transformResponse: ['evil'],
  transport: {},
  url: '/evil',
  validateStatus: 'evil',
  // ours
  'content-encoding': 'br',
  'content-length': '99999999999',
  lane: 'token',
  proxied: true,
  'retry-after': '5',
};

describe('Object.prototype', () => {
  const tls = selfSigned();
  for (const secure of [false, true]) {
    it(`is asked for nothing, ${secure ? 'over TLS' : 'in the clear'}`, async () => {
      const bytes = await Bytes.serve((socket) => socket.write(answer('{}')), secure ? tls : undefined);
      const child = fork(join(__dirname, '../../support/poisoned.js'));
      try {
        child.send({ baseUrl: bytes.url, poison: POISON, tls: secure ? { ca: String(tls.cert) } : {} });
        for (const name of Object.keys(POISON)) {
          const [told] = (await once(child, 'message')) as [object];
          told.should.deepEqual({ name, outcome: '200 undefined' });
        }
      } finally {
        child.kill();
        await bytes.close();
      }
      const [first = ''] = bytes.requests;
      first.should.startWith('POST /v1.0/x HTTP/1.1\r\n').and.endWith('{"a":1}');
      new Set(bytes.requests).size.should.equal(1, 'all requests are the same');
    });
  }
});
