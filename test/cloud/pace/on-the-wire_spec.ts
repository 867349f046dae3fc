import { setMaxListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import 'should';
import { TuyaClient } from '../../../nodes/cloud/client';
import { createTransport } from '../../../nodes/cloud/wire/axios-transport';
import { startCloud } from '../../simulator/index';
import type { Call, Cloud } from '../../simulator/index';
import { FakeClock } from '../../support/fake-clock';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that are really in use. */
function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const CALLS = 10_000;
const MEGABYTE = 1024 * 1024;
const COMMAND = {
  method: 'POST',
  path: '/v1.0/devices/lamp0001desk/commands',
  body: { commands: [{ code: 'switch_led', value: true }] },
};

describe('the pace of an account on a real wire', () => {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  let clock: FakeClock;
  let cloud: Cloud;
  let client: TuyaClient;

  /** A cloud, and a client whose time only the test lets pass. */
  async function start(rateLimit: number, qps = 0): Promise<void> {
    clock = new FakeClock();
    cloud = await startCloud({ tolerance: Infinity });
    let n = 0;
    const { client_id, secret, url: baseUrl } = cloud;
    client = new TuyaClient(
      { client_id, secret, baseUrl, mode: 'simple', timeout: 60_000, rateLimit },
      {
        clock,
        transport: createTransport({ maxSockets: 16 }),
        nonce: () => `nonce${++n}`,
        random: () => 0.5,
      },
    );
    await client.getToken(signal);
    clock.advance(1000); // the token call took a start of its own
    cloud.calls.length = 0;
    cloud.qps = qps;
  }
  afterEach(async () => {
    await client.close();
    await cloud.close();
  });

  /** Lets time pass, for the cloud as well, until all is done. */
  async function pass(until: Promise<unknown>, step = 5): Promise<void> {
    const work = { done: false };
    const end = (): void => {
      work.done = true;
    };
    until.then(end, end);
    while (!work.done) {
      clock.advance(step);
      cloud.clockOffset += step;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until;
  }

  /** Sends a command again as soon as the one before has ended; tells when each one was refused, in rows without a success. */
  async function keepCommanding(milliseconds: number): Promise<{ executed: number; refusals: number[][] }> {
    const end = clock.monotonic() + milliseconds;
    const refusals: number[][] = [];
    let executed = 0;
    let row: number[] = [];
    while (clock.monotonic() < end) {
      const refused = await client.call(COMMAND, signal).then(
        () => false,
        () => true,
      );
      if (refused) {
        if (row.length === 0) refusals.push(row);
        row.push(clock.monotonic());
      } else {
        executed++;
        row = [];
      }
    }
    return { executed, refusals };
  }

  it('L7: ten thousand calls at fifty a second keep their order, and leave nothing behind', async () => {
    await start(50);
    const arrived: number[] = [];
    const line = {};
    cloud.on('arrived', ({ query }: Call) => {
      arrived.push(Number(query.n));
      cloud.calls.length = 0; // what the cloud remembers is not the client's
      clock.advance(20);
    });
    const round = (from: number, to: number): Promise<void> =>
      new Promise((resolve, reject) => {
        let left = to - from;
        for (let n = from; n < to; n++) {
          const call = { method: 'GET', path: '/v1.0/echo', query: { n } };
          client.call(call, signal, { line }).then(() => {
            if (--left === 0) resolve();
          }, reject);
        }
      });
    await round(0, 1000);
    const early = heapUsed();
    const began = clock.monotonic();
    await round(1000, 1000 + CALLS);
    (heapUsed() - early).should.be.below(MEGABYTE);
    arrived.should.eql([...Array(1000 + CALLS).keys()]);
    (clock.monotonic() - began).should.be.within((CALLS - 1) * 20, (CALLS + 1) * 20);
    client.waitingOf(line).should.equal(0);
  }).timeout(180_000);

  describe('a cloud that takes five calls a second, and a client that knows no limit', () => {
    it('P10: commands that keep coming are refused seldom', async () => {
      await start(0, 5);
      const work = keepCommanding(60_000);
      await pass(work);
      const { executed, refusals } = await work;
      executed.should.equal(cloud.executed.length);
      executed.should.be.above(150);
      refusals.flat().length.should.be.below(executed);
    });

    it('P10: an hour of overload costs few calls, further and further apart', async () => {
      await start(0);
      cloud.fail({ code: 1199 }, { times: Infinity });
      const hour = keepCommanding(3_600_000);
      await pass(hour, 50);
      const { executed, refusals } = await hour;
      executed.should.equal(0);
      const [times = []] = refusals;
      times.length.should.be.within(60, 120);
      const pauses = times.slice(1).map((time, i) => time - (times[i] ?? 0));
      const [first = 0, second = 0, third = 0] = pauses;
      [second > first * 1.5, third > second * 1.5].should.eql([true, true]);
      Math.max(...pauses).should.be.within(30_000, 61_000);

      cloud.clearFaults();
      const after = client.call(COMMAND, signal);
      await pass(after, 50);
      cloud.executed.should.have.length(1);
    });

    it('reads that come one after the other are all answered', async () => {
      await start(0, 5);
      const answered: number[] = [];
      const reader = async (): Promise<void> => {
        for (let n = 0; n < 60; n++) {
          const call = { method: 'GET', path: '/v1.0/echo', query: { n } };
          const { envelope } = await client.call(call, signal);
          answered.push(Number((envelope.result as { query: { n: string } }).query.n));
        }
      };
      await pass(reader());
      answered.should.eql([...Array(60).keys()]);
      cloud.calls.filter(({ code }) => code === 1199).length.should.be.within(1, 60);
    });
  });

  describe('RULES 9: a cloud that refuses', () => {
    const weather = (n: number) => ({ method: 'GET', path: '/v1.0/echo', query: { n } });
    const refused = (headers: Record<string, string> = {}): Parameters<Cloud['fail']>[0] => ({
      status: 429,
      headers,
      body: '{"success":false,"code":1199,"msg":"too many"}',
    });

    it('P10: sixteen reads that are refused with Retry-After do not go on asking while it lasts', async () => {
      await start(0);
      cloud.fail(refused({ 'retry-after': '4' }), { times: Infinity });
      const all = Promise.allSettled(Array.from({ length: 16 }, (_, n) => client.call(weather(n), signal)));
      const times: number[] = [];
      cloud.on('arrived', () => times.push(clock.monotonic()));
      await pass(all, 20);
      times.length.should.be.within(17, 32); // before, 43 to 48
      const [first = 0] = times;
      const later = times.slice(16).map((time) => time - first);
      for (const [i, time] of later.entries()) (time - (later[i - 1] ?? 0)).should.be.aboveOrEqual(4000);
    });

    it('P19, RULES 9: a poller that is always refused never holds a lamp for more than five seconds', async () => {
      await start(0);
      cloud.fail(refused({ 'retry-after': '60' }), { times: Infinity, path: '/v1.0/echo' });
      const waits: number[] = [];
      const day = async (): Promise<void> => {
        for (let n = 0; n < 20; n++) {
          const polls = Array.from({ length: 20 }, (_, i) => client.call(weather(n * 20 + i), signal));
          for (const poll of polls) poll.catch(() => undefined);
          const came = clock.monotonic();
          await client.call(COMMAND, signal);
          waits.push(clock.monotonic() - came);
        }
      };
      await pass(day(), 20);
      cloud.executed.should.have.length(20);
      Math.max(...waits).should.be.belowOrEqual(5500); // the command's own way takes some steps, which a loaded machine makes more
    });

    it('P10: an answer that is no refusal ends it, good or bad', async () => {
      await start(0);
      cloud.fail({ code: 1199 }, { times: 1 });
      cloud.fail({ code: 2001 }, { times: Infinity });
      const began = clock.monotonic();
      const hundred = async (): Promise<void> => {
        for (let n = 0; n < 100; n++) await client.call(COMMAND, signal).catch(() => undefined);
      };
      await pass(hundred(), 5);
      (clock.monotonic() - began).should.be.below(6000); // before, 25 s
    });
  });
});
