import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import 'should';
import { freePort } from '../../support/free-port';
import { useCodeMode } from '../../support/code-mode';
import { helper, startFlow } from '../../support/flow-rig';
import type { Running } from '../../support/flow-rig';

const proxyNode = createRequire(__filename)('@node-red/nodes/core/network/06-httpproxy.js') as (
  RED: NodeAPI,
) => void;

describe('Test connection', () => {
  const rig = useCodeMode();

  it('an account whose key is an environment variable can be tested and authorized', async () => {
    const { TUYA_TEST_ID } = process.env;
    process.env.TUYA_TEST_ID = 'demo0client0id000001';
    try {
      const credentials = { client_id: '${TUYA_TEST_ID}', secret: 'demo0secret0of0the0playground001' };
      await rig.start({}, { credentials });
      for (const client_id of ['${TUYA_TEST_ID}', '$(TUYA_TEST_ID)']) {
        const asked = rig.form({ credentials: { client_id, secret: '__PWRD__' } });
        const { stages } = (await rig.request('post', '/tuya-config/test', asked)).body as {
          stages: { ok: boolean }[];
        };
        stages.map(({ ok }) => ok).should.eql([true, true, true]);
        (await rig.request('post', '/tuya-config/oauth/start', asked)).body.should.have.property('url');
      }
    } finally {
      if (TUYA_TEST_ID === undefined) delete process.env.TUYA_TEST_ID;
      else process.env.TUYA_TEST_ID = TUYA_TEST_ID;
    }
  });

  it('Test asks whether the key is known, without a user', async () => {
    await rig.start();
    const { stages } = (await rig.request('post', '/tuya-config/test', rig.form())).body as {
      stages: { ok: boolean }[];
    };
    stages.map(({ ok }) => ok).should.eql([true, true, true]);
    const wrong = rig.form({ credentials: { client_id: 'other', secret: 'x' } });
    const refused = (await rig.request('post', '/tuya-config/test', wrong)).body as {
      stages: { ok: boolean }[];
    };
    refused.stages.map(({ ok }) => ok).should.eql([true, false]);
  });

  describe('in simple mode', () => {
    let flow: Running;
    afterEach(() => flow.stop());

    const post = async (
      path: string,
      body: object,
    ): Promise<{ status: number; body: { stages: { ok: boolean; message: string }[] }; text: string }> =>
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

    it('a form with a dead proxy fails, although the deployed account with its key works', async () => {
      const dead = { id: 'dead', type: 'http proxy', url: `http://127.0.0.1:${await freePort()}` };
      flow = await startFlow({}, { nodes: [proxyNode], more: [dead] });
      await flow.ask({});
      const { body } = await post('/tuya-config/test', own({ proxy: 'dead' }));
      body.stages.map(({ ok }) => ok).should.eql([true, false]);
      flow.cloud.tokenCalls.should.have.length(1);
    });

    it('the deployed account keeps its pace and its token while a slower form is tested', async () => {
      flow = await startFlow({});
      const before = (await flow.ask({})).tuya;
      before?.should.have.property('success', true);
      flow.cloud.fail('hang', { kind: 'token' });
      const arrived = once(flow.cloud, 'arrived');
      let over = false;
      const tested = post('/tuya-config/test', own({ rateLimit: 1 })).finally(() => (over = true));
      await arrived;
      for (let i = 0; i < 10; i++) await flow.ask({});
      over.should.be.false();
      (await tested).body.stages.map(({ ok }) => ok).should.eql([true, false]);
      flow.cloud.tokenCalls.should.have.length(2);
    });

    it('test tries the form as it stands and answers without secrets', async () => {
      flow = await startFlow({});
      const { cloud } = flow;
      const form = { id: 'new', dataCenter: 'custom', baseUrl: cloud.url, mode: 'simple', timeout: 5 };
      const good = await post('/tuya-config/test', {
        ...form,
        credentials: { client_id: cloud.client_id, secret: cloud.secret },
      });
      good.body.stages.map(({ ok }) => ok).should.eql([true, true, true]);
      const bad = await post('/tuya-config/test', {
        ...form,
        credentials: { client_id: cloud.client_id, secret: 'wrong0secret' },
      });
      bad.body.stages.map(({ ok }) => ok).should.eql([true, false]);
      (good.text + bad.text).should.not
        .containEql(cloud.secret)
        .and.not.containEql('wrong0secret')
        .and.not.match(/access_token/);
    });

    it('test uses the stored secret for its placeholder, and only with the same key', async () => {
      flow = await startFlow({});
      const { cloud } = flow;
      const form = { id: 'a', dataCenter: 'custom', baseUrl: cloud.url, mode: 'simple', timeout: 5 };
      const same = await post('/tuya-config/test', {
        ...form,
        credentials: { client_id: cloud.client_id, secret: '__PWRD__' },
      });
      same.body.stages.map(({ ok }) => ok).should.eql([true, true, true]);
      const other = await post('/tuya-config/test', {
        ...form,
        credentials: { client_id: 'another', secret: '__PWRD__' },
      });
      other.body.stages.map(({ ok }) => ok).should.eql([false]);
    });
  });
});
