import * as http from 'node:http';
import * as https from 'node:https';
import { AxiosHeaders } from 'axios';
import 'should';
import { MAX_BODY } from '../../../nodes/cloud/limits';
import { Abort } from '../../../nodes/cloud/time/signal';
import { createTransport } from '../../../nodes/cloud/wire/axios-transport';
import { httpAdapter } from '../../../nodes/cloud/wire/http-adapter';
import type { TransportOptions } from '../../../nodes/cloud/wire/transport';
import { selfSigned } from '../../support/certificate';
import { freePort } from '../../support/free-port';
import { Proxy } from '../../support/tunnel';
import { Bytes, Sender, answer } from '../../support/wire';
import type { Script } from '../../support/wire';

describe('the adapter: what stands on the wire', () => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  async function rig(script: Script): Promise<{ bytes: Bytes; sender: Sender }> {
    const bytes = await Bytes.serve(script);
    const sender = new Sender(bytes.url);
    open.push(bytes, sender.transport);
    return { bytes, sender };
  }
  const ok: Script = (socket) => socket.write(answer('{}'));

  for (const [base, host, port] of [
    ['http://cloud.example', 'cloud.example', 80],
    ['https://cloud.example', 'cloud.example', 443],
    ['https://cloud.example:8443', 'cloud.example', 8443],
    ['http://[::1]:8080', '::1', 8080],
  ] as const) {
    it(`goes to the host and the port of its base address: ${base}`, async () => {
      let to: { host?: string; port?: unknown } = {};
      const agent = base.startsWith('https:') ? new https.Agent() : new http.Agent();
      const createConnection = (options: object, done: (error: Error) => void): void => {
        to = options;
        done(new Error('far enough'));
      };
      Object.assign(agent, { createConnection });
      const adapter = httpAdapter({ base: new URL(base), agent, proxied: false, closing: new Abort() });
      await adapter({ url: '/v1.0/x', headers: new AxiosHeaders() }).catch(() => undefined);
      [to.host, Number(to.port)].should.deepEqual([host, port]);
    });
  }

  describe('how far a connection has come', () => {
    async function reached(baseUrl: string, options: Partial<TransportOptions> = {}): Promise<string[]> {
      const steps: string[] = [];
      const transport = createTransport({ maxSockets: 1, reached: (step) => steps.push(step), ...options });
      open.push(transport);
      const request = { method: 'GET', baseUrl, url: '/', headers: {} };
      await transport.send(request, new Abort()).catch(() => undefined);
      return steps;
    }

    it('a name, a connection, and then it is open', async () => {
      const { bytes } = await rig(ok);
      (await reached(`http://localhost:${bytes.port}`)).should.eql(['name', 'connection', 'open']);
      (await reached(bytes.url)).should.eql(['connection', 'open']);
    });

    it('N1, N2: nothing, where the name or the port is not there', async () => {
      (await reached('https://openapi.tuya.invalid')).should.eql([]);
      (await reached(`http://127.0.0.1:${await freePort()}`)).should.eql([]);
      (await reached(`http://localhost:${await freePort()}`)).should.eql(['name']);
    });

    it('N8: a connection that is not trusted is never open; one that is trusted is when TLS stands', async () => {
      const tls = selfSigned();
      const bytes = await Bytes.serve(ok, tls);
      open.push(bytes);
      (await reached(bytes.url)).should.eql(['connection']);
      (await reached(bytes.url, { tls: { ca: tls.cert } })).should.eql(['connection', 'open']);
    });

    it('through a proxy the end alone is seen', async () => {
      const { bytes } = await rig(ok);
      const proxy = await Proxy.start();
      open.push(proxy);
      (await reached(bytes.url, { proxyFor: () => new URL(proxy.url) })).should.eql(['open']);
    });
  });

  it('a request goes out byte for byte: the path as it is encoded, names in their case and order, the body', async () => {
    const { bytes, sender } = await rig(ok);
    const headers = { 'x-first': '1', 'X-Second': 'a, b', 'content-type': 'text/plain', client_id: 'id' };
    const body = Buffer.from('{"a":"ü"}');
    await sender.send({ method: 'POST', url: '/v1.0/a%2Fb%20c/%2e%2e?x=1%2C2&y=%25', headers, body });
    bytes.requests.should.deepEqual([
      [
        'POST /v1.0/a%2Fb%20c/%2e%2e?x=1%2C2&y=%25 HTTP/1.1',
        `Host: 127.0.0.1:${bytes.port}`,
        'User-Agent: node-red-tuya-cloud',
        'Accept: application/json',
        'Accept-Encoding: gzip, deflate, br',
        'x-first: 1',
        'X-Second: a, b',
        'content-type: text/plain',
        'client_id: id',
        'Content-Length: 10',
        'Connection: keep-alive',
        '',
        body.toString('latin1'),
      ].join('\r\n'),
    ]);
  });

  it("a user's own user-agent and accept replace ours, in the case in which they are given", async () => {
    const { bytes, sender } = await rig(ok);
    await sender.send({ headers: { 'user-agent': 'mine', ACCEPT: 'text/plain' } });
    const sent = bytes.requests[0]?.split('\r\n') ?? [];
    sent
      .filter((line) => /^(user-agent|accept):/i.test(line))
      .should.deepEqual(['user-agent: mine', 'ACCEPT: text/plain']);
  });

  for (const name of ['get', 'common', 'normalize', 'constructor-x', 'toJSON', 'hasOwnProperty']) {
    it(`a header called ${name} is sent like any other`, async () => {
      const { bytes, sender } = await rig(ok);
      await sender.send({ headers: { [name]: 'v' } });
      (bytes.requests[0] ?? '').should.match(new RegExp(`\r\n${name}: v\r\n`, 'i'));
    });
  }

  for (const [method, length] of [
    ['GET', []],
    ['DELETE', []],
    ['POST', ['Content-Length: 0']],
    ['PUT', ['Content-Length: 0']],
    ['PATCH', ['Content-Length: 0']],
  ] as const) {
    it(`${method} without a body is ${method} and nothing after the head`, async () => {
      const { bytes, sender } = await rig(ok);
      await sender.send({ method, headers: { 'Content-Type': 'application/json' } });
      const type = 'Content-Type: application/json';
      const [first, ...lines] = bytes.requests[0]?.split('\r\n') ?? [];
      (first ?? '').should.equal(`${method} /v1.0/x HTTP/1.1`);
      lines.slice(4).should.deepEqual([type, ...length, 'Connection: keep-alive', '', '']);
    });
  }

  it('the reply comes back whole: status, headers in lower case, bytes', async () => {
    const { sender } = await rig((socket) =>
      socket.write(answer('\u00ff{}', { 'Retry-After': '7', 'X-Thing': 'a' }, '429 Too Many')),
    );
    const { status, headers, body } = await sender.send();
    status.should.equal(429);
    (headers['retry-after'] ?? '').should.equal('7');
    (headers['x-thing'] ?? '').should.equal('a');
    body.toString('utf8').should.equal('\u00ff{}');
  });

  it('a reply in pieces is put together', async () => {
    const { sender } = await rig((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n');
      setImmediate(() => socket.write('4\r\n":1}\r\n0\r\n\r\n'));
    });
    (await sender.send()).body.toString().should.equal('{"a":1}');
  });

  it('N14: a redirect is the answer, and nobody goes where it points', async () => {
    const other = await Bytes.serve(ok);
    open.push(other);
    const { bytes, sender } = await rig((socket) =>
      socket.write(answer('', { Location: `${other.url}/v1.0/x` }, '307 Temporary')),
    );
    (await sender.send({ method: 'POST', body: Buffer.from('{}') })).status.should.equal(307);
    bytes.requests.should.have.length(1);
    other.sockets.should.have.length(0);
  });

  for (const url of ['http://', '//', '@', 'v1.0/x', '']) {
    it(`A3: what begins with "${url}" never leads to another host`, async () => {
      const other = await Bytes.serve(ok);
      open.push(other);
      const { sender } = await rig(ok);
      const host = other.url.slice('http://'.length);
      await sender
        .send({ url: url === 'v1.0/x' || url === '' ? url : `${url}${host}/v1.0/x` })
        .catch(() => undefined);
      other.sockets.should.have.length(0);
    });
  }

  it('an address in place of a path is refused before anything is sent', async () => {
    const { bytes, sender } = await rig(ok);
    const { error, delivery, transient } = await sender.fault({ url: 'http://127.0.0.1/v1.0/x' });
    [error.code, delivery, transient].should.deepEqual(['TUYA_BAD_REQUEST', 'not sent', false]);
    bytes.sockets.should.have.length(0);
  });

  it('a body of 5 MB goes out, a larger one does not', async () => {
    const { bytes, sender } = await rig(ok);
    const body = Buffer.alloc(MAX_BODY, 'x');
    await sender.send({ method: 'POST', body });
    const larger = await sender.fault({ method: 'POST', body: Buffer.concat([body, Buffer.from('x')]) });
    [larger.error.code, larger.delivery].should.deepEqual(['TUYA_BAD_REQUEST', 'not sent']);
    larger.error.message.should.match(/a body of at most 5 MB/);
    bytes.requests.should.have.length(1);
  });

  for (const [what, request] of [
    ['a name', { headers: { 'bad name': 'x' } }],
    ['a value', { headers: { 'x-euro': '\u20ac' } }],
    ['a path', { url: '/v1.0/\u00fc b' }],
    ['a method', { method: 'BAD METHOD' }],
  ] as const) {
    it(`A2: ${what} that HTTP cannot carry is refused, and leaves no half-made request behind`, async () => {
      const { bytes, sender } = await rig(ok);
      const { error, delivery, transient } = await sender.fault(request);
      [error.code, delivery, transient].should.deepEqual(['TUYA_BAD_REQUEST', 'not sent', false]);
      await sender.send();
      bytes.requests.should.have.length(1);
      bytes.sockets.should.have.length(1);
    });
  }

  it('a 101 that nobody asked for is a bad answer, at once', async () => {
    const { bytes, sender } = await rig((socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
    );
    const { error, delivery, transient } = await sender.fault();
    [error.code, delivery, transient].should.deepEqual(['TUYA_BAD_RESPONSE', 'unknown', false]);
    error.message.should.match(/101/);
    await bytes.hungUp();
  });

  it('what is not HTTP is a bad answer and no lost connection', async () => {
    const { bytes, sender } = await rig((socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'));
    const { error, delivery, transient } = await sender.fault();
    [error.code, delivery, transient].should.deepEqual(['TUYA_BAD_RESPONSE', 'unknown', false]);
    error.message.should.match(/not HTTP/);
    bytes.requests.should.have.length(1);
  });

  it('a reply that only a lenient parser takes is refused: two lengths, or a blank before the colon', async () => {
    for (const lines of ['Content-Length: 2\r\nTransfer-Encoding: chunked', 'Content-Length : 2']) {
      const { sender } = await rig((socket) => socket.write(`HTTP/1.1 200 OK\r\n${lines}\r\n\r\n{}`));
      (await sender.fault()).error.message.should.match(/not HTTP/);
    }
  });
});
