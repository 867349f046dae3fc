import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import 'should';
import { clientOf, failureOf } from '../support/rig';
import { FakeClock } from '../support/fake-clock';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';

const MINUTE = 60_000;
/** The longest pause after which a watched token is asked for again. */
const LONGEST_BACK_OFF = 5 * MINUTE;

/** Open sockets of this process. */
const sockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

describe('N17: an outage of an hour', function () {
  this.timeout(60_000);
  const { signal } = new AbortController();
  let cloud: Cloud;
  let clock: FakeClock;
  beforeEach(async () => {
    cloud = await startCloud();
    clock = new FakeClock();
    clock.wall = Date.now();
  });
  afterEach(async () => {
    await cloud.close().catch(() => undefined);
  });

  /** The cloud is gone; its port refuses. */
  async function goDown(): Promise<number> {
    const port = Number(new URL(cloud.url).port);
    await cloud.close();
    return port;
  }

  /** Waits for a call while time passes. */
  async function settled<T>(promise: Promise<T>): Promise<T> {
    const state = { over: false };
    const over = promise.finally(() => (state.over = true));
    over.catch(() => undefined);
    while (!state.over) {
      await new Promise((turn) => setTimeout(turn, 2));
      clock.advance(100);
    }
    return over;
  }

  it('a call each half minute leaves no timer and no socket, and the first after it goes well', async () => {
    const before = sockets();
    const client = clientOf(
      { client_id: cloud.client_id, secret: cloud.secret, baseUrl: cloud.url },
      undefined,
      clock,
    );
    const devices = (): Promise<unknown> =>
      settled(client.call({ method: 'GET', path: '/v1.0/devices' }, signal));
    await devices();
    const port = await goDown();
    for (let passed = 0; passed < 60 * MINUTE; passed += MINUTE / 2) {
      (await failureOf(devices())).code.should.equal('TUYA_NETWORK');
      clock.waiting.should.equal(0);
      clock.advance(MINUTE / 2);
    }
    sockets().should.be.belowOrEqual(before + 1); // the test's own server closed as well
    cloud = await startCloud({ port });
    clock.wall = Date.now();
    await devices();
    // The token of before the outage means nothing to this cloud.
    cloud.calls
      .map(({ kind, code }) => [kind, code])
      .should.eql([
        ['business', 1010],
        ['token', undefined],
        ['business', undefined],
      ]);
    clock.waiting.should.equal(0);
    await client.close();
  });

  it('a watched token waits with one timer and is told within one back-off', async () => {
    cloud.tokenLife = 600;
    const client = clientOf(
      { client_id: cloud.client_id, secret: cloud.secret, baseUrl: cloud.url },
      undefined,
      clock,
    );
    const told: string[] = [];
    client.watch(({ access_token }) => told.push(access_token));
    await settled(client.getToken(signal));
    told.should.have.length(1);
    const port = await goDown();
    // An hour in steps in which a refused call can end.
    for (let passed = 0; passed < 60 * MINUTE; passed += 5000) {
      clock.advance(5000);
      await new Promise((turn) => setTimeout(turn, 2));
      clock.waiting.should.be.belowOrEqual(3); // the renewal's timer, or its deadline and the pause before a repeat
    }
    cloud = await startCloud({ port });
    cloud.tokenLife = 600;
    const next = once(cloud, 'call');
    let waited = 0;
    const state = { begun: false, asked: false };
    void next.then(() => (state.asked = true));
    const begun = new Promise<void>((resolve) => {
      client.onRenewing((renewing) => {
        if (renewing) resolve();
      });
    });
    void begun.then(() => (state.begun = true));
    for (; !state.asked && waited < 2 * LONGEST_BACK_OFF; waited += 5000) {
      clock.wall = Date.now();
      clock.advance(5000);
      await new Promise((turn) => setTimeout(turn, 5));
      if (state.begun) await next; // however long the machine takes to connect
    }
    waited.should.be.belowOrEqual(LONGEST_BACK_OFF + 10_000);
    await settled(client.getToken(signal));
    told.should.have.length(2);
    clock.waiting.should.equal(1);
    await client.close();
    clock.waiting.should.equal(0);
  });

  it('memory stays as it is', async () => {
    const client = clientOf({ baseUrl: cloud.url }, undefined, clock);
    await goDown();
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const weigh = (): number => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const poll = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++)
        await failureOf(settled(client.call({ method: 'GET', path: '/v1.0/devices' }, signal)));
    };
    await poll(20);
    const before = weigh();
    await poll(60);
    (weigh() - before).should.be.below(1024 * 1024);
    await client.close();
  });
});
