import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import 'should';
import { DATA_CENTERS } from '../../../nodes/cloud/data-centers';
import { askCenters } from '../../../nodes/runtime/admin/find-data-center';
import type { Word } from '../../../nodes/runtime/admin/find-data-center';
import type { Center } from '../../../nodes/shared/admin';
import { selfSigned } from '../../support/certificate';
import { helper, startFlow } from '../../support/flow-rig';
import type { Running } from '../../support/flow-rig';
import { Proxy } from '../../support/tunnel';

const core = (name: string): ((RED: NodeAPI) => void) =>
  createRequire(__filename)(`@node-red/nodes/core/network/${name}.js`) as (RED: NodeAPI) => void;
const HOSTS = Object.values(DATA_CENTERS).map((address) => new URL(address).host);

/** A proxy leads each of Tuya's hosts to one cloud on this machine, whose certificate has all of their names. */
describe('Find my data center', () => {
  let flow: Running;
  let proxy: Proxy;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  afterEach(async () => {
    await flow.stop();
    await proxy.close();
  });

  async function find(
    clockOffset = 0,
    prepare: (running: Running) => void = () => undefined,
    more: object = {},
  ): Promise<Center[]> {
    const tls = selfSigned({ names: HOSTS.map((host) => `DNS:${host}`).join(',') });
    let port = 0;
    proxy = await Proxy.start({ leadTo: () => port });
    flow = await startFlow(
      {},
      {
        cloud: { https: tls, clockOffset },
        nodes: [core('05-tls'), core('06-httpproxy')],
        more: [
          { id: 'tls', type: 'tls-config', cert: '', key: '', ca: '', verifyservercert: true },
          { id: 'proxy', type: 'http proxy', url: proxy.url },
        ],
        moreCredentials: { tls: { cadata: tls.cert.toString() } },
      },
    );
    port = Number(new URL(flow.cloud.url).port);
    prepare(flow);
    const { client_id, secret } = flow.cloud;
    const form = { id: 'new', mode: 'simple', dataCenter: 'cn', tls: 'tls', proxy: 'proxy', timeout: 5 };
    const credentials = { client_id, secret };
    const reply = await helper
      .request()
      .post('/tuya-config/find-data-center')
      .send({ ...form, ...more, credentials });
    return (reply.body as { dataCenters: Center[] }).dataCenters;
  }

  it('asks each of the seven once', async () => {
    const centers = await find();
    centers.map(({ dataCenter }) => dataCenter).should.eql(Object.keys(DATA_CENTERS));
    centers.every(({ ok }) => ok).should.be.true();
    const asked = flow.cloud.calls.map(({ headers }) => headers.host);
    asked.sort().should.eql([...HOSTS].sort());
    // Nothing of it stays open.
    await flow.cloud.quiet();
  });

  it('whatever the form says of its own, an address that is none too', async () => {
    const centers = await find(0, undefined, { dataCenter: 'custom', baseUrl: 'nowhere' });
    centers.map(({ ok }) => ok).should.eql(HOSTS.map(() => true));
  });

  it('A14: what a variable of the form holds is not told', async () => {
    process.env.FIND_SPEC_APP = 'canary-of-the-environment';
    try {
      const prepare = ({ cloud }: Running): void => {
        cloud.fail({ code: 1004, msg: 'no good: canary-of-the-environment' }, { times: 20 });
      };
      const centers = await find(0, prepare, { bundleId: '${FIND_SPEC_APP}' });
      for (const { message } of centers) message.should.containEql('no good: ${FIND_SPEC_APP}');
    } finally {
      delete process.env.FIND_SPEC_APP;
    }
  });

  it('P13: the one that knows the key is told from those that do not; none is asked again', async () => {
    const centers = await find(0, ({ cloud }) => {
      cloud.fail({ code: 1005 }, { times: 6 });
    });
    centers.filter(({ ok }) => ok).should.have.length(1);
    // All the others do not know it, which is as it should be.
    for (const { ok, unknown = false, message } of centers) {
      unknown.should.equal(!ok);
      message.should.equal(ok ? 'The data center knows this key' : 'It does not know this key');
    }
    flow.cloud.calls.should.have.length(7);
  });

  it('a gateway that is busy is not asked again', async () => {
    const centers = await find(0, ({ cloud }) => {
      cloud.fail({ code: 500 }, { times: 20 });
    });
    centers.some(({ ok, unknown }) => ok || unknown === true).should.be.false();
    for (const { message } of centers) message.should.match(/^Tuya answered 500/);
    flow.cloud.calls.should.have.length(7);
  });

  it('P7: where this machine’s clock is wrong each is asked once more, with the right time', async () => {
    const centers = await find(1_200_000);
    centers.every(({ ok }) => ok).should.be.true();
    flow.cloud.calls.should.have.length(14);
  });
});

describe('what the data centers say', () => {
  it('is told of each as soon as it has answered, and of all in their own order in the end', async () => {
    const answers: ((word: Word) => void)[] = [];
    const told: Center[] = [];
    const asked = askCenters(
      () => new Promise<Word>((resolve) => answers.push(resolve)),
      (center) => told.push(center),
    );
    const names = Object.keys(DATA_CENTERS);
    answers.should.have.length(names.length);
    for (const answer of answers.reverse()) answer({ ok: true, message: 'known' });
    const all = await asked;
    all.should.eql(names.map((dataCenter) => ({ dataCenter, ok: true, message: 'known' })));
    told.should.eql([...all].reverse());
  });
});
