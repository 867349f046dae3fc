import { once } from 'node:events';
import should from 'should';
import { Abort } from '../../../nodes/cloud/time/signal';
import { FakeClock } from '../../support/fake-clock';
import { clientOf, failureOf, startRig } from '../../support/rig';
import { freePort } from '../../support/free-port';
import type { Rig } from '../../support/rig';

const never = new Abort();
const LIST = { method: 'GET', path: '/v1.0/devices' };
const COMMAND = {
  method: 'POST',
  path: '/v1.0/devices/lamp0001desk/commands',
  body: { commands: [{ code: 'switch_led', value: true }] },
};
const UNKNOWN = /whether the command was executed is unknown/;

describe('performing a call', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.close());

  describe('a command whose fate is unknown says so', () => {
    beforeEach(() => rig.call(LIST));
    for (const fault of [
      'cut-json',
      'html',
      'empty',
      'reset',
      'reset-mid-body',
      { status: 500 },
      { status: 502 },
      { status: 504 },
      { code: 500 },
    ] as const) {
      it(`after ${typeof fault === 'string' ? fault : JSON.stringify(fault)}`, async () => {
        rig.cloud.fail(fault, { kind: 'business' });
        const error = await failureOf(rig.call(COMMAND));
        error.message.should.match(UNKNOWN);
        error.hint.should.match(/Read the device back/);
        rig.cloud.businessCalls.should.have.length(2);
      });
    }

    it('after a close on the way', async () => {
      rig.cloud.delay = 500;
      const error = failureOf(rig.call(COMMAND));
      await once(rig.cloud, 'arrived');
      await rig.client.close();
      const { code, message } = await error;
      code.should.equal('TUYA_ABORTED');
      message.should.match(UNKNOWN);
    });

    it('after the time is over', async () => {
      rig.cloud.fail('hang', { kind: 'business' });
      const { code, message } = await failureOf(rig.call(COMMAND, 100));
      code.should.equal('TUYA_TIMEOUT');
      message.should.match(UNKNOWN);
    });
  });

  describe('a command that did not run does not say so', () => {
    for (const code of [1106, 2001, 2008, 1110, 1199, 28841002]) {
      it(`after ${code}`, async () => {
        rig.cloud.fail({ code }, { kind: 'business' });
        (await failureOf(rig.call(COMMAND))).message.should.not.match(UNKNOWN);
      });
    }

    it('while it still waits for its token', async () => {
      rig.cloud.fail('hang', { kind: 'token' });
      const error = failureOf(rig.call(COMMAND));
      await once(rig.cloud, 'arrived');
      await rig.client.close();
      const { code, message } = await error;
      code.should.equal('TUYA_ABORTED');
      message.should.not.match(UNKNOWN);
    });

    it('where nobody listens', async () => {
      const client = clientOf({ baseUrl: `http://127.0.0.1:${await freePort()}` });
      (await failureOf(client.call(COMMAND, never))).message.should.not.match(UNKNOWN);
      await client.close();
    });
  });

  it('and neither does a read', async () => {
    rig.cloud.fail('cut-json', { kind: 'business', times: Infinity });
    (await failureOf(rig.call(LIST))).message.should.not.match(UNKNOWN);
  });

  it('P18, RULES 10: two hundred calls that wait for a login that answers 503 cost its three attempts and get the same error', async () => {
    rig.cloud.fail({ status: 503 }, { kind: 'token', times: Infinity });
    const errors = await Promise.all(Array.from({ length: 200 }, () => failureOf(rig.call(LIST))));
    for (const { code } of errors) code.should.equal('TUYA_HTTP_503');
    rig.cloud.tokenCalls.should.have.length(3);
  });

  for (const code of [1106, 1108, 1113, 1000, 1008]) {
    it(`RULES 10: a login refused with ${code} costs one call, not one for each message`, async () => {
      rig.cloud.fail({ code }, { kind: 'token', times: Infinity });
      for (let i = 0; i < 20; i++) (await failureOf(rig.call(LIST))).code.should.equal(`TUYA_${code}`);
      rig.cloud.calls.should.have.length(1);
    });
  }

  it('a token that is refused whatever it is: fifty messages cost two calls and two logins', async () => {
    rig.cloud.fail({ code: 1010 }, { kind: 'business', times: Infinity });
    for (let i = 0; i < 50; i++) (await failureOf(rig.call(LIST))).code.should.equal('TUYA_1010');
    rig.cloud.businessCalls.should.have.length(2);
    rig.cloud.tokenCalls.should.have.length(2);
  });

  it('an answer about anything else means that the token was good', async () => {
    await rig.call(LIST);
    for (let i = 0; i < 5; i++) {
      rig.cloud.fail({ code: 1010 }, { kind: 'business' });
      rig.cloud.fail({ code: 2001 }, { kind: 'business' });
      (await failureOf(rig.call(LIST))).code.should.equal('TUYA_2001');
    }
    rig.cloud.tokenCalls.should.have.length(6);
  });

  it('RULES 9: token calls take starts from the pace of the account', async () => {
    const clock = new FakeClock();
    const { client_id, secret, url: baseUrl } = rig.cloud;
    const client = clientOf({ client_id, secret, baseUrl, rateLimit: 1 }, undefined, clock);
    rig.cloud.clockOffset = clock.wall - Date.now();
    const first = client.getToken(never);
    await once(rig.cloud, 'call');
    await first;
    const renewed = client.renewToken(never);
    await new Promise((resolve) => setImmediate(resolve));
    rig.cloud.calls.should.have.length(1);
    clock.advance(1000);
    await renewed;
    await client.close();
  });

  it('each call that shares an error tells its own effort', async () => {
    rig.cloud.fail({ status: 503 }, { kind: 'token', times: Infinity });
    const errors = await Promise.all([rig.call(LIST), rig.call(LIST)].map((call) => failureOf(call)));
    should(errors[0]).not.equal(errors[1]);
  });
});
