import { once } from 'node:events';
import 'should';
import type { TuyaClient } from '../../nodes/cloud/client';
import { aborted } from '../../nodes/cloud/errors/tuya-error';
import { Projects } from '../../nodes/cloud/projects';
import type { ApiCall } from '../../nodes/cloud/request/build';
import { systemClock } from '../../nodes/cloud/time/clock';
import { Abort } from '../../nodes/cloud/time/signal';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { Counted } from '../support/counted-signal';
import { FakeClock } from '../support/fake-clock';
import { Households } from '../support/households';
import { clientOf, failureOf } from '../support/rig';
import type { Settings } from '../support/rig';

const LIST = { method: 'GET', path: '/v1.0/devices' };
const never = new Abort();

describe('what an account’s client is asked for', () => {
  let cloud: Cloud;
  let client: TuyaClient;
  const keyOf = ({ client_id, secret, url: baseUrl }: Cloud): Settings => ({ client_id, secret, baseUrl });
  beforeEach(async () => {
    cloud = await startCloud();
    client = clientOf({ ...keyOf(cloud), timeout: 500 });
  });
  afterEach(async () => {
    await client.close();
    await cloud.close();
  });

  it('a call has the account’s time, or its own', async () => {
    await client.getToken(never);
    cloud.fail('hang', { times: Infinity });
    (await failureOf(client.call(LIST, never))).message.should.equal('No answer within 0.5 seconds');
    const own = await failureOf(client.call(LIST, never, { timeout: 100 }));
    own.message.should.equal('No answer within 0.1 seconds');
  });

  it('a token is waited for as long as the account says', async () => {
    cloud.fail('hang', { times: Infinity });
    const { code } = await failureOf(client.getToken(never));
    code.should.equal('TUYA_TIMEOUT');
  });

  it('who gives up a wait for a token gets that at once, and nobody listens to them afterwards', async () => {
    cloud.fail('hang', { times: Infinity });
    const signal = new Counted();
    const token = failureOf(client.getToken(signal));
    await once(cloud, 'arrived');
    signal.abort(aborted());
    (await token).code.should.equal('TUYA_ABORTED');
    signal.count.should.equal(0);
  });

  it('nobody listens to a caller whose call or token has come', async () => {
    const signal = new Counted();
    await client.getToken(signal);
    await client.call(LIST, signal);
    signal.count.should.equal(0);
  });

  it('commands of one path wait for each other; those of another path and reads do not', async () => {
    const command = (id: string): ApiCall => ({
      method: 'POST',
      path: `/v1.0/devices/${id}/commands`,
      body: {},
    });
    await client.getToken(never);
    cloud.fail('hang', { path: '/v1.0/devices/a/commands' });
    const first = failureOf(client.call(command('a'), never));
    await once(cloud, 'arrived');
    const second = client.call(command('a'), never).catch(() => undefined);
    await client.call(command('b'), never).catch(() => undefined);
    await client.call({ method: 'GET', path: '/v1.0/devices/a/commands' }, never).catch(() => undefined);
    const sent = (): string[] => cloud.businessCalls.map(({ method, path }) => `${method} ${path}`);
    sent().should.eql([
      'POST /v1.0/devices/a/commands',
      'POST /v1.0/devices/b/commands',
      'GET /v1.0/devices/a/commands',
    ]);
    (await first).code.should.equal('TUYA_TIMEOUT');
    await second;
    sent().should.have.length(4);
  });

  it('RULES 9: a read that has less time than its kind pauses fails at once, and the cloud hears nothing', async () => {
    await client.getToken(never);
    cloud.fail({ status: 429, body: '{}', headers: { 'retry-after': '5' } }, { kind: 'business' });
    for (let i = 0; i < 3; i++)
      (await failureOf(client.call(LIST, never))).code.should.equal('TUYA_HTTP_429');
    cloud.businessCalls.should.have.length(1);
  });

  it('RULES 11: a call that waits for its turn ends at once when the client is closed', async () => {
    const slow = clientOf({ ...keyOf(cloud), rateLimit: 0.1 });
    await slow.getToken(never);
    const waiting = failureOf(slow.call(LIST, never));
    const ended: string[] = [];
    void waiting.then(({ code }) => ended.push(code));
    await slow.close();
    await new Promise((resolve) => setImmediate(resolve));
    ended.should.eql(['TUYA_ABORTED']);
    cloud.businessCalls.should.have.length(0);
  });

  it('RULES 10: renew does not ask the cloud while an error is remembered', async () => {
    cloud.fail({ code: 1004 }, { times: Infinity });
    await failureOf(client.getToken(never));
    (await failureOf(client.renewToken(never))).code.should.equal('TUYA_1004');
    cloud.calls.should.have.length(1);
  });

  it('tells how many calls of one line wait, and of each new token to who watches', async () => {
    const told: string[] = [];
    const stop = client.watch(({ access_token }) => told.push(access_token));
    const { access_token } = await client.getToken(never);
    stop();
    await client.renewToken(never);
    told.should.eql([access_token]);
    const slow = clientOf({ ...keyOf(cloud), rateLimit: 0.1 });
    const [line, other] = [{}, {}];
    await slow.getToken(never);
    const waiting = failureOf(slow.call(LIST, never, { line }));
    [slow.waitingOf(line), slow.waitingOf(other)].should.eql([1, 0]);
    await slow.close();
    await waiting;
  });

  it('tells when a token call begins and ends, to those who still listen', async () => {
    const told: boolean[] = [];
    const stop = client.onRenewing((renewing) => told.push(renewing));
    await client.getToken(never);
    told.should.eql([true, false]);
    stop();
    await client.renewToken(never);
    told.should.eql([true, false]);
  });

  it('tells how long a token still lives, and 0 for one that is over', () => {
    const clock = new FakeClock();
    clock.mono = 5000;
    const other = clientOf({}, undefined, clock);
    const token = {
      access_token: 'a',
      refresh_token: '',
      uid: '',
      base_url: '',
      life: 1,
      askedAt: 0,
      generation: 1,
    };
    other.leftOf({ ...token, end: 5700 }).should.equal(700);
    other.leftOf({ ...token, end: 4000 }).should.equal(0);
  });

  it('in simple mode there are no users, and it says what to choose', () => {
    (() => client.requireUsers()).should.throw({
      code: 'TUYA_CONFIG',
      message: 'This needs code mode, and the account is in simple mode',
      hint: 'Choose code mode in the account, or another action.',
    });
  });

  it('a closed client leaves its project: the next account with its key begins anew', async () => {
    const projects = new Projects(systemClock);
    const one = clientOf(keyOf(cloud), undefined, systemClock, {}, projects);
    await one.getToken(never);
    await one.close();
    const two = clientOf(keyOf(cloud), undefined, systemClock, {}, projects);
    await two.getToken(never);
    await two.close();
    cloud.tokenCalls.should.have.length(2);
  });

  it('RULES 11: a closed client leaves no socket open', async () => {
    await client.call(LIST, never);
    cloud.openSockets.should.be.above(0);
    await client.close();
    while (cloud.openSockets > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it('RULES 11: a closed client performs no call', async () => {
    await client.getToken(never);
    await client.close();
    (await failureOf(client.call(LIST, never))).code.should.equal('TUYA_ABORTED');
    (await failureOf(client.getToken(never))).code.should.equal('TUYA_ABORTED');
    cloud.calls.should.have.length(1);
  });

  it('RULES 11: a call on its way ends at once when the client is closed', async () => {
    await client.getToken(never);
    cloud.fail('hang');
    const error = failureOf(client.call(LIST, never));
    await once(cloud, 'arrived');
    await client.close();
    (await error).code.should.equal('TUYA_ABORTED');
  });

  for (const odd of ['', 'a b', ' a', 'a\n', '\na', 'ä', 'a'.repeat(513)]) {
    it(`a code such as ${JSON.stringify(odd.slice(0, 6))} is refused before the cloud hears of it`, async () => {
      const houses = await Households.start();
      const error = await failureOf(houses.process().client.exchange(odd, '', never));
      error.should.containEql({
        code: 'TUYA_BAD_REQUEST',
        message: 'The code is missing or is not a code',
        hint: 'Pass on the code that came to the callback.',
      });
      houses.cloud.calls.should.have.length(0);
      await houses.close();
    });
  }

  for (const access_token of [undefined, '', 'a b', ' a', 'a\n', 7]) {
    it(`an answer such as ${JSON.stringify({ access_token })} brings no token, and its tid is told`, async () => {
      cloud.fail({ token: { access_token } }, { kind: 'token' });
      const outcome: unknown = await client.getToken(never).catch((error: unknown) => error);
      (outcome as object).should.have.properties({
        code: 'TUYA_BAD_RESPONSE',
        message: 'The answer to the token call holds no usable access_token',
      });
      const { tuya } = outcome as { tuya?: { t?: number; tid?: string } };
      (typeof tuya?.t).should.equal('number');
      (typeof tuya?.tid).should.equal('string');
    });
  }

  describe('tells what it learns of the account as a whole', () => {
    const listen = (one: TuyaClient): { told: string[]; stop: () => void } => {
      const told: string[] = [];
      const stop = one.onNews((news) => {
        if (news.about === 'key') told.push(`key ${news.error?.code ?? 'good'}`);
        else if (news.about === 'rival') told.push(`taken ${news.taken}`);
        else told.push(`clock ${Math.round(news.offset / 60_000)}`);
      });
      return { told, stop };
    };

    it('whether the key is taken, to each account that has it', async () => {
      const projects = new Projects(systemClock);
      const two = [1, 2].map(() =>
        clientOf({ ...keyOf(cloud), secret: 'wrong' }, undefined, systemClock, {}, projects),
      );
      const [first, second] = two.map((one) => listen(one).told);
      await failureOf(two[0]?.getToken(never) ?? Promise.resolve());
      [first, second].should.eql(Array(2).fill(['clock 0', 'key TUYA_1004']));
      await Promise.all(two.map((one) => one.close()));
    });

    it('RULES 6: how wrong the clock of this machine is, and nobody when it has stopped', async () => {
      cloud.clockOffset = 7 * 60_000;
      const { told, stop } = listen(client);
      await client.call(LIST, never);
      told.should.eql(['clock 0', 'clock 7', 'key good']);
      Math.round(client.clockOffset / 60_000).should.equal(7);
      stop();
      cloud.clockOffset = 0;
      await client.renewToken(never);
      told.should.have.length(3);
    });

    it('RULES 5: that another program with the same key takes the token', async () => {
      await client.close();
      const strict = await startCloud({ login: 'strict' });
      const [ours, theirs] = [clientOf(keyOf(strict)), clientOf(keyOf(strict))];
      const { told } = listen(ours);
      for (let i = 0; i < 3; i++) for (const one of [ours, theirs]) await one.call(LIST, never);
      told.filter((one) => one.startsWith('taken')).should.eql(['taken true']);
      await Promise.all([ours.close(), theirs.close(), strict.close()]);
    });
  });
});
