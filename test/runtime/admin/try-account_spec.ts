import 'should';
import { useCodeMode } from '../../support/code-mode';
import { helper, startFlow } from '../../support/flow-rig';
import type { Running } from '../../support/flow-rig';

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

    const post = (
      path: string,
      body: object,
    ): Promise<{ status: number; body: { stages: { ok: boolean; message: string }[] }; text: string }> =>
      helper.request().post(path).send(body);

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
