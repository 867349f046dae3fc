import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import should from 'should';
import { MAX_SOCKETS, TuyaError } from '../../../nodes/cloud';
import type { TransportOptions } from '../../../nodes/cloud';
import { connectionOf } from '../../../nodes/runtime/account/connection';
import { useLiveNode } from '../../support/live-node';

const core = (name: string): ((RED: NodeAPI) => void) =>
  createRequire(__filename)(`@node-red/nodes/core/network/${name}.js`) as (RED: NodeAPI) => void;

const TLS = { type: 'tls-config', cert: '', key: '', ca: '' };
const CLOUD = 'https://openapi.tuyaeu.com';

describe('how an account reaches the cloud', () => {
  const live = useLiveNode({
    nodes: [core('05-tls'), core('06-httpproxy')],
    more: [
      { ...TLS, id: 'open', verifyservercert: false, servername: 'cloud.example' },
      { ...TLS, id: 'half', cert: '/nowhere/cert.pem' },
      { id: 'proxy', type: 'http proxy', url: 'proxy.lan:3128', noproxy: ['cloud.lan'] },
      { id: 'odd', type: 'http proxy', url: 'ftp://proxy.lan', noproxy: '' },
      { id: 'plain', type: 'http proxy', url: 'proxy.lan' },
    ],
    moreCredentials: { proxy: { username: 'anna', password: 'p@ss' } },
  });
  const connect = (chosen: { tls?: string; proxy?: string }): TransportOptions =>
    connectionOf(live().flow.RED, { tls: '', proxy: '', baseUrl: CLOUD, ...chosen });
  const refusal = (chosen: { tls?: string; proxy?: string }): string => {
    try {
      connect(chosen);
    } catch (thrown) {
      if (thrown instanceof TuyaError && thrown.code === 'TUYA_CONFIG') return thrown.message;
    }
    throw new Error('It was taken');
  };

  it('with nothing chosen by the rules of Node.js, and with a bound on sockets', () => {
    const { tls, maxSockets } = connect({});
    should(tls).be.undefined();
    maxSockets.should.equal(MAX_SOCKETS);
  });

  it('with a TLS configuration as that node has it', () => {
    should(connect({ tls: 'open' }).tls).have.properties({
      rejectUnauthorized: false,
      servername: 'cloud.example',
    });
  });

  it('with a TLS configuration that cannot be read not at all', () => {
    refusal({ tls: 'half' }).should.equal('The TLS configuration that the account uses cannot be read');
  });

  it('through a proxy with its credentials, but for the hosts that it is not for', () => {
    const { proxyFor } = connect({ proxy: 'proxy' });
    should(proxyFor?.(CLOUD)?.href).equal('http://anna:p%40ss@proxy.lan:3128/');
    should(proxyFor?.('https://cloud.lan')).be.undefined();
  });

  it('through a proxy that needs no credentials and names no hosts', () => {
    should(connect({ proxy: 'plain' }).proxyFor?.(CLOUD)?.href).equal('http://proxy.lan/');
  });

  it('an address of a proxy that is none is told at once', () => {
    refusal({ proxy: 'odd' }).should.match(/Only http and https proxies/);
  });

  it('a node that is missing, or of another type, is never passed over', () => {
    for (const id of ['gone', 'proxy']) {
      refusal({ tls: id }).should.equal('The TLS configuration that the account uses is missing or disabled');
    }
    for (const id of ['gone', 'open']) {
      refusal({ proxy: id }).should.equal('The proxy that the account uses is missing or disabled');
    }
  });
});
