import { once } from 'node:events';
import should from 'should';
import { TuyaClient } from '../../../nodes/cloud/client';
import type { CallOptions } from '../../../nodes/cloud/calls';
import { createTransport } from '../../../nodes/cloud/wire/axios-transport';
import { countingMeter } from '../../support/counting-meter';
import type { Answer } from '../../../nodes/cloud/call/plan';
import type { ApiCall } from '../../../nodes/cloud/request/build';
import { TokenStore } from '../../../nodes/cloud/storage/token-store';
import { Abort } from '../../../nodes/cloud/time/signal';
import { aborted } from '../../../nodes/cloud/errors/tuya-error';
import { startCloud } from '../../simulator/index';
import type { Cloud } from '../../simulator/index';
import { FakeClock } from '../../support/fake-clock';
import { MemoryStorage } from '../../support/memory-storage';
import { clientOf, failureOf } from '../../support/rig';

const LAMP = '/v1.0/devices/lamp0001desk';
const COMMAND = {
  method: 'POST',
  path: `${LAMP}/commands`,
  body: { commands: [{ code: 'switch_led', value: true }] },
};
const MINUTE = { reuse: 60_000 };

describe('RULES 13: reuse of an account on a real wire', () => {
  let cloud: Cloud;
  let clock: FakeClock;
  let client: TuyaClient;
  beforeEach(async () => {
    clock = new FakeClock();
    cloud = await startCloud({ tolerance: Infinity });
    client = clientOf({ ...keyOf(cloud), rateLimit: 0 }, undefined, clock);
  });
  afterEach(async () => {
    await client.close();
    await cloud.close();
  });
  const keyOf = ({ client_id, secret, url: baseUrl }: Cloud): Record<string, string> => ({
    client_id,
    secret,
    baseUrl,
  });
  const call = (
    what: Partial<ApiCall>,
    options: CallOptions = MINUTE,
    signal = new Abort(),
  ): Promise<Answer> => client.call({ method: 'GET', path: `${LAMP}/status`, ...what }, signal, options);
  /** Paths that the cloud was asked for, in order. */
  const paths = (): string[] => cloud.businessCalls.map(({ method, path }) => `${method} ${path}`);
  const isOn = async (options = MINUTE): Promise<unknown> => {
    const rows = (await call({}, options)).envelope.result as { code: string; value: unknown }[];
    return rows.find(({ code }) => code === 'switch_led')?.value;
  };

  it('five who ask at once, and one later, cost one call', async () => {
    const five = await Promise.all(Array.from({ length: 5 }, () => call({})));
    clock.advance(60_000);
    five.push(await call({}));
    cloud.businessCalls.should.have.length(1);
    new Set(five.map(({ envelope }) => JSON.stringify(envelope))).size.should.equal(1);
    five.map(({ age }) => age).should.eql([0, 0, 0, 0, 0, 60_000]);
    clock.advance(1);
    await call({});
    cloud.businessCalls.should.have.length(2);
  });

  it('who asks for no reuse always asks, and is not told of an age', async () => {
    const answers = [await call({}, {}), await call({}, { reuse: 0 }), await call({}, { reuse: 0 })];
    cloud.businessCalls.should.have.length(3);
    answers.map((answer) => 'age' in answer).should.eql([false, false, false]);
  });

  it('neither the pace nor those who wait hold up what is in memory', async () => {
    await client.close();
    client = clientOf({ ...keyOf(cloud), rateLimit: 1 }, undefined, clock);
    await client.getToken(new Abort());
    clock.advance(1000); // the token call took a start of its own
    await call({});
    const waiting = [call({ path: LAMP }, {}), call({ path: '/v1.0/devices/sock0001coffee' }, {})].map(
      failureOf,
    );
    for (let n = 0; n < 100; n++) should((await call({})).age).equal(0);
    await client.close();
    await Promise.all(waiting);
  });

  it('what is in memory counts nowhere, and what is shared once', async () => {
    const counted: string[] = [];
    await client.close();
    const platform = {
      clock,
      transport: createTransport({ maxSockets: 4 }),
      nonce: () => `nonce${counted.length}${clock.mono++}`,
      random: () => 0,
      meter: countingMeter((what) => counted.push(what)),
    };
    const { client_id, secret, url: baseUrl } = cloud;
    const account = { mode: 'simple', client_id, secret, baseUrl, timeout: 5000, rateLimit: 0 } as const;
    client = new TuyaClient(account, platform);
    await Promise.all([call({}), call({})]);
    await call({});
    counted.should.eql(['token', 'read']);
    cloud.calls.should.have.length(2);
  });

  it('a command ends what its device has answered; one to another device does not', async () => {
    should(await isOn()).equal(false);
    await call({
      ...COMMAND,
      path: '/v1.0/devices/sock0001coffee/commands',
      body: { commands: [{ code: 'switch_1', value: true }] },
    });
    should(await isOn()).equal(false);
    paths()
      .filter((path) => path.startsWith('GET'))
      .should.have.length(1);
    await call(COMMAND);
    should(await isOn()).equal(true);
    should(await isOn()).equal(true);
    paths()
      .filter((path) => path.startsWith('GET'))
      .should.have.length(2);
  });

  it('a command that was refused ends it too', async () => {
    await isOn();
    cloud.fail({ code: 2008 }, { method: 'POST' });
    (await failureOf(call(COMMAND))).code.should.equal('TUYA_2008');
    await isOn();
    paths()
      .filter((path) => path.startsWith('GET'))
      .should.have.length(2);
  });

  it('a scene ends all but the weather', async () => {
    const weather = { path: '/v1.0/cities/793409534348627968/weathers' };
    await call({});
    await call(weather);
    await call({ method: 'POST', path: '/v1.0/homes/1/scenes/abc123def/trigger' }).catch(() => undefined);
    await call({});
    await call(weather);
    paths()
      .filter((path) => path.startsWith('GET'))
      .should.eql([`GET ${LAMP}/status`, `GET ${weather.path}`, `GET ${LAMP}/status`]);
  });

  it('each has its own time; the call goes on for who has more', async () => {
    await client.getToken(new Abort());
    cloud.fail('hang');
    const arrived = once(cloud, 'arrived');
    const short = failureOf(call({}, { ...MINUTE, timeout: 1000 }));
    const long = failureOf(call({}, { ...MINUTE, timeout: 3000 }));
    await arrived;
    clock.advance(1000);
    (await short).should.match({ code: 'TUYA_TIMEOUT', message: /within 1 seconds/ });
    cloud.businessCalls.should.have.length(1);
    clock.advance(2000);
    (await long).should.match({ code: 'TUYA_TIMEOUT', message: /within 3 seconds/ });
    should(await isOn()).equal(false);
  });

  it('one who is closed leaves the others their question', async () => {
    await client.getToken(new Abort());
    const [one, other] = [new Abort(), new Abort()];
    cloud.fail('hang');
    const arrived = once(cloud, 'arrived');
    const waiting = [failureOf(call({}, MINUTE, one)), failureOf(call({}, MINUTE, other))];
    await arrived;
    one.abort(aborted());
    should((await waiting[0])?.code).equal('TUYA_ABORTED');
    const third = failureOf(call({}));
    await client.close();
    (await Promise.all([...waiting, third]))
      .map(({ code }) => code)
      .should.eql(Array(3).fill('TUYA_ABORTED'));
    cloud.businessCalls.should.have.length(1);
    (await failureOf(call({}))).code.should.equal('TUYA_ABORTED');
    clock.waiting.should.equal(0);
  });

  it('a closed account answers nothing from memory', async () => {
    await call({});
    await client.close();
    (await failureOf(call({}))).code.should.equal('TUYA_ABORTED');
  });

  it('each page of a list is a question of its own, and the oldest page is its age', async () => {
    cloud.addDevices(45 - cloud.devices.length);
    const path = '/v1.0/iot-01/associated-users/devices';
    const list = async (query: object, maxPages = 100): Promise<(number | undefined)[]> => {
      const ages = [];
      for await (const { answer } of client.pages(
        { method: 'GET', path, query: { size: 20, ...query } },
        maxPages,
        new Abort(),
        MINUTE,
      )) {
        ages.push(answer.age);
      }
      return ages;
    };
    (await list({}, 2)).should.eql([0, 0]);
    clock.advance(1000);
    (await list({})).should.eql([1000, 1000, 0]);
    cloud.businessCalls.should.have.length(3);
  });

  it('parts of a long list of ids are questions of their own, and the oldest is the age of all', async () => {
    cloud.addDevices(30 - cloud.devices.length);
    const ids = cloud.devices.map(({ id }) => id);
    const path = '/v1.0/devices/status';
    await call({ path, query: { device_ids: ids.slice(0, 20) } });
    clock.advance(1000);
    should((await call({ path, query: { device_ids: ids } })).age).equal(1000);
    cloud.businessCalls.should.have.length(2);
    ((await call({ path, query: { device_ids: ids } }, {})).age === undefined).should.be.true();
  });

  it('what is wrong is said before anything is sent', async () => {
    for (const reuse of [-1, NaN, Infinity]) {
      (await failureOf(call({}, { reuse }))).code.should.equal('TUYA_BAD_REQUEST');
    }
    cloud.calls.should.have.length(0);
  });

  it('in simple mode a forgotten token takes the answers along', async () => {
    await call({});
    await client.forget();
    await call({});
    cloud.businessCalls.should.have.length(2);
  });

  describe('in code mode', () => {
    beforeEach(async () => {
      await client.close();
      const key = { client_id: cloud.client_id, secret: cloud.secret };
      client = clientOf(keyOf(cloud), new TokenStore(key, new MemoryStorage(), () => undefined), clock);
    });
    const HOMES = { path: '/v1.0/users/uid-anna/homes' };
    const authorize = (uid: string): Promise<unknown> =>
      client.exchange(cloud.issueCode(uid), '', new Abort());

    it('each user has answers of the own, and one who is alone need not be named', async () => {
      await authorize('uid-anna');
      await call(HOMES);
      should((await call(HOMES, { ...MINUTE, uid: 'uid-anna' })).age).equal(0);
      cloud.businessCalls.should.have.length(1);
      await authorize('uid-ben');
      await call(HOMES, { ...MINUTE, uid: 'uid-ben' }).catch(() => undefined);
      cloud.businessCalls.should.have.length(2);
      (await failureOf(call(HOMES))).code.should.equal('TUYA_USER_REQUIRED');
      await call(HOMES, { ...MINUTE, uid: 'uid-anna' });
      cloud.businessCalls.should.have.length(2);
    });

    it('who was forgotten, or has authorized anew, has none', async () => {
      await authorize('uid-anna');
      await call(HOMES);
      await authorize('uid-anna');
      await call(HOMES);
      cloud.businessCalls.should.have.length(2);
      client.requireUsers().learn('uid-anna');
      await call(HOMES);
      cloud.businessCalls.should.have.length(3);
      await client.requireUsers().forget('uid-anna');
      (await failureOf(call(HOMES, { ...MINUTE, uid: 'uid-anna' }))).code.should.equal(
        'TUYA_AUTHORIZATION_REQUIRED',
      );
      (await failureOf(call(HOMES))).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
      cloud.businessCalls.should.have.length(3);
    });
  });
});
