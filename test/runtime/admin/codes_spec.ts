import should from 'should';
import { useCodeMode } from '../../support/code-mode';
import { helper, startFlow } from '../../support/flow-rig';
import type { Running } from '../../support/flow-rig';

interface Reply {
  status: number;
  body: { codes?: string[]; code?: string; message?: string };
}

describe('the codes of devices', () => {
  const ask = (body: object): Promise<Reply> => helper.request().post('/tuya-config/codes').send(body);

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

    it('are those of all of them, each once, in order', async () => {
      const { body } = await ask(form({ devices: ['lamp0001desk', 'sock0001coffee'] }));
      const { codes = [] } = body;
      codes.should.containEql('switch_led').and.containEql('cur_power');
      codes.should.eql([...new Set(codes)].sort());
      flow.cloud.businessCalls.should.have.length(2);
    });

    it('work before the first deploy', async () => {
      const { client_id, secret } = flow.cloud;
      const asked = form({ id: 'new', credentials: { client_id, secret }, devices: ['lamp0001desk'] });
      ((await ask(asked)).body.codes ?? []).should.containEql('switch_led');
    });

    it('are those of the state where the specification may not be read', async () => {
      flow.cloud.fail({ code: 1106, msg: 'permission deny' }, { kind: 'business' });
      ((await ask(form({ devices: ['lamp0001desk'] }))).body.codes ?? []).should.containEql('switch_led');
      should(flow.cloud.businessCalls.at(-1)?.path).match(/status$/);
    });

    for (const [what, status, codes, calls] of [
      ['none: those of the state', [], 'switch_led', 2],
      ['nothing at all: those of the state', undefined, 'switch_led', 2],
      ['none that has a name: those of the state', [{}], 'switch_led', 2],
      ['one: that one, for one call', [{ code: 'only' }, {}], 'only', 1],
    ] as const) {
      it(`where the specification names ${what}`, async () => {
        const result = { category: 'dj', functions: [], status };
        const body = JSON.stringify({ success: true, t: Date.now(), result });
        flow.cloud.fail({ status: 200, body }, { kind: 'business' });
        const told = (await ask(form({ devices: ['lamp0001desk'] }))).body.codes;
        should(told).containEql(codes).and.not.containEql('');
        flow.cloud.businessCalls.should.have.length(calls);
      });
    }

    it('a device that is not there is told as the cloud tells it', async () => {
      const { status, body } = await ask(form({ devices: ['nobody'] }));
      status.should.equal(400);
      String(body.code).should.match(/^TUYA_\d+$/);
    });

    it('an id is one piece of the path, whatever stands in it', async () => {
      await ask(form({ devices: ['lamp 1?y=2#3'] }));
      // As the cloud decodes it.
      should(flow.cloud.businessCalls[0]?.path).equal('/v1.0/devices/lamp 1?y=2#3/specifications');
    });

    for (const devices of [undefined, [], [{}], 'lamp0001desk']) {
      it(`nothing is asked for ${JSON.stringify(devices)}`, async () => {
        should((await ask(form({ devices }))).body.code).equal('TUYA_BAD_REQUEST');
        flow.cloud.calls.should.eql([]);
      });
    }

    it('of very many devices only twenty are asked about', async () => {
      flow.cloud.addDevices(30);
      await ask(form({ devices: flow.cloud.devices.map(({ id }) => id) }));
      flow.cloud.businessCalls.length.should.be.within(20, 40);
      new Set(flow.cloud.businessCalls.map(({ path }) => path.split('/')[3])).size.should.equal(20);
    });
  });

  describe('in code mode', () => {
    const rig = useCodeMode();

    it('are asked for in the name of a user who has the device', async () => {
      await rig.start();
      const asked = rig.form({ devices: ['lamp0001desk'] });
      const nobody = (await rig.request('post', '/tuya-config/codes', asked)) as unknown as Reply;
      String(nobody.body.code).should.equal('TUYA_AUTHORIZATION_REQUIRED');
      await rig.authorize('uid-anna');
      await rig.authorize('uid-ben');
      const { body } = (await rig.request('post', '/tuya-config/codes', asked)) as unknown as Reply;
      should(body.codes).containEql('switch_led');
    });
  });
});
