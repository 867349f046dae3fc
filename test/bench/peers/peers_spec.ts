import should from 'should';
import type { CloudAsks } from '../processes/cloud';
import { Child } from '../processes/talk';
import { signed } from './by-hand';
import { PEERS, peerOf } from './index';
import { missing } from './missing';
import { PATH } from './peer';

/** The rest needs the packages that `npm run bench` installs. */
const lacks = missing();

describe('the clients of the bench', () => {
  let cloud: Child<CloudAsks>;
  let url: string;

  before(async () => {
    cloud = Child.start<CloudAsks>('cloud');
    url = await cloud.ask('open');
  });

  after(() => cloud.end());

  async function project(old: boolean): Promise<{ url: string; client_id: string; secret: string }> {
    const key = { client_id: 'spec0client', secret: 'spec0secret0of0the0bench' };
    await cloud.ask('life', 7200);
    await cloud.ask('project', { ...key, old });
    return { url, ...key };
  }

  it('this one comes first, because the page compares it with the others', () => {
    should(PEERS[0]?.title).equal('this client');
    PEERS.map(({ title }) => title).should.containEql("Tuya's SDK");
    (() => peerOf('nobody')).should.throw('There is no peer nobody');
  });

  for (const { id, title, package: name, old } of PEERS) {
    const usable = name === undefined || !lacks.includes(name);
    describe(usable ? title : `${title} (not installed: npm run bench does it)`, () => {
      before(function () {
        if (!usable) this.skip();
      });

      it('makes calls that are signed rightly, with one token for all of them', async () => {
        const caller = await peerOf(id).open(await project(old));
        try {
          for (let n = 0; n < 3; n++) ((await caller.call()) as boolean).should.equal(true);
        } finally {
          await caller.close();
        }
        (await cloud.ask('tally', 'spec0client')).should.eql({ tokens: 1, calls: 3, refused: 0 });
      });

      it('is told when the cloud refuses', async () => {
        const address = await project(old);
        const caller = await peerOf(id).open(address);
        try {
          await caller.call();
          await cloud.ask('project', { ...address, secret: 'another', old });
          await caller.call().should.be.rejected();
        } finally {
          await caller.close();
        }
        (await cloud.ask('tally', 'spec0client')).calls.should.equal(0);
      });
    });
  }

  it('a client that signs as it was done once needs a project of that time', async function () {
    if (lacks.includes('@tuyapi/openapi')) this.skip();
    await peerOf('tuyapi')
      .open(await project(false))
      .should.be.rejectedWith(/sign invalid/);
  });

  describe('the cloud they call', () => {
    const get = async (path: string, headers: Record<string, string>): Promise<{ code?: number }> =>
      (await (await fetch(url + path, { headers })).json()) as { code?: number };

    it('refuses a wrong signature, a stranger and a token that is none', async () => {
      const address = await project(false);
      (await get(PATH, { ...signed(address, PATH, 'x'), sign: 'X' })).should.have.property('code', 1004);
      (await get(PATH, signed({ ...address, client_id: 'stranger' }, PATH))).should.have.property(
        'code',
        1005,
      );
      (await get(PATH, signed(address, PATH, 'none'))).should.have.property('code', 1010);
      (await cloud.ask('tally', address.client_id)).should.eql({ tokens: 0, calls: 0, refused: 2 });
    });

    it('tells what has come since it was asked last', async () => {
      const address = await project(false);
      const path = '/v1.0/token?grant_type=1';
      await get(path, signed(address, path));
      (await cloud.ask('tally', address.client_id)).tokens.should.equal(1);
      (await cloud.ask('tally', address.client_id)).tokens.should.equal(0);
    });
  });
});
