import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo, LookupFunction, Socket, TcpNetConnectOpts } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { AxiosHeaders } from 'axios';
import 'should';
import { TuyaError, aborted } from '../../../nodes/cloud/errors/tuya-error';
import { Abort } from '../../../nodes/cloud/time/signal';
import { httpAdapter } from '../../../nodes/cloud/wire/http-adapter';
import type { TransportFault } from '../../../nodes/cloud/wire/transport';
import { blackHole } from '../../support/black-hole';
import { selfSigned } from '../../support/certificate';
import { freePort } from '../../support/free-port';
import { Bytes, Sender, answer } from '../../support/wire';
import type { Script } from '../../support/wire';

/** A lookup that asks nobody. */
type Addresses = { address: string; family: number }[];
function looksUp(outcome: Addresses | Error | 'never'): LookupFunction {
  return (_name, { all }, done) => {
    if (outcome === 'never') return;
    if (outcome instanceof Error) done(outcome, '');
    else if (all === true) done(null, outcome);
    else done(null, outcome[0]?.address ?? '', outcome[0]?.family);
  };
}

/** A signal that counts who listens. */
class Watched extends Abort {
  listening = 0;
  most = 0;
  override addEventListener(type: 'abort', listener: () => void): void {
    type.should.equal('abort');
    this.most = Math.max(this.most, ++this.listening);
    super.addEventListener(type, listener);
  }
  override removeEventListener(type: 'abort', listener: () => void): void {
    type.should.equal('abort');
    this.listening--;
    super.removeEventListener(type, listener);
  }
}

/** An agent whose sockets can be looked at. */
function watched(): [Agent, Socket[]] {
  const sockets: Socket[] = [];
  const agent = new Agent();
  Object.assign(agent, {
    createConnection: (options: TcpNetConnectOpts) => {
      const socket = connect(options);
      sockets.push(socket);
      return socket;
    },
  });
  return [agent, sockets];
}

const late = (): TuyaError => new TuyaError('TUYA_TIMEOUT', 'No answer within 1 seconds');

describe('what became of a request that failed', () => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  async function rig(script: Script): Promise<{ bytes: Bytes; sender: Sender }> {
    const bytes = await Bytes.serve(script);
    open.push(bytes);
    return { bytes, sender: to(bytes.url) };
  }
  function to(url: string, options: ConstructorParameters<typeof Sender>[1] = {}): Sender {
    const sender = new Sender(url, options);
    open.push(sender.transport);
    return sender;
  }
  function shown({ error, delivery, transient }: TransportFault): unknown[] {
    return [error.code, delivery, transient];
  }

  const NOT_SENT = ['TUYA_NETWORK', 'not sent', true];
  const LOST = ['TUYA_NETWORK', 'unknown', true];

  for (const code of ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ESERVFAIL', 'ECONNREFUSED']) {
    it(`N1: a name that is not found (${code}): nothing was sent`, async () => {
      const failure = Object.assign(new Error('lookup'), { code, syscall: 'getaddrinfo' });
      const fault = await to('https://cloud.example', { tls: { lookup: looksUp(failure) } }).fault();
      shown(fault).should.deepEqual(NOT_SENT);
      fault.error.message.should.equal(`No connection to the cloud (${code})`);
    });
  }

  it('N2: a refused connection: nothing was sent', async () => {
    const fault = await to(`http://127.0.0.1:${await freePort()}`).fault();
    shown(fault).should.deepEqual(NOT_SENT);
    fault.error.message.should.match(/ECONNREFUSED/);
  });

  it('N2: several addresses that all fail, told in one error without a system call: nothing was sent', async () => {
    const both = [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ];
    const tls = { lookup: looksUp(both), autoSelectFamily: true };
    const fault = await to(`https://cloud.example:${await freePort()}`, { tls }).fault();
    shown(fault).should.deepEqual(NOT_SENT);
    fault.error.message.should.match(/ECONNREFUSED/);
  });

  it('N3: a reset before the reply: unknown', async () => {
    const { sender } = await rig((socket) => socket.resetAndDestroy());
    const fault = await sender.fault();
    shown(fault).should.deepEqual(LOST);
    fault.error.message.should.equal('The connection was lost (ECONNRESET)');
  });

  it('N3: a reset of a connection that was kept from the call before: unknown', async () => {
    const { bytes, sender } = await rig((socket, _text, count) =>
      count === 1 ? socket.write(answer('{}')) : socket.resetAndDestroy(),
    );
    await sender.send();
    shown(await sender.fault()).should.deepEqual(LOST);
    bytes.sockets.should.have.length(1);
  });

  it('N3: a reset before the reply, over TLS: unknown', async () => {
    const tls = selfSigned();
    const bytes = await Bytes.serve((socket) => socket.destroy(), tls);
    open.push(bytes);
    shown(await to(bytes.url, { tls: { ca: tls.cert } }).fault()).should.deepEqual(LOST);
  });

  it('N3: an end in place of a reply: unknown', async () => {
    const { sender } = await rig((socket) => socket.end());
    shown(await sender.fault()).should.deepEqual(LOST);
  });

  for (const [what, end] of [
    ['reset', (socket: Socket) => socket.resetAndDestroy()],
    ['closed', (socket: Socket) => socket.end()],
  ] as const) {
    it(`N4: a body whose connection is ${what}: unknown, packed or not, counted or in chunks`, async () => {
      const packed = gzipSync('{"success":true}');
      for (const head of [
        'Content-Length: 1000\r\n\r\n{"success":true,',
        'Transfer-Encoding: chunked\r\n\r\n5\r\n{"suc\r\n',
        `Content-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n${packed.subarray(0, 12).toString('latin1')}`,
      ]) {
        const { sender } = await rig((socket) =>
          socket.write(`HTTP/1.1 200 OK\r\n${head}`, 'latin1', () => end(socket)),
        );
        shown(await sender.fault()).should.deepEqual(LOST);
      }
    });
  }

  it('N18: EHOSTUNREACH of a connection that stands: unknown; of one that is being made: nothing was sent', async () => {
    const failure = (syscall: string): Error =>
      Object.assign(new Error(syscall), { code: 'EHOSTUNREACH', syscall });
    const [agent, sockets] = watched();
    const { bytes } = await rig(() => sockets[0]?.destroy(failure('read')));
    const target = { base: new URL(bytes.url), agent, proxied: false, closing: new Abort() };
    const config = { url: '/v1.0/x', method: 'post', headers: new AxiosHeaders() };
    const fault = (await httpAdapter(target)(config).catch((thrown: unknown) => thrown)) as TransportFault;
    shown(fault).should.deepEqual(LOST);
    fault.error.message.should.match(/EHOSTUNREACH/);
    const tls = { lookup: looksUp(failure('connect')) };
    shown(await to('https://cloud.example', { tls }).fault()).should.deepEqual(NOT_SENT);
  });

  it('a request that has ended listens to nobody any more', async () => {
    const closing = new Watched();
    const signal = new Watched();
    for (const script of [
      (socket: Socket) => socket.write(answer('{}')),
      (socket: Socket) => socket.destroy(),
    ]) {
      const { bytes } = await rig(script);
      const [agent] = watched();
      const target = { base: new URL(bytes.url), agent, proxied: false, closing };
      const config = { url: '/v1.0/x', headers: new AxiosHeaders(), signal };
      await httpAdapter(target)(config).catch(() => undefined);
      [closing.listening, signal.listening].should.deepEqual([0, 0]);
      agent.destroy();
    }
    [closing.most, signal.most].should.deepEqual([1, 1]);
  });

  it('a reset in the TLS handshake: nothing was sent', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(server);
    const { port } = server.address() as AddressInfo;
    shown(await to(`https://127.0.0.1:${port}`).fault()).should.deepEqual(NOT_SENT);
  });

  for (const [what, reason, code, text] of [
    ['a time-out', late(), 'TUYA_TIMEOUT', /no connection came about/],
    ['a close', aborted(), 'TUYA_ABORTED', /closed/],
  ] as const) {
    it(`N7: ${what} while the name is looked up: nothing was sent`, async () => {
      const signal = new Abort();
      const failing = to('https://cloud.example', { tls: { lookup: looksUp('never') } }).fault({}, signal);
      await turn();
      await turn();
      signal.abort(reason);
      const fault = await failing;
      shown(fault).should.deepEqual([code, 'not sent', false]);
      fault.error.message.should.match(text);
    });

    it(`N7: ${what} while TLS is in the making: nothing was sent`, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      open.push(server);
      const { port } = server.address() as AddressInfo;
      const signal = new Abort();
      const failing = to(`https://127.0.0.1:${port}`).fault({}, signal);
      const [socket] = (await once(server, 'connection')) as [Socket];
      await once(socket.resume(), 'data');
      signal.abort(reason);
      shown(await failing).should.deepEqual([code, 'not sent', false]);
    });

    it(`N7: ${what} while the connection is being made: nothing was sent`, async () => {
      const hole = await blackHole();
      open.push(hole);
      const [agent, sockets] = watched();
      const signal = new Abort();
      const target = {
        base: new URL(`http://127.0.0.1:${hole.port}`),
        agent,
        proxied: false,
        closing: signal,
      };
      const config = { url: '/v1.0/x', method: 'post', headers: new AxiosHeaders() };
      const failing = httpAdapter(target)(config).catch((thrown: unknown) => (thrown as Error).cause);
      await turn();
      (sockets[0]?.connecting ?? false).should.be.true();
      signal.abort(reason);
      shown((await failing) as TransportFault).should.deepEqual([code, 'not sent', false]);
      (sockets[0]?.destroyed ?? false).should.be.true();
    });

    it(`${what} after the request went out: unknown`, async () => {
      const { bytes, sender } = await rig(() => undefined);
      const signal = new Abort();
      const failing = sender.fault({ method: 'POST', body: Buffer.from('{}') }, signal);
      await bytes.request();
      signal.abort(reason);
      const fault = await failing;
      shown(fault).should.deepEqual([code, 'unknown', false]);
      fault.error.should.equal(reason);
      await bytes.hungUp();
    });
  }
});
