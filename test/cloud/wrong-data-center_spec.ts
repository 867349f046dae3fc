import 'should';
import { codes } from '../../nodes/locales/en-US/errors.json';
import { clientOf, failureOf } from '../support/rig';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { Proxy } from '../support/tunnel';

/** Codes with which a data center says that it does not know the project. */
const UNKNOWN_HERE = Object.entries(codes)
  .filter(([code, { hint }]) => /^\d+$/.test(code) && hint.includes('data center'))
  .map(([code]) => Number(code));

describe('P13: the wrong data center', () => {
  let cloud: Cloud;
  let proxy: Proxy;
  beforeEach(async () => {
    cloud = await startCloud();
    proxy = await Proxy.start();
  });
  afterEach(async () => {
    await proxy.close();
    await cloud.close();
  });

  it('has codes that say so', () => {
    UNKNOWN_HERE.should.containDeep([1004, 1005, 1106]);
  });

  for (const code of UNKNOWN_HERE) {
    it(`${code} on a login brings advice, and no other data center hears of the key`, async () => {
      // All that the client sends goes through the proxy, which notes where to.
      const key = { client_id: cloud.client_id, secret: cloud.secret, baseUrl: cloud.url };
      const client = clientOf(key, undefined, undefined, { proxyFor: () => new URL(proxy.url) });
      cloud.fail({ code }, { kind: 'token', times: 5 });
      const { signal } = new AbortController();
      const failure = await failureOf(client.call({ method: 'GET', path: '/v1.0/devices' }, signal));
      failure.code.should.equal(`TUYA_${code}`);
      failure.hint.should.match(/data center/);
      proxy.targets.should.not.be.empty();
      [...new Set(proxy.targets)].should.eql([new URL(cloud.url).host]);
      cloud.businessCalls.should.eql([]);
      await client.close();
    });
  }
});
