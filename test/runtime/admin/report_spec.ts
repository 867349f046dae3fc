import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import should from 'should';
import type { ReportAnswer } from '../../../nodes/shared/admin';
import { helper, startFlow } from '../../support/flow-rig';
import type { FlowSettings, Running } from '../../support/flow-rig';
import { root } from '../../support/root';

describe('what the runtime knows for a report', () => {
  let flow: Running;
  let keys = 0;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  afterEach(() => flow.stop());

  /** With a key of its own: what others have spent is not its. */
  async function start(settings: FlowSettings = {}): Promise<void> {
    const client_id = `report${String(++keys).padStart(14, '0')}`;
    flow = await startFlow({}, { ...settings, cloud: { ...settings.cloud, client_id } });
  }
  async function report(id = 'a'): Promise<{ text: string; body: ReportAnswer }> {
    const { text, body } = (await helper.request().get(`/tuya-config/${id}/report`)) as {
      text: string;
      body: ReportAnswer;
    };
    return { text, body };
  }

  it('versions, and where and how the account is deployed; an address of one’s own is not told', async () => {
    await start();
    const { text, body } = await report();
    const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    body.versions.package.should.equal(own.version);
    body.versions.nodeRed.should.equal('unknown'); // the rig has none
    body.versions.nodeJs.should.equal(process.versions.node);
    body.versions.system.should.equal(`${process.platform} ${process.arch}`);
    should(body.deployed).eql({ dataCenter: 'custom', mode: 'simple', calls: { today: 0, month: 0 } });
    text.should.not.containEql(flow.cloud.url);
  });

  it('a data center has its name', async () => {
    await start({ account: { dataCenter: 'us-e' } });
    should((await report()).body.deployed).have.properties({ dataCenter: 'us-e', mode: 'simple' });
  });

  it('the last error by its codes and its tid: no id, no path, no word of the cloud', async () => {
    await start();
    await flow.ask({});
    should((await report()).body.deployed?.lastError).be.undefined();
    flow.cloud.fail({ code: 1106, msg: 'canary of the cloud' }, { kind: 'business' });
    await flow.ask({ device_id: 'canary-device' });
    const { text, body } = await report();
    should(body.deployed?.calls).eql({ today: 3, month: 3 });
    const { at, ...error } = body.deployed?.lastError ?? { at: 0 };
    error.should.eql({ code: 'TUYA_1106', tuya: '1106', tid: 'tid3' });
    at.should.be.approximately(Date.now(), 60_000);
    text.should.not.match(/canary|devices/);
  });

  it('P7: how far Tuya’s clock is ahead, once it has refused this machine’s time', async () => {
    await start({ cloud: { clockOffset: 1_200_000 } });
    should((await report()).body.deployed?.clockOffset).be.undefined();
    await flow.ask({});
    Number((await report()).body.deployed?.clockOffset).should.be.approximately(1_200_000, 60_000);
  });

  it('an account that is not deployed, does not work or is none: the versions alone', async () => {
    await start({ account: { mode: 'neither' } });
    for (const id of ['a', 'nobody', 'n', 't', '__proto__']) {
      Object.keys((await report(id)).body).should.eql(['versions'], id);
    }
  });
});
