import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, LookupFunction, Socket } from 'node:net';
import 'should';
import { effortOf } from '../../../nodes/cloud/errors/effort';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { systemClock } from '../../../nodes/cloud/time/clock';
import { startCloud } from '../../simulator/index';
import type { Fault } from '../../simulator/faults';
import { selfSigned } from '../../support/certificate';
import { clientOf, failureOf, startRig } from '../../support/rig';
import type { Rig } from '../../support/rig';

const LIST = { method: 'GET', path: '/v1.0/devices' };
const COMMAND = {
  method: 'POST',
  path: '/v1.0/devices/lamp0001desk/commands',
  body: { commands: [{ code: 'switch_led', value: true }] },
};
const signal = new AbortController().signal;

describe('faults of the network', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
    await rig.call(LIST);
  });
  afterEach(() => rig.close());

  const reads = (): number => rig.cloud.businessCalls.length - 1;

  it('N1: a name that cannot be found is TUYA_NETWORK, after two repeats, for a command too: nothing was sent', async () => {
    let lookups = 0;
    const lookup: LookupFunction = (_name, _options, done) => {
      lookups++;
      done(Object.assign(new Error('no such host'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }), '');
    };
    const client = clientOf({ baseUrl: 'https://cloud.example' }, undefined, systemClock, {
      tls: { lookup },
    });
    // A token is asked for first, which is a read: what holds for it holds for all.
    const error = await failureOf(client.call(COMMAND, signal));
    await client.close();
    error.code.should.equal('TUYA_NETWORK');
    error.message.should.match(/No connection.*ENOTFOUND/).and.not.match(/unknown/);
    lookups.should.equal(3);
  });

  it('N2: a refused connection is TUYA_NETWORK, after two repeats, for a command too: nothing was sent', async () => {
    await rig.cloud.close();
    for (const call of [LIST, COMMAND]) {
      const error = await rig.call(call).catch((thrown: unknown) => thrown);
      if (!(error instanceof TuyaError)) throw new Error('The call should have failed');
      error.code.should.equal('TUYA_NETWORK');
      error.message.should.match(/No connection.*ECONNREFUSED/).and.not.match(/unknown/);
      effortOf(error).attempts.should.equal(3);
    }
    await rig.client.close();
    rig = await startRig();
  });

  for (const [row, fault] of [
    ['N3', 'reset'],
    ['N4', 'reset-mid-body'],
  ] as [string, Fault][]) {
    it(`${row}: ${JSON.stringify(fault)} is repeated for a read`, async () => {
      rig.cloud.fail(fault);
      (await rig.call(LIST)).attempts.should.equal(2);
      reads().should.equal(2);
    });

    it(`${row}: ${JSON.stringify(fault)} is never repeated for a command, whose outcome is unknown`, async () => {
      rig.cloud.fail(fault);
      const error = await failureOf(rig.call(COMMAND));
      error.code.should.equal('TUYA_NETWORK');
      error.message.should.match(/unknown/);
      reads().should.equal(1);
    });
  }

  it('N3: a command that ran before the reply was lost is executed exactly once', async () => {
    rig.cloud.fail('lost-reply');
    await failureOf(rig.call(COMMAND));
    rig.cloud.executed.should.have.length(1);
  });

  for (const [row, fault] of [
    ['N5', 'stall'],
    ['N6', 'drip'],
    ['N5', 'hang'],
  ] as [string, Fault][]) {
    it(`${row}: ${JSON.stringify(fault)} ends at the deadline`, async () => {
      rig.cloud.fail(fault, { times: Infinity });
      (await failureOf(rig.call(LIST, 300))).code.should.equal('TUYA_TIMEOUT');
      (await failureOf(rig.call(COMMAND, 300))).message.should.match(/unknown/);
      reads().should.equal(2);
    });
  }

  it('N7: a server that never takes the TLS handshake up ends at the deadline', async () => {
    const open: Socket[] = [];
    const server = createServer((socket) => open.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = clientOf({ baseUrl, timeout: 300 });
    const error = await failureOf(client.call(LIST, signal));
    error.code.should.equal('TUYA_TIMEOUT');
    error.message.should.match(/no connection/);
    await client.close();
    for (const socket of open) socket.destroy();
    server.close();
  });

  it('N8: a certificate that is not trusted is TUYA_TLS and never repeated', async () => {
    const cloud = await startCloud({ https: selfSigned() });
    const client = clientOf({ baseUrl: cloud.url });
    (await failureOf(client.call(LIST, signal))).code.should.equal('TUYA_TLS');
    cloud.calls.should.have.length(0);
    await client.close();
    await cloud.close();
  });

  for (const [row, fault, code] of [
    ['N9', 'cut-json', 'TUYA_BAD_RESPONSE'],
    ['N10', 'html', 'TUYA_BAD_RESPONSE'],
    ['N11', 'empty', 'TUYA_BAD_RESPONSE'],
    ['N11', 'null', 'TUYA_BAD_RESPONSE'],
    ['N11', 'array', 'TUYA_BAD_RESPONSE'],
    ['N11', 'success-string', 'TUYA_BAD_RESPONSE'],
  ] as [string, Fault, string][]) {
    it(`${row}: ${JSON.stringify(fault)} is ${code}`, async () => {
      rig.cloud.fail(fault);
      const error = await failureOf(rig.call(LIST));
      error.code.should.equal(code);
      error.message.should.match(/status 200/).and.not.match(/hotel/);
      reads().should.equal(1);
    });
  }

  it('N10: an HTML page with 502 is TUYA_HTTP_502, repeated for a read only', async () => {
    rig.cloud.fail('html-502', { times: Infinity });
    const error = await failureOf(rig.call(LIST));
    error.code.should.equal('TUYA_HTTP_502');
    error.message.should.not.match(/hotel/);
    reads().should.equal(3);
    (await failureOf(rig.call(COMMAND))).code.should.equal('TUYA_HTTP_502');
    reads().should.equal(4);
  });

  for (const [row, fault] of [
    ['N12', 'endless'],
    ['N13', 'gzip-bomb'],
    ['N13', 'brotli-bomb'],
  ] as [string, Fault][]) {
    it(`${row}: ${JSON.stringify(fault)} is cut off at 10 MB with flat memory`, async () => {
      rig.cloud.fail(fault);
      const before = process.memoryUsage().arrayBuffers;
      const error = await failureOf(rig.call(LIST));
      error.code.should.equal('TUYA_BAD_RESPONSE');
      error.message.should.match(/10 MB/);
      (process.memoryUsage().arrayBuffers - before).should.be.below(60e6);
      reads().should.equal(1);
    });
  }

  it('N16: a kept socket that the server closed between two calls is replaced, for a command too', async () => {
    await rig.cloud.hangUp();
    await rig.call(COMMAND);
    rig.cloud.executed.should.have.length(1);
    new Set(rig.cloud.businessCalls.map(({ socket }) => socket)).size.should.equal(2);
  });

  it('N14: a redirect is not followed, to the same origin or another', async () => {
    const other = await startCloud();
    for (const redirect of ['/v1.0/devices', `${other.url}/v1.0/devices`]) {
      rig.cloud.fail({ redirect });
      (await failureOf(rig.call(LIST))).code.should.equal('TUYA_HTTP_302');
    }
    other.calls.should.have.length(0);
    reads().should.equal(2);
    await other.close();
  });

  it('P10: 429 is repeated for reads at most twice; Retry-After beyond the deadline ends the call at once', async () => {
    rig.cloud.fail({ status: 429 }, { times: Infinity });
    (await failureOf(rig.call(LIST))).code.should.equal('TUYA_HTTP_429');
    reads().should.equal(3);
    rig.cloud.clearFaults();
    rig.cloud.fail({ status: 429, headers: { 'retry-after': '86400' } });
    (await failureOf(rig.call(LIST))).code.should.equal('TUYA_HTTP_429');
    reads().should.equal(4);
  });

  it('L1, RULES 11: a close aborts what is under way, and nothing is sent afterwards', async () => {
    rig.cloud.fail('hang', { times: Infinity });
    const pending = Promise.all(Array.from({ length: 40 }, () => failureOf(rig.call(LIST))));
    await rig.cloud.callCount(5);
    await rig.client.close();
    for (const { code } of await pending) code.should.equal('TUYA_ABORTED');
    const sent = rig.cloud.calls.length;
    (await failureOf(rig.call(LIST))).code.should.equal('TUYA_ABORTED');
    rig.cloud.calls.should.have.length(sent);
  });
});
