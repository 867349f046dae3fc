import 'should';
import { PATHS } from '../../../nodes/shared/admin';
import type { UsageAnswer } from '../../../nodes/shared/usage';
import { useServer } from '../../support/live-node';
import { DialogRig } from '../../support/dialog-rig';
import { helper } from '../../support/flow-rig';

describe('what was spent, as the dialog asks', () => {
  useServer();
  const rig = new DialogRig();
  afterEach(() => rig.stop());

  const usage = async (id = 'a'): Promise<UsageAnswer> =>
    (await rig.get(`/tuya-config/${id}/usage`)).body as unknown as UsageAnswer;
  const form = (more: object = {}): object => rig.form({ mode: 'simple', ...more });

  it('is that of the account, with advice, and costs no call', async () => {
    await rig.start({ mode: 'simple', budget: '100' });
    await rig.flow.ask({ action: 'get' });
    const answer = await usage();
    answer.should.containEql({ calls: 1, tokens: 1, budget: 100, left: 99, forecast: null, advice: [] });
    answer.begins.should.match(/^\d{4}-\d\d-01$/);
    rig.flow.cloud.calls.should.have.length(1);
  });

  it('calls of the dialog count in the account, whether it shows what is deployed or not', async () => {
    await rig.start({ mode: 'simple' });
    await rig.post(PATHS.test, form());
    await rig.post(PATHS.devices, form());
    await rig.post(PATHS.devices, form({ timeout: '7', reload: true }));
    await rig.post(PATHS.codes, { ...form(), devices: ['lamp0001desk'] });
    const { calls, byNode } = await usage();
    calls.should.equal(rig.flow.cloud.calls.length).and.be.above(3);
    byNode.should.eql([{ id: '', name: '', calls }]);
  });

  it('so does a user who authorizes from the dialog', async () => {
    await rig.start();
    (await rig.comeBack(await rig.startLogin(), 'uid-anna')).status.should.equal(200);
    (await usage()).should.containEql({ calls: 1, tokens: 1 });
  });

  it('a test that meets a busy cloud asks once, and counts once', async () => {
    await rig.start({ mode: 'simple' });
    rig.flow.cloud.fail({ status: 503 }, { times: 9 });
    await rig.post(PATHS.test, form());
    (await usage()).should.containEql({ calls: rig.flow.cloud.calls.length, repeats: 0 });
  });

  it('and they are within its budget', async () => {
    await rig.start({ mode: 'simple', budget: 1, overBudget: 'stop all' });
    const deployed = form({ budget: '1', overBudget: 'stop all' });
    await rig.post(PATHS.test, deployed);
    const { body } = await rig.post(PATHS.devices, deployed);
    body.should.containEql({ code: 'TUYA_BUDGET' });
    const again = await rig.post(PATHS.test, deployed);
    again.text.should.match(/budget of calls for this month is spent/);
    rig.flow.cloud.calls.should.have.length(1);
  });

  it('an account that is not deployed has spent nothing', async () => {
    await rig.start({ mode: 'simple' });
    for (const id of ['nobody', 'n', '__proto__'])
      (await usage(id)).should.containEql({ calls: 0, perDay: (await usage(id)).perDay, byNode: [] });
  });

  it('an account whose settings are wrong shows what it has spent before', async () => {
    await rig.start({ mode: 'simple' });
    await rig.flow.ask({ action: 'get' });
    await rig.flow.deploy('nodes', { a: { budget: '3.5' } });
    (await usage()).should.containEql({ calls: 1, tokens: 1, budget: 0, left: null });
  });

  it('A12: other origins are refused', async () => {
    await rig.start({ mode: 'simple' });
    const asked = await helper.request().get('/tuya-config/a/usage').set('Origin', 'https://evil.example');
    asked.status.should.equal(403);
  });

  it('what a dialog has spent before the first deploy is the account’s then', async () => {
    await rig.start({ mode: 'simple', dataCenter: 'moon' });
    await rig.post(PATHS.test, form());
    (await usage()).calls.should.equal(2);
    await rig.flow.deploy('nodes', { a: { dataCenter: 'custom', mode: 'simple' } });
    // A token, and one look at the devices.
    (await usage()).calls.should.equal(2);
    rig.flow.cloud.calls.should.have.length(2);
  });
});
