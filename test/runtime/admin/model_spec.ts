import should from 'should';
import { useCodeMode } from '../../support/code-mode';
import { helper, startFlow } from '../../support/flow-rig';
import type { Running } from '../../support/flow-rig';
import type { Code } from '../../../nodes/cloud/values/model';

interface Reply {
  status: number;
  body: { functions?: Code[]; status?: Code[]; code?: string; message?: string };
}

describe('the model of a device, for a dialog', () => {
  const ask = (body: object): Promise<Reply> => helper.request().post('/tuya-config/model').send(body);

  describe('in simple mode', () => {
    let flow: Running;
    before(async () => {
      await (helper.startServer as unknown as () => Promise<void>)();
    });
    after(async () => {
      await (helper.stopServer as unknown as () => Promise<void>)();
    });
    beforeEach(async () => {
      flow = await startFlow({});
    });
    afterEach(() => flow.stop());

    const form = (more: Record<string, unknown>): Record<string, unknown> => ({
      ...{ id: 'a', dataCenter: 'custom', baseUrl: flow.cloud.url, mode: 'simple', timeout: 5, rateLimit: 0 },
      credentials: { client_id: flow.cloud.client_id, secret: '__PWRD__' },
      ...more,
    });
    const paths = (): string[] => flow.cloud.businessCalls.map(({ path }) => path);

    it('says what may be set and what is reported, with limits and units, and is kept', async () => {
      const { body } = await ask(form({ device_id: 'ther0001living' }));
      const { functions = [], status = [] } = body;
      functions.should.matchAny({
        code: 'temp_set',
        name: '设置温度',
        type: { kind: 'Integer', min: 50, max: 350, scale: 1, step: 5, unit: '℃' },
      });
      functions.map(({ code }) => code).should.eql(['switch', 'temp_set', 'mode']);
      status.should.matchAny({ code: 'fault', type: { kind: 'Bitmap' } });
      // As somebody may have pasted it; a user has no part in simple mode.
      const pasted = form({ device_id: ' ther0001living ', uid: 'uid-anna' });
      (await ask(pasted)).body.should.eql(body);
      paths().should.eql(['/v1.0/devices/ther0001living/specifications']);
    });

    it('is that of the thing model for its calls', async () => {
      const { body } = await ask(form({ device_id: 'lamp0001desk', generation: 'thing' }));
      (body.functions ?? []).should.matchAny({
        code: 'colour_data_v2',
        type: { kind: 'Colour', form: 'hsv' },
      });
      paths().should.eql(['/v2.0/cloud/thing/lamp0001desk/model']);
    });

    it('is the one that the nodes of the account use', async () => {
      await ask(form({ device_id: 'ther0001living' }));
      const node = { method: 'POST', path: '/v1.0/devices/ther0001living/commands', model: true };
      await flow.deploy('nodes', { n: node });
      (await flow.ask({ payload: { temp_set: 23.5 } })).should.have.property('payload', true);
      paths()
        .filter((path) => path.endsWith('specifications'))
        .should.have.length(1);
    });

    it('works before the first deploy', async () => {
      const { client_id, secret } = flow.cloud;
      const asked = form({ id: 'new', credentials: { client_id, secret }, device_id: 'lamp0001desk' });
      ((await ask(asked)).body.functions ?? []).length.should.be.above(3);
    });

    it('is empty where it may not be read, and asked for again when a person asks again', async () => {
      flow.cloud.packages.models = 'none';
      const asked = form({ device_id: 'lamp0001desk' });
      (await ask(asked)).should.have.property('status', 200);
      (await ask(asked)).body.should.eql({ functions: [], status: [] });
      flow.cloud.packages.models = 'both';
      ((await ask(asked)).body.functions ?? []).length.should.be.above(3);
    });

    it('that cannot be had says why, and shows no secret', async () => {
      flow.cloud.fail({ code: 1110, msg: 'busy' }, { kind: 'business', times: 9 });
      const { status, body } = await ask(form({ device_id: 'lamp0001desk' }));
      status.should.equal(400);
      should(body.code).equal('TUYA_1110');
      JSON.stringify(body).should.not.containEql(flow.cloud.secret);
    });

    for (const device_id of [undefined, '', ' ', {}, ['d']]) {
      it(`of ${JSON.stringify(device_id)} is that of no device: nothing is asked`, async () => {
        const { status, body } = await ask(form({ device_id }));
        [status, body.code].should.eql([400, 'TUYA_BAD_REQUEST']);
        flow.cloud.calls.should.eql([]);
      });
    }
  });

  describe('in code mode', () => {
    const rig = useCodeMode();
    const post = (more: object): Promise<Reply> =>
      rig.request('post', '/tuya-config/model', rig.form({ ...more }));

    it('is asked for in the name of a user who has the device, or of the one who is named', async () => {
      await rig.start();
      const nobody = await post({ device_id: 'lamp0001desk' });
      [nobody.status, nobody.body.code].should.eql([400, 'TUYA_AUTHORIZATION_REQUIRED']);
      await rig.authorize('uid-anna');
      await rig.authorize('uid-ben');
      const { body } = await post({ device_id: 'lamp0001desk' });
      (body.functions ?? []).should.matchAny({ code: 'colour_data_v2' });
      (await post({ device_id: 'lamp0001desk', uid: 'uid-ben' })).body.should.eql({
        functions: [],
        status: [],
      });
      const annas = await post({ device_id: 'lamp0001desk', uid: ' uid-anna\n' });
      annas.body.should.eql(body);
    });
  });
});
