import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import 'should';
import { startEvents } from '../../support/event-rig';
import { useLiveNode, useServer } from '../../support/live-node';
import { Proxy } from '../../support/tunnel';

const proxyNode = createRequire(__filename)('@node-red/nodes/core/network/06-httpproxy.js') as (
  RED: NodeAPI,
) => void;

describe('the client of a deployed account', () => {
  describe('behind a proxy', () => {
    useServer();

    it('hears the messages of its devices through it too: a network that lets nothing else out', async () => {
      const proxy = await Proxy.start();
      const more = [{ id: 'p', type: 'http proxy', url: proxy.url, noproxy: [] }];
      const rig = await startEvents({}, { account: { proxy: 'p' }, more, nodes: [proxyNode] });
      try {
        rig.flow.cloud.messages.publish({ device: 'lamp0001desk', status: { switch_led: true } });
        const [msg] = await rig.count(1);
        (msg?.payload as object).should.eql({ switch_led: true });
        proxy.targets.should.eql([new URL(rig.flow.cloud.url).host]);
      } finally {
        await rig.flow.stop();
        await proxy.close();
      }
    });
  });

  describe('that makes several calls', () => {
    const live = useLiveNode();

    it('signs each with a nonce of its own, which nobody could guess', async () => {
      const { running } = live();
      for (let i = 0; i < 3; i++) await running.ask({});
      const nonces = running.cloud.calls.map(({ headers }) => String(headers.nonce));
      nonces.length.should.be.above(3);
      new Set(nonces).size.should.equal(nonces.length);
      for (const nonce of nonces) nonce.should.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    });
  });
});
