import type { Socket } from 'node:net';
import 'should';
import { MAX_TOKEN_SOCKETS } from '../../../nodes/cloud/limits';
import { Abort } from '../../../nodes/cloud/time/signal';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { Bytes, Sender, answer } from '../../support/wire';
import type { Script } from '../../support/wire';

const MANY = Array.from({ length: 20 }, (_, n) => n);
const COMMAND = { method: 'POST', body: Buffer.from('{}') };

describe('sockets', () => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  async function rig(script: Script, maxSockets = 4): Promise<{ bytes: Bytes; sender: Sender }> {
    const bytes = await Bytes.serve(script);
    const sender = new Sender(bytes.url, { maxSockets });
    open.push(bytes, sender.transport);
    return { bytes, sender };
  }
  const ok: Script = (socket) => socket.write(answer('{}'));

  it('one is kept and used again', async () => {
    const { bytes, sender } = await rig(ok);
    for (const request of [{}, COMMAND, {}]) await sender.send(request);
    bytes.sockets.should.have.length(1);
  });

  it('one is used again after a reply that is an error, and after one that was packed', async () => {
    const { bytes, sender } = await rig((socket, _text, count) =>
      socket.write(count === 1 ? answer('', {}, '502 Bad') : answer('{}')),
    );
    for (const request of [{}, {}]) await sender.send(request);
    bytes.sockets.should.have.length(1);
  });

  it('are never more than allowed at once; who waits for one gets one', async () => {
    const { bytes, sender } = await rig((socket) => setTimeout(() => socket.write(answer('{}')), 5));
    await Promise.all(MANY.map(() => sender.send()));
    bytes.requests.should.have.length(20);
    bytes.sockets.should.have.length(4);
  });

  const TOKEN = { url: '/v1.0/token', lane: 'token' } as const;

  it('token calls have some of their own, and no more: slow calls take none of them, nor they one of theirs', async () => {
    const held: Socket[] = [];
    const { bytes, sender } = await rig((socket) => held.push(socket));
    const slow = MANY.map(() => sender.fault());
    await bytes.request(4);
    const tokens = MANY.map(() => sender.fault(TOKEN));
    await bytes.request(4 + MAX_TOKEN_SOCKETS);
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
    bytes.sockets.should.have.length(4 + MAX_TOKEN_SOCKETS);
    bytes.requests.filter((text) => text.includes(TOKEN.url)).should.have.length(MAX_TOKEN_SOCKETS);
    sender.transport.close();
    await Promise.all([...slow, ...tokens]);
  });

  it('a token call that hangs holds no other one, however many slow calls there are', async () => {
    const { bytes, sender } = await rig((socket, text) => {
      if (text.includes(TOKEN.url) && !text.includes('hangs')) socket.write(answer('{}'));
    });
    const hangs = [...MANY.map(() => sender.fault()), sender.fault({ ...TOKEN, url: `${TOKEN.url}/hangs` })];
    await bytes.request(5);
    await Promise.all([sender.send(TOKEN), sender.send(TOKEN)]);
    sender.transport.close();
    await Promise.all(hangs);
  });

  for (const [what, request] of [
    ['a command', COMMAND],
    ['a token call', { lane: 'token' }],
  ] as const) {
    it(`N16: one that the server closed between two calls is never given ${what}`, async () => {
      const { bytes, sender } = await rig(ok);
      for (let turns = 0; turns < 5; turns++) {
        await sender.send(request);
        const last = bytes.sockets.at(-1);
        if (last === undefined) throw new Error('There is no socket');
        // The end is on its way, and has been noticed or not.
        await new Promise<void>((resolve) => last.end(resolve));
        for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
        await sender.send(request);
        bytes.sockets.should.have.length(2 * (turns + 1));
        bytes.requests.should.have.length(2 * (turns + 1));
        await new Promise<void>((resolve) => bytes.sockets.at(-1)?.end(resolve));
        await bytes.hungUp(bytes.sockets.length - 1);
      }
    });
  }

  it('N16: one that the server says it will close is not used again', async () => {
    const { bytes, sender } = await rig((socket) => socket.write(answer('{}', { Connection: 'close' })));
    await sender.send();
    await sender.send(COMMAND);
    bytes.sockets.should.have.length(2);
  });

  it('one whose reply was given up is not used again', async () => {
    const { bytes, sender } = await rig((socket, _text, count) =>
      socket.write(count === 1 ? 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{' : answer('{}')),
    );
    const signal = new Abort();
    const failing = sender.fault({}, signal);
    await bytes.request();
    signal.abort(new TuyaError('TUYA_TIMEOUT', 'late'));
    await failing;
    await sender.send();
    bytes.sockets.should.have.length(2);
  });

  it('N5: a stall after the headers ends when the signal says so; so does N6, a drip', async () => {
    for (const drips of [false, true]) {
      const { bytes, sender } = await rig((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
        if (!drips) return;
        const timer = setInterval(() => socket.write(' '), 5);
        socket.once('close', () => {
          clearInterval(timer);
        });
      });
      const signal = new Abort();
      const failing = sender.fault({}, signal);
      await bytes.request();
      const timeout = new TuyaError('TUYA_TIMEOUT', 'late');
      signal.abort(timeout);
      const { error, delivery } = await failing;
      error.should.equal(timeout);
      delivery.should.equal('unknown');
      await bytes.hungUp();
    }
  });

  it('a signal that has aborted before sends nothing', async () => {
    const { bytes, sender } = await rig(ok);
    const signal = new Abort();
    signal.abort(new TuyaError('TUYA_TIMEOUT', 'late'));
    const { error, delivery } = await sender.fault({}, signal);
    [error.code, delivery].should.deepEqual(['TUYA_TIMEOUT', 'not sent']);
    bytes.sockets.should.have.length(0);
  });

  it('a signal that aborts while the reply is handed over: nobody knows', async () => {
    const { sender } = await rig(ok);
    const timeout = new TuyaError('TUYA_TIMEOUT', 'late');
    const signal = new Abort();
    // It aborts when nobody listens any more, and the reply has not got to its reader.
    signal.removeEventListener = () => {
      signal.aborted = true;
      signal.reason = timeout;
    };
    const { error, delivery } = await sender.fault({}, signal);
    error.should.equal(timeout);
    delivery.should.equal('unknown');
  });

  it('who waits for a socket and gives up is not sent later', async () => {
    const held: Socket[] = [];
    const { bytes, sender } = await rig((socket) => held.push(socket), 1);
    const first = sender.send();
    await bytes.request();
    const signal = new Abort();
    const waits = sender.fault(COMMAND, signal);
    await new Promise(setImmediate);
    signal.abort(new TuyaError('TUYA_TIMEOUT', 'late'));
    (await waits).delivery.should.equal('not sent');
    held[0]?.write(answer('{}'));
    await first;
    const next = sender.send();
    await bytes.request(2);
    held[1]?.write(answer('{}'));
    await next;
    bytes.requests.filter((text) => text.startsWith('POST')).should.have.length(0);
  });

  it('a call leaves no listener on the signal it was given', async () => {
    const { sender } = await rig((socket, _text, count) =>
      count === 1 ? socket.write(answer('{}')) : socket.resetAndDestroy(),
    );
    const listeners = new Set<unknown>();
    let most = 0;
    const signal = {
      aborted: false,
      reason: undefined as unknown,
      addEventListener: (type: 'abort', listener: () => void): void => {
        type.should.equal('abort');
        listeners.add(listener);
        most = Math.max(most, listeners.size);
      },
      removeEventListener: (type: 'abort', listener: () => void): void => {
        type.should.equal('abort');
        listeners.delete(listener);
      },
    };
    await sender.transport.send({ method: 'GET', baseUrl: sender.baseUrl, url: '/', headers: {} }, signal);
    listeners.size.should.equal(0);
    await sender.transport
      .send({ method: 'GET', baseUrl: sender.baseUrl, url: '/', headers: {} }, signal)
      .catch(() => undefined);
    listeners.size.should.equal(0);
    most.should.equal(1);
  });

  describe('after a close', () => {
    it('what is under way and what waits for a socket has failed, every socket is gone, and nothing is sent', async () => {
      const { bytes, sender } = await rig(() => undefined, 2);
      const failing = [
        ...MANY.map(() => sender.fault()),
        sender.fault({ lane: 'token' }),
        sender.fault({ lane: 'token' }),
      ];
      await bytes.request(4);
      sender.transport.close();
      const faults = await Promise.all(failing);
      faults.should.matchEach(({ error, transient }: { error: TuyaError; transient: boolean }) => {
        [error.code, transient].should.deepEqual(['TUYA_ABORTED', false]);
      });
      faults.filter(({ delivery }) => delivery === 'unknown').should.have.length(4);
      await Promise.all(bytes.sockets.map((_socket, number) => bytes.hungUp(number)));
      const later = await sender.fault();
      [later.error.code, later.delivery].should.deepEqual(['TUYA_ABORTED', 'not sent']);
      // A server that is asked by somebody else now has seen all that was on its way before.
      const other = new Sender(bytes.url);
      open.push(other.transport);
      const asked = other.fault();
      await bytes.request(5);
      other.transport.close();
      await asked;
      bytes.requests.should.have.length(5);
      bytes.sockets.should.have.length(5);
    });

    it('a kept socket is gone too', async () => {
      const { bytes, sender } = await rig(ok);
      await sender.send();
      sender.transport.close();
      await bytes.hungUp();
    });
  });
});
