import { once } from 'node:events';
import 'should';
import { TuyaClient } from '../../../nodes/cloud/client';
import { Projects } from '../../../nodes/cloud/projects';
import { Abort } from '../../../nodes/cloud/time/signal';
import { systemClock } from '../../../nodes/cloud/time/clock';
import type { OverBudget } from '../../../nodes/cloud/usage/budget';
import { Ledger } from '../../../nodes/cloud/usage/ledger';
import { AccountMeter } from '../../../nodes/cloud/usage/meter';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { createTransport } from '../../../nodes/cloud/wire/axios-transport';
import { FewCalls } from '../../../nodes/cloud/wire/few-calls';
import { TransportFault } from '../../../nodes/cloud/wire/transport';
import type { Transport } from '../../../nodes/cloud/wire/transport';
import { startCloud } from '../../simulator';
import type { Cloud } from '../../simulator';
import { freePort } from '../../support/free-port';
import { failureOf } from '../../support/rig';

const never = new Abort();
const READ = { method: 'GET', path: '/v1.0/devices' };
const LIST = { method: 'GET', path: '/v1.0/iot-01/associated-users/devices', query: { size: 2 } };
const COMMAND = {
  method: 'POST',
  path: '/v1.0/devices/lamp0001desk/commands',
  body: { commands: [{ code: 'switch_led', value: true }] },
};

describe('RULES 12: a request is counted once, where it leaves', () => {
  let cloud: Cloud;
  let clients: TuyaClient[];
  let projects: Projects;
  beforeEach(async () => {
    cloud = await startCloud();
    clients = [];
    projects = new Projects(systemClock);
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await cloud.close();
  });

  function account(
    budget = 0,
    overBudget: OverBudget = 'stop reads',
    baseUrl = cloud.url,
    transport: Transport = createTransport({ maxSockets: 4 }),
  ) {
    const ledger = new Ledger(() => Date.now());
    const book = { ledger, ready: () => undefined, changed: () => undefined };
    const { client_id, secret } = cloud;
    const platform = {
      clock: systemClock,
      transport,
      nonce: () => String(Math.random()),
      random: () => 0,
      meter: new AccountMeter(book, { budget, overBudget }),
    };
    const settings = { mode: 'simple', client_id, secret, baseUrl, timeout: 5000, rateLimit: 0 } as const;
    const client = new TuyaClient(settings, platform, projects);
    clients.push(client);
    return {
      client,
      call: (call: typeof READ, by = 'n') => client.call(call, never, { by }),
      get total() {
        return ledger.month().total;
      },
      get calls() {
        return ledger.month().calls;
      },
      by: (id: string) => ledger.month().sumOf(id),
    };
  }

  it('reads, commands and tokens, each with who pays for it', async () => {
    const one = account();
    await one.call(READ, 'poller');
    await one.call(READ, 'poller');
    await one.call(COMMAND, 'switch');
    await one.client.call(READ, never);
    await one.client.renewToken(never);
    one.total.should.eql({ reads: 3, commands: 1, tokens: 2, repeats: 0, messages: 0 });
    one.by('poller').reads.should.equal(2);
    one.by('switch').commands.should.equal(1);
    one.by('').should.containEql({ reads: 1, tokens: 2 });
    one.calls.should.equal(cloud.calls.length);
  });

  it('a repeat is a call of its own, and told apart', async () => {
    const one = account();
    cloud.fail({ status: 503 }, { kind: 'business', times: 2 });
    await one.call(READ);
    one.total.should.containEql({ reads: 3, repeats: 2 });
    cloud.fail({ code: 1010 }, { kind: 'business' });
    await one.call(COMMAND);
    one.total.should.containEql({ commands: 2, tokens: 2, repeats: 3 });
    cloud.fail({ code: 1013 }, { kind: 'business' });
    await one.call(COMMAND);
    one.calls.should.equal(cloud.calls.length);
  });

  it('pages are calls', async () => {
    const one = account();
    const all = one.client.pages(LIST, 100, never, { by: 'list' });
    let pages = 0;
    while ((await all.next()).done !== true) pages++;
    pages.should.be.above(1);
    one.by('list').reads.should.equal(pages);
    one.calls.should.equal(cloud.calls.length);
  });

  it('what ended before it was sent is not counted', async () => {
    const one = account();
    await failureOf(one.call({ method: 'GET', path: 'https://elsewhere/v1.0' }));
    const gone = new Abort();
    gone.abort(new Error('gone'));
    await failureOf(one.client.call(READ, gone));
    one.calls.should.equal(0);
  });

  it('what a trial has been answered before has not left again', async () => {
    const few = new FewCalls(createTransport({ maxSockets: 4 }), systemClock, 5);
    const one = account(0, 'stop reads', cloud.url, few);
    for (let n = 0; n < 3; n++) await one.call(READ);
    one.total.should.containEql({ reads: 1, tokens: 1, repeats: 0 });
    one.calls.should.equal(cloud.calls.length);
  });

  it('N1: where nobody listens nothing has left, however often it is tried', async () => {
    const one = account(1, 'stop all', `http://127.0.0.1:${await freePort()}`);
    for (let n = 0; n < 3; n++) (await failureOf(one.call(READ))).code.should.equal('TUYA_NETWORK');
    one.calls.should.equal(0);
    one.total.repeats.should.equal(0);
  });

  it('N1: an attempt after one that has not left is no repeat', async () => {
    const way = createTransport({ maxSockets: 4 });
    const down = ['token', 'read'];
    const one = account(0, 'stop reads', cloud.url, {
      send: (request, signal) => {
        const kind = request.url.includes('/token') ? 'token' : 'read';
        if (!down.includes(kind)) return way.send(request, signal);
        down.splice(down.indexOf(kind), 1);
        return Promise.reject(
          new TransportFault(new TuyaError('TUYA_NETWORK', 'Nobody listens'), 'not sent', true),
        );
      },
      close: () => {
        way.close();
      },
    });
    (await one.call(READ)).attempts.should.equal(2);
    one.total.should.containEql({ reads: 1, tokens: 1, repeats: 0 });
    one.calls.should.equal(cloud.calls.length);
  });

  it('what was lost on the way has left', async () => {
    const one = account();
    await one.call(READ);
    cloud.fail('reset', { kind: 'business' });
    await failureOf(one.call(COMMAND));
    cloud.fail('hang', { kind: 'business' });
    await failureOf(one.client.call(COMMAND, never, { timeout: 100 }));
    one.total.commands.should.equal(2);
    one.calls.should.equal(cloud.calls.length);
  });

  it('two accounts of one project count each call where it was made, and the token once', async () => {
    const [one, two] = [account(), account()];
    await Promise.all([one.call(READ), two.call(READ), two.call(READ)]);
    one.total.reads.should.equal(1);
    two.total.reads.should.equal(2);
    (one.total.tokens + two.total.tokens).should.equal(1);
    (one.calls + two.calls).should.equal(cloud.calls.length);
  });

  describe('and a spent budget is never exceeded', () => {
    it('stop reads: commands go on, and so do the tokens that they need', async () => {
      const one = account(3);
      await one.call(READ);
      await one.call(READ);
      (await failureOf(one.call(READ))).code.should.equal('TUYA_BUDGET');
      await one.call(COMMAND);
      await one.client.renewToken(never);
      (await failureOf(one.call(READ))).code.should.equal('TUYA_BUDGET');
      one.total.should.containEql({ reads: 2, commands: 1, tokens: 2 });
      one.calls.should.equal(cloud.calls.length);
    });

    it('stop all: nothing goes', async () => {
      const one = account(2, 'stop all');
      await one.call(READ);
      for (const call of [READ, COMMAND]) (await failureOf(one.call(call))).code.should.equal('TUYA_BUDGET');
      (await failureOf(one.client.renewToken(never))).code.should.equal('TUYA_BUDGET');
      cloud.calls.should.have.length(2);
    });

    it('warn: everything goes', async () => {
      const one = account(1, 'warn');
      await one.call(READ);
      await one.call(COMMAND);
      cloud.calls.should.have.length(3);
    });

    it('by a read that may not leave: it fetches no token', async () => {
      const one = account(1);
      await one.call(COMMAND);
      await one.client.forget();
      (await failureOf(one.call(READ))).code.should.equal('TUYA_BUDGET');
      cloud.calls.should.have.length(2);
    });

    it('by repeats', async () => {
      const one = account(3);
      cloud.fail({ status: 503 }, { kind: 'business', times: Infinity });
      const { code } = await failureOf(one.call(READ));
      code.should.equal('TUYA_BUDGET');
      one.total.should.containEql({ tokens: 1, reads: 2, repeats: 1 });
      cloud.calls.should.have.length(3);
    });

    it('by pages', async () => {
      const one = account(3);
      const read = async (): Promise<void> => {
        const pages = one.client.pages(LIST, 100, never);
        while ((await pages.next()).done !== true);
      };
      (await failureOf(read())).code.should.equal('TUYA_BUDGET');
      cloud.calls.should.have.length(3);
    });

    it('by many at once', async () => {
      const one = account(10);
      await one.call(READ);
      const all = await Promise.allSettled(Array.from({ length: 30 }, () => one.call(READ)));
      all.filter(({ status }) => status === 'fulfilled').should.have.length(8);
      cloud.calls.should.have.length(10);
    });

    it('nor does it stop another account of the project: that one pays for the token', async () => {
      const [poor, rich] = [account(1, 'stop all'), account()];
      await poor.client.getToken(never);
      await poor.client.forget();
      await rich.call(READ);
      poor.calls.should.equal(1);
      rich.total.should.containEql({ reads: 1, tokens: 1 });
      (await failureOf(poor.call(READ))).code.should.equal('TUYA_BUDGET');
      await rich.call(READ);
      cloud.calls.should.have.length(4);
    });
  });

  it('a call waits until it is known what was spent, and no longer than it has time', async () => {
    const ledger = new Ledger(() => Date.now());
    let known = (): void => undefined;
    let reading: Promise<void> | undefined = new Promise((resolve) => (known = resolve));
    const book = { ledger, ready: () => reading, changed: () => undefined };
    const { client_id, secret, url: baseUrl } = cloud;
    const platform = {
      clock: systemClock,
      transport: createTransport({ maxSockets: 4 }),
      nonce: () => String(Math.random()),
      random: () => 0,
      meter: new AccountMeter(book, { budget: 5, overBudget: 'stop all' }),
    };
    const settings = { mode: 'simple', client_id, secret, baseUrl, timeout: 5000, rateLimit: 0 } as const;
    const client = new TuyaClient(settings, platform);
    clients.push(client);
    (await failureOf(client.call(READ, never, { timeout: 100 }))).code.should.equal('TUYA_TIMEOUT');
    const waiting = failureOf(client.call(READ, never));
    ledger.month().put(1, 0, { reads: 5, commands: 0, tokens: 0, repeats: 0, messages: 0 });
    reading = undefined;
    known();
    (await waiting).code.should.equal('TUYA_BUDGET');
    cloud.calls.should.have.length(0);
  });

  it('what is cut off on its way is counted once', async () => {
    const one = account();
    await one.call(READ);
    cloud.fail('hang', { kind: 'business' });
    const failure = failureOf(one.call(READ));
    await once(cloud, 'arrived');
    await one.client.close();
    (await failure).code.should.equal('TUYA_ABORTED');
    one.total.reads.should.equal(2);
    one.calls.should.equal(cloud.calls.length);
  });
});
