import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import should from 'should';
import type { Stage } from '../../../nodes/shared/admin';
import { selfSigned } from '../../support/certificate';
import { freePort } from '../../support/free-port';
import { useCodeMode } from '../../support/code-mode';
import { helper, startFlow } from '../../support/flow-rig';
import type { FlowSettings, Running } from '../../support/flow-rig';
import { allGoodBut, stageOf, verdicts } from '../../support/stages';
import { Proxy } from '../../support/tunnel';

const proxyNode = createRequire(__filename)('@node-red/nodes/core/network/06-httpproxy.js') as (
  RED: NodeAPI,
) => void;
const tlsNode = createRequire(__filename)('@node-red/nodes/core/network/05-tls.js') as (RED: NodeAPI) => void;

/** What is left of a test after a failure. */
const untried = (...names: (keyof NonNullable<Parameters<typeof allGoodBut>[0]>)[]): Record<string, 'open'> =>
  Object.fromEntries(names.map((name) => [name, 'open' as const]));
const AFTER_NETWORK = untried('clock', 'key', 'token', 'subscription', 'read', 'messages');
const AFTER_CLOCK = untried('key', 'token', 'subscription', 'read', 'messages');
const AFTER_KEY = untried('token', 'subscription', 'read', 'messages');

describe('Test connection', () => {
  const rig = useCodeMode();

  const testIn = async (form: object): Promise<Stage[]> => {
    const { body } = await rig.request('post', '/tuya-config/test', form);
    return body.stages as Stage[];
  };

  it('an account whose key is an environment variable can be tested and authorized', async () => {
    const { TUYA_TEST_ID } = process.env;
    process.env.TUYA_TEST_ID = 'demo0client0id000001';
    try {
      const credentials = { client_id: '${TUYA_TEST_ID}', secret: 'demo0secret0of0the0playground001' };
      await rig.start({}, { credentials });
      for (const client_id of ['${TUYA_TEST_ID}', '$(TUYA_TEST_ID)']) {
        const asked = rig.form({ credentials: { client_id, secret: '__PWRD__' } });
        (await testIn(asked)).every(({ ok }) => ok).should.be.true();
        (await rig.request('post', '/tuya-config/oauth/start', asked)).body.should.have.property('url');
      }
    } finally {
      if (TUYA_TEST_ID === undefined) delete process.env.TUYA_TEST_ID;
      else process.env.TUYA_TEST_ID = TUYA_TEST_ID;
    }
  });

  describe('in code mode', () => {
    const LATER = untried('token', 'subscription', 'read');

    it('asks whether the key is known; before a user has authorized nothing is read, and nothing is wrong with that', async () => {
      await rig.start();
      const stages = await testIn(rig.form());
      verdicts(stages).should.equal(allGoodBut(LATER));
      stages.every(({ ok }) => ok).should.be.true();
      stageOf(stages, 'token').message.should.match(/press Authorize a user/);
      rig.flow.cloud.calls.should.have.length(1);
      const wrong = await testIn(rig.form({ credentials: { client_id: 'other', secret: 'x' } }));
      verdicts(wrong).should.equal(allGoodBut({ key: 'bad', ...AFTER_KEY }));
    });

    it('reads as the user who authorized last, in two calls', async () => {
      await rig.start();
      await rig.authorize('uid-ben');
      await rig.authorize('uid-anna');
      const { cloud } = rig.flow;
      const before = cloud.calls.length;
      const stages = await testIn(rig.form());
      verdicts(stages).should.equal(allGoodBut());
      const own = cloud.devices.filter(({ uid }) => uid === 'uid-anna');
      stageOf(stages, 'read').message.should.startWith(`${own.length} devices are seen, the first ones: `);
      cloud.calls
        .slice(before)
        .map(({ path }) => path)
        .should.eql(['/v1.0/token', '/v1.0/users/uid-anna/devices']);
    });

    it('a user whose refresh token is refused has to authorize again', async () => {
      await rig.start();
      await rig.authorize('uid-anna');
      const { cloud } = rig.flow;
      cloud.expireTokens();
      cloud.refuseRefreshTokens();
      const before = cloud.calls.length;
      const stages = await testIn(rig.form());
      (cloud.calls.length - before).should.be.belowOrEqual(3);
      verdicts(stages).should.equal(allGoodBut({ token: 'bad', subscription: 'open', read: 'open' }));
      stageOf(stages, 'token').should.have.property('code', 'TUYA_AUTHORIZATION_REQUIRED');
    });

    it('with the clock wrong and a token that has to be renewed no call is left to read', async () => {
      await rig.start();
      const { cloud } = rig.flow;
      await rig.authorize('uid-anna');
      cloud.expireTokens();
      cloud.clockOffset = 1_200_000;
      const before = cloud.calls.length;
      const stages = await testIn(rig.form());
      (cloud.calls.length - before).should.equal(3);
      verdicts(stages).should.match(/clock bad, key good, token open, subscription open, read open/);
      stageOf(stages, 'read').message.should.match(/calls of the test were needed for the token/);
    });

    it('a user without devices is told as that', async () => {
      await rig.start();
      await rig.authorize('uid-without-any');
      const read = stageOf(await testIn(rig.form()), 'read');
      [read.ok, read.message].should.eql([false, 'The user who authorized last has no device']);
      read.hint.should.match(/Add a device in the app/);
    });
  });

  describe('in simple mode', () => {
    let flow: Running;
    afterEach(() => flow.stop());

    const post = async (
      path: string,
      body: object,
    ): Promise<{ status: number; body: { stages: Stage[] }; text: string }> =>
      await helper.request().post(path).send(body);

    /** The deployed account's own form, changed. */
    const own = (more: object): object => ({
      id: 'a',
      dataCenter: 'custom',
      baseUrl: flow.cloud.url,
      mode: 'simple',
      timeout: 2,
      rateLimit: 0,
      credentials: { client_id: flow.cloud.client_id, secret: '__PWRD__' },
      ...more,
    });

    /** Tests the account, and sees that it cost no more than it says. */
    async function test(more: object = {}): Promise<Stage[]> {
      const before = flow.cloud.calls.length;
      const { body } = await post('/tuya-config/test', own(more));
      (flow.cloud.calls.length - before).should.be.belowOrEqual(3);
      return body.stages;
    }

    async function start(settings: FlowSettings = {}): Promise<Running['cloud']> {
      flow = await startFlow({}, settings);
      return flow.cloud;
    }

    it('all is well: each stage says so, in order, for two calls', async () => {
      const cloud = await start();
      const stages = await test();
      verdicts(stages).should.equal(allGoodBut());
      stages
        .map(({ message }) => message)
        .should.eql([
          'The settings are complete',
          'The address is reached, without encryption',
          'This machine’s clock is right'.replace('’', "'"),
          'The data center knows this key',
          'The cloud gave a token',
          "The project's plan lets calls through",
          `${cloud.devices.length} devices are seen, the first ones: ${cloud.devices
            .slice(0, 3)
            .map(({ name }) => name)
            .join(', ')}`,
          'The message service accepts this key',
        ]);
      cloud.calls.should.have.length(2);
    });

    it('settings: what is missing is named, and no call is made', async () => {
      const cloud = await start();
      const stages = await test({ credentials: { client_id: '', secret: '' } });
      verdicts(stages).should.equal(allGoodBut({ settings: 'bad', network: 'open', ...AFTER_NETWORK }));
      stageOf(stages, 'settings').should.have.properties({ code: 'TUYA_CONFIG' });
      stageOf(stages, 'settings').message.should.match(/client_id/);
      stageOf(stages, 'network').message.should.equal('because of what failed before');
      cloud.calls.should.eql([]);
    });

    it('settings: a TLS node that is not there is named', async () => {
      await start();
      const stages = await test({ tls: 'gone' });
      verdicts(stages).should.startWith('settings bad, network open');
      stageOf(stages, 'settings').message.should.match(/TLS configuration that the account uses is missing/);
    });

    describe('network', () => {
      const network = async (more: object): Promise<Stage> => {
        const stages = await test(more);
        verdicts(stages).should.equal(allGoodBut({ network: 'bad', ...AFTER_NETWORK }));
        flow.cloud.calls.should.eql([]);
        return stageOf(stages, 'network');
      };

      it('a port at which nobody listens', async () => {
        await start();
        const stage = await network({ baseUrl: `http://127.0.0.1:${await freePort()}` });
        stage.message.should.match(/no connection came about: .*ECONNREFUSED/);
        stage.should.have.property('code', 'TUYA_NETWORK');
        stage.hint.should.not.equal('');
      });

      it('N1: a name that does not exist', async () => {
        await start();
        const stage = await network({ baseUrl: 'https://openapi.tuya.invalid' });
        stage.message.should.match(/The name of the data center was not found: .*ENOTFOUND/);
      });

      it('N8: a certificate that nobody trusts, from a server that answers', async () => {
        const cloud = await start({ cloud: { https: selfSigned() } });
        const stage = await network({ baseUrl: cloud.url });
        stage.should.have.property('code', 'TUYA_TLS');
        stage.message.should.match(/certificate/);
        stage.hint.should.match(/CA certificate in the TLS settings of the account/);
      });

      it('a certificate that is trusted is told as good', async () => {
        const tls = selfSigned();
        const node = { id: 'tls', type: 'tls-config', cert: '', key: '', ca: '', verifyservercert: true };
        await start({
          cloud: { https: tls },
          nodes: [tlsNode],
          more: [node],
          moreCredentials: { tls: { cadata: tls.cert.toString() } },
        });
        const { message } = stageOf(await test({ tls: 'tls' }), 'network');
        message.should.match(/its certificate are good/);
      });

      it('a server that takes the connection and says nothing: it is reached, and no token comes', async () => {
        const cloud = await start();
        cloud.fail('hang', { kind: 'token', times: 5 });
        const stages = await test();
        verdicts(stages).should.equal(
          allGoodBut({
            clock: 'open',
            key: 'open',
            token: 'bad',
            ...untried('subscription', 'read', 'messages'),
          }),
        );
        stageOf(stages, 'token').should.have.property('code', 'TUYA_TIMEOUT');
        cloud.calls.should.have.length(1);
      });

      it('N10: what answers is not Tuya', async () => {
        const cloud = await start();
        cloud.fail('html', { kind: 'token', times: 5 });
        const stages = await test();
        verdicts(stages).should.startWith('settings good, network good, clock open, key open, token bad');
        stageOf(stages, 'token').should.have.property('code', 'TUYA_BAD_RESPONSE');
      });

      it('N3: a connection that is lost is not tried again', async () => {
        const cloud = await start();
        cloud.fail('reset', { kind: 'token', times: 5 });
        verdicts(await test()).should.match(/network good, clock open, key open, token bad/);
        cloud.calls.should.have.length(1);
      });

      it('N15: a dead proxy is told as that, although the deployed account with its key works', async () => {
        const dead = { id: 'dead', type: 'http proxy', url: `http://127.0.0.1:${await freePort()}` };
        flow = await startFlow({}, { nodes: [proxyNode], more: [dead] });
        await flow.ask({});
        const stages = await test({ proxy: 'dead' });
        verdicts(stages).should.equal(allGoodBut({ network: 'bad', ...AFTER_NETWORK }));
        stageOf(stages, 'network').message.should.equal('The proxy cannot be reached');
        flow.cloud.tokenCalls.should.have.length(1);
      });

      it('through a proxy that works all is well', async () => {
        const proxy = await Proxy.start();
        try {
          const node = { id: 'proxy', type: 'http proxy', url: proxy.url };
          await start({ nodes: [proxyNode], more: [node] });
          verdicts(await test({ proxy: 'proxy' })).should.match(/network good.*read good/);
          proxy.targets.should.not.be.empty();
        } finally {
          await proxy.close();
        }
      });
    });

    describe('clock', () => {
      for (const [minutes, text] of [
        [20, "This machine's clock is 20 minutes behind Tuya's"],
        [-20, "This machine's clock is 20 minutes ahead of Tuya's"],
      ] as const) {
        it(`P7: ${minutes} minutes off is told, and the rest is tried with the time corrected`, async () => {
          const cloud = await start({ cloud: { clockOffset: minutes * 60_000 } });
          const stages = await test();
          verdicts(stages).should.equal(allGoodBut({ clock: 'bad' }));
          stageOf(stages, 'clock').message.should.equal(text);
          stageOf(stages, 'clock').hint.should.match(/NTP/);
          cloud.calls.map(({ code }) => code).should.eql([1013, undefined, undefined]);
        });
      }

      it('three minutes off are told too, although the cloud takes them', async () => {
        const cloud = await start({ cloud: { clockOffset: 180_000 } });
        verdicts(await test()).should.equal(allGoodBut({ clock: 'bad' }));
        cloud.calls.should.have.length(2);
      });

      it('half a minute that the cloud refuses is told all the same', async () => {
        const cloud = await start({ cloud: { clockOffset: 30_000, tolerance: 10_000 } });
        const stages = await test();
        verdicts(stages).should.equal(allGoodBut({ clock: 'bad' }));
        stageOf(stages, 'clock').message.should.match(/clock is 30 seconds behind/);
        cloud.calls.should.have.length(3);
      });

      it('half a minute is nobody’s mistake', async () => {
        await start({ cloud: { clockOffset: -30_000 } });
        verdicts(await test()).should.equal(allGoodBut());
      });

      it('a cloud that goes on refusing the time ends it', async () => {
        const cloud = await start({ cloud: { clockOffset: 3 * 3_600_000 } });
        cloud.fail({ code: 1013 }, { times: 5 });
        const stages = await test();
        verdicts(stages).should.equal(allGoodBut({ clock: 'bad', ...AFTER_CLOCK }));
        stageOf(stages, 'clock').should.have.property('code', 'TUYA_1013');
        stageOf(stages, 'clock').message.should.equal("This machine's clock is 3 hours behind Tuya's");
        cloud.calls.should.have.length(2);
      });

      it('an answer without a time says nothing of the clock', async () => {
        const cloud = await start();
        cloud.fail({ t: 'soon' }, { kind: 'token' });
        verdicts(await test()).should.equal(allGoodBut({ clock: 'open' }));
      });
    });

    describe('key', () => {
      it('a wrong secret: the next step is said, what was signed stands apart, and no more is asked', async () => {
        const cloud = await start();
        const credentials = { client_id: cloud.client_id, secret: 'not0the0secret0of0this0key000000' };
        const stages = await test({ credentials });
        verdicts(stages).should.equal(allGoodBut({ key: 'bad', ...AFTER_KEY }));
        const { code, tid, hint, details } = stageOf(stages, 'key');
        [code, tid].should.eql(['TUYA_1004', 'tid1']);
        hint.should.match(/secret/).and.not.match(/\[nonce\]/);
        String(details).should.match(/\[nonce\]GET/);
        cloud.calls.should.have.length(1);
      });

      it('P13: another data center, which does not know the key', async () => {
        const cloud = await start();
        cloud.fail({ code: 1005 }, { kind: 'token', times: 5 });
        const stages = await test();
        verdicts(stages).should.equal(allGoodBut({ key: 'bad', ...AFTER_KEY }));
        stageOf(stages, 'key').hint.should.match(/data center/);
      });
    });

    it('token: a cloud that is busy is told, and messages are tried with the key', async () => {
      const cloud = await start();
      cloud.fail({ code: 500 }, { kind: 'token', times: 5 });
      const stages = await test();
      verdicts(stages).should.equal(allGoodBut({ token: 'bad', subscription: 'open', read: 'open' }));
      stageOf(stages, 'token').should.have.property('code', 'TUYA_500');
      cloud.calls.should.have.length(1);
    });

    describe('subscription', () => {
      it('P11: the trial is over: it is that which fails, with the menu in the console', async () => {
        const cloud = await start();
        cloud.fail({ code: 28841002 }, { kind: 'business', times: 5 });
        const stages = await test();
        verdicts(stages).should.equal(allGoodBut({ subscription: 'bad', read: 'open' }));
        stageOf(stages, 'subscription').hint.should.match(/IoT Core/);
      });

      it('P11: a plan that refuses the token already leaves the key good', async () => {
        const cloud = await start();
        cloud.fail({ code: 28841004 }, { kind: 'token', times: 5 });
        const stages = await test();
        verdicts(stages).should.equal(allGoodBut({ token: 'open', subscription: 'bad', read: 'open' }));
        cloud.calls.should.have.length(1);
      });
    });

    describe('budget', () => {
      for (const [overBudget, calls] of [
        ['stop all', 0],
        ['stop reads', 1],
      ] as const) {
        it(`a budget that is spent is told as that: ${overBudget}`, async () => {
          const budget = { budget: '1', overBudget };
          const cloud = await start({ account: budget });
          await flow.ask({});
          const before = cloud.calls.length;
          const stages = await test(budget);
          (cloud.calls.length - before).should.equal(calls);
          stageOf(stages, 'subscription').should.have.properties({ ok: false, code: 'TUYA_BUDGET' });
          stageOf(stages, 'network').should.have.property('ok', calls > 0);
        });
      }
    });

    describe('read', () => {
      it('P12: no permission: the plan is good, the devices are not seen', async () => {
        const cloud = await start();
        cloud.fail({ code: 1106 }, { kind: 'business', times: 5 });
        const stages = await test();
        verdicts(stages).should.equal(allGoodBut({ read: 'bad' }));
        stageOf(stages, 'read').hint.should.match(/Link App Account/);
        cloud.calls.should.have.length(3);
      });

      it('a project without linked app accounts is read by its other list', async () => {
        const cloud = await start();
        cloud.fail({ code: 1106 }, { path: /associated-users/, times: 5 });
        const stages = await test();
        verdicts(stages).should.equal(allGoodBut());
        stageOf(stages, 'read').message.should.match(/^\d+ devices( and more)? are seen, the first ones: /);
        cloud.calls.should.have.length(3);
      });

      it('no device at all is told with the way to link some', async () => {
        const cloud = await start();
        cloud.devices.length = 0;
        const stages = await test();
        verdicts(stages).should.equal(allGoodBut({ read: 'bad' }));
        stageOf(stages, 'read').hint.should.match(/Link App Account/);
        cloud.calls.should.have.length(3);
      });

      it('no device in the list that the project may use is told as that, not as the refusal of the other', async () => {
        const cloud = await start();
        cloud.devices.length = 0;
        cloud.fail({ code: 1106 }, { path: /associated-users/, times: 5 });
        const stages = await test();
        verdicts(stages).should.equal(allGoodBut({ read: 'bad' }));
        stageOf(stages, 'read').should.not.have.property('code');
      });

      it('with the clock wrong there is no call left for the other list', async () => {
        const cloud = await start({ cloud: { clockOffset: 1_200_000 } });
        cloud.devices.length = 0;
        verdicts(await test()).should.equal(allGoodBut({ clock: 'bad', read: 'bad' }));
        cloud.calls.should.have.length(3);
      });

      it('one device, two, and more than are on a page', async () => {
        const cloud = await start();
        const seen = async (): Promise<string> => stageOf(await test(), 'read').message;
        cloud.devices.length = 2;
        (await seen()).should.match(/^2 devices are seen: [^,]+ and [^,]+$/);
        cloud.devices.length = 1;
        cloud.forgetCalls();
        (await seen()).should.match(/^One device is seen: [^,]+$/);
        // One is enough: the other list is not asked.
        cloud.businessCalls.should.have.length(1);
        Object.assign(must(cloud.devices[0]), { name: 'long'.repeat(100) });
        (await seen()).should.equal(`One device is seen: ${'long'.repeat(15)}`);
        cloud.addDevices(0);
        cloud.devices.push(
          ...Array.from({ length: 40 }, (_, i) => ({ ...must(cloud.devices[0]), id: `x${i}` })),
        );
        (await seen()).should.startWith('41 devices are seen, the first ones: ');
        // The answer tells how many there are, however few stand on its page.
        cloud.pageSize = 20;
        (await seen()).should.startWith('41 devices are seen, the first ones: ');
        cloud.fail({ code: 1106 }, { path: /associated-users/ });
        (await seen()).should.startWith('20 devices and more are seen, the first ones: ');
      });

      it('P1: a token that is refused at once is not asked for again and again', async () => {
        const cloud = await start();
        cloud.fail({ code: 1010 }, { kind: 'business', times: 9 });
        verdicts(await test()).should.equal(allGoodBut({ read: 'bad' }));
      });

      it('a read that never ends leaves the plan open', async () => {
        const cloud = await start();
        cloud.fail('hang', { kind: 'business', times: 5 });
        const stages = await test();
        verdicts(stages).should.equal(allGoodBut({ subscription: 'open', read: 'bad' }));
        stageOf(stages, 'read').should.have.property('code', 'TUYA_TIMEOUT');
        cloud.calls.should.have.length(2);
      });
    });

    it('three calls need no pace, however slow the account is', async () => {
      await start();
      verdicts(await test({ rateLimit: 0.01 })).should.equal(allGoodBut());
    });

    it('the deployed account keeps its pace and its token while a slower form is tested', async () => {
      const cloud = await start();
      const before = (await flow.ask({})).tuya;
      should(before).have.property('success', true);
      cloud.fail('hang', { kind: 'token' });
      const arrived = once(cloud, 'arrived');
      let over = false;
      const tested = post('/tuya-config/test', own({ rateLimit: 1 })).finally(() => (over = true));
      await arrived;
      for (let i = 0; i < 10; i++) await flow.ask({});
      over.should.be.false();
      verdicts((await tested).body.stages).should.match(/token bad/);
      cloud.tokenCalls.should.have.length(2);
    });

    it('A9: it tries the form as it stands and answers without secrets', async () => {
      const cloud = await start();
      const form = { id: 'new', dataCenter: 'custom', baseUrl: cloud.url, mode: 'simple', timeout: 5 };
      const good = await post('/tuya-config/test', {
        ...form,
        credentials: { client_id: cloud.client_id, secret: cloud.secret },
      });
      verdicts(good.body.stages).should.equal(allGoodBut());
      const bad = await post('/tuya-config/test', {
        ...form,
        credentials: { client_id: cloud.client_id, secret: 'wrong0secret' },
      });
      verdicts(bad.body.stages).should.match(/key bad/);
      (good.text + bad.text).should.not
        .containEql(cloud.secret)
        .and.not.containEql('wrong0secret')
        .and.not.match(/access_token":/);
      for (const token of cloud.issuedTokens) good.text.should.not.containEql(token);
    });

    it('it uses the stored secret for its placeholder, and only with the same key', async () => {
      const cloud = await start();
      const form = { id: 'a', dataCenter: 'custom', baseUrl: cloud.url, mode: 'simple', timeout: 5 };
      const same = await post('/tuya-config/test', {
        ...form,
        credentials: { client_id: cloud.client_id, secret: '__PWRD__' },
      });
      verdicts(same.body.stages).should.equal(allGoodBut());
      const other = await post('/tuya-config/test', {
        ...form,
        credentials: { client_id: 'another', secret: '__PWRD__' },
      });
      verdicts(other.body.stages).should.startWith('settings bad, network open');
    });

    it('no socket stays open, whatever came of it', async () => {
      const cloud = await start();
      await test();
      await cloud.quiet();
      cloud.fail('hang', { kind: 'business' });
      await test();
      await cloud.quiet();
      cloud.openSockets.should.equal(0);
    });
  });
});

function must<T>(value: T | undefined): T {
  should.exist(value);
  return value as T;
}
