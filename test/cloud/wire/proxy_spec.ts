import { getEventListeners, once } from 'node:events';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import should from 'should';
import { TuyaClient } from '../../../nodes/cloud/client';
import { systemClock } from '../../../nodes/cloud/time/clock';
import { Abort } from '../../../nodes/cloud/time/signal';
import { proxyAgents, proxyFor } from '../../../nodes/cloud/wire/proxy';
import type { ProxyFault, ProxySettings } from '../../../nodes/cloud/wire/proxy';
import { createTransport } from '../../../nodes/cloud/wire/axios-transport';
import type { TransportFault } from '../../../nodes/cloud/wire/transport';
import { startCloud } from '../../simulator/index';
import type { Cloud, CloudOptions } from '../../simulator/index';
import { selfSigned } from '../../support/certificate';
import { Proxy } from '../../support/tunnel';
import { failureOf } from '../../support/rig';
import { freePort } from '../../support/free-port';

describe('proxies', () => {
  const { key, cert } = selfSigned();
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  async function cloud(options: Partial<CloudOptions> = {}): Promise<Cloud> {
    const started = await startCloud(options);
    open.push(started);
    return started;
  }
  async function proxy(behaviour: { credentials?: string; silent?: boolean } = {}): Promise<Proxy> {
    const started = await Proxy.start(behaviour);
    open.push(started);
    return started;
  }
  function clientOf(target: Cloud, settings: ProxySettings | undefined, timeout = 3000): TuyaClient {
    const { client_id, secret, url } = target;
    const transport = createTransport({
      maxSockets: 4,
      tls: { ca: cert },
      proxyFor: (baseUrl) => proxyFor(baseUrl, settings),
    });
    const platform = { clock: systemClock, transport, nonce: () => `${Math.random()}`, random: () => 0 };
    const client = new TuyaClient(
      { client_id, secret, baseUrl: url, mode: 'simple', timeout, rateLimit: 0 },
      platform,
    );
    open.push(client);
    return client;
  }
  const { signal } = new AbortController();
  const LIST = { method: 'GET', path: '/v1.0/devices' };
  const COMMAND = {
    method: 'POST',
    path: '/v1.0/devices/lamp0001desk/commands',
    body: { commands: [{ code: 'switch_led', value: true }] },
  };

  it('https goes through a tunnel in which the proxy reads nothing', async () => {
    const target = await cloud({ https: { key, cert } });
    const through = await proxy();
    await clientOf(target, { url: through.url, noproxy: [] }).call(LIST, signal);
    through.targets.should.matchEach((url: string) => url === new URL(target.url).host);
    through.seen.join('').should.not.match(/access_token|client_id/);
  });

  it('with a user and a password', async () => {
    const target = await cloud({ https: { key, cert } });
    const through = await proxy({ credentials: 'me:p@ss' });
    const settings = { url: through.url, username: 'me', password: 'p@ss', noproxy: [] };
    await clientOf(target, settings).call(COMMAND, signal);
    target.executed.should.have.length(1);
  });

  it('N15: 407 is an error of its own, that shows no credentials; a command was not sent', async () => {
    const target = await cloud();
    const through = await proxy({ credentials: 'me:right' });
    const settings = { url: through.url, username: 'me', password: 'wrong0password', noproxy: [] };
    const error = await failureOf(clientOf(target, settings).call(COMMAND, signal));
    error.code.should.equal('TUYA_NETWORK');
    error.message.should.match(/proxy.*407/i).and.not.match(/unknown/);
    JSON.stringify([error, error.message, error.hint]).should.not.match(/wrong0password|127\.0\.0\.1/);
    target.calls.should.have.length(0);
  });

  it('N15: a dead proxy is told from a dead cloud', async () => {
    const target = await cloud();
    const settings = { url: `http://127.0.0.1:${await freePort()}`, noproxy: [] };
    const error = await failureOf(clientOf(target, settings).call(LIST, signal));
    error.code.should.equal('TUYA_NETWORK');
    error.message.should.match(/proxy cannot be reached/);
  });

  it('N15: a proxy that says nothing ends at the deadline', async () => {
    const target = await cloud();
    const through = await proxy({ silent: true });
    const client = clientOf(target, { url: through.url, noproxy: [] }, 300);
    const error = await failureOf(client.call(LIST, signal));
    error.code.should.equal('TUYA_TIMEOUT');
    error.message.should.match(/proxy did not answer/);
    (await through.waiting()).should.be.above(0);
    await client.close();
    await through.quiet();
  });

  it('N15: a command that the proxy kept waiting was not sent, and says nothing else', async () => {
    const target = await cloud();
    const warm = clientOf(target, undefined);
    await warm.call(LIST, signal);
    const through = await proxy({ silent: true });
    const settings = { url: through.url, noproxy: [] };
    const error = await failureOf(clientOf(target, settings, 300).call(COMMAND, signal));
    error.code.should.equal('TUYA_TIMEOUT');
    error.message.should.not.match(/unknown/);
    target.executed.should.have.length(0);
  });

  it('a connection that was made leaves nothing behind that waits for the end', async () => {
    const target = await cloud();
    const through = await proxy();
    const closing = new AbortController();
    const { httpAgent } = proxyAgents(new URL(through.url), { keepAlive: false }, {}, closing.signal);
    for (let i = 0; i < 3; i++) {
      const [reply] = (await once(get(target.url, { agent: httpAgent }), 'response')) as [IncomingMessage];
      await once(reply.resume(), 'end');
    }
    through.targets.should.have.length(3);
    getEventListeners(closing.signal, 'abort').should.have.length(0);
  });

  it('many that wait for the proxy at once are no leak', async () => {
    const target = await cloud();
    const through = await proxy({ silent: true });
    const closing = new AbortController();
    const { httpAgent } = proxyAgents(new URL(through.url), {}, {}, closing.signal);
    const warnings: string[] = [];
    const note = ({ name }: Error): number => warnings.push(name);
    process.on('warning', note);
    const failed = Array.from({ length: 12 }, () => once(get(target.url, { agent: httpAgent }), 'error'));
    while ((await through.waiting()) < failed.length) await new Promise(setImmediate);
    closing.abort();
    await Promise.all(failed);
    process.off('warning', note);
    warnings.should.eql([]);
    await through.quiet();
  });

  it('a proxy that says nothing is given up after its time, whoever waits', async () => {
    const target = await cloud();
    const through = await proxy({ silent: true });
    const closing = new AbortController();
    const { httpAgent } = proxyAgents(new URL(through.url), {}, {}, closing.signal, 50);
    const [failure] = (await once(get(target.url, { agent: httpAgent }), 'error')) as [ProxyFault];
    failure.code.should.equal('PROXY_UNREACHABLE');
    getEventListeners(closing.signal, 'abort').should.have.length(0);
    await through.quiet();
  });

  it('the proxy of a base address is looked up once', async () => {
    const target = await cloud();
    const asked: string[] = [];
    const transport = createTransport({
      maxSockets: 1,
      proxyFor: (baseUrl) => {
        asked.push(baseUrl);
        return undefined;
      },
    });
    open.push(transport);
    const request = { method: 'GET', baseUrl: target.url, url: '/', headers: {} };
    for (let times = 0; times < 3; times++) await transport.send(request, new Abort());
    asked.should.deepEqual([target.url]);
  });

  it('a proxy whose address cannot be read is told as a fault of the settings; nothing was sent', async () => {
    const transport = createTransport({
      maxSockets: 1,
      proxyFor: (baseUrl) => proxyFor(baseUrl, { url: 'socks5://proxy:1080', noproxy: [] }),
    });
    open.push(transport);
    const request = { method: 'GET', baseUrl: 'https://cloud.example', url: '/', headers: {} };
    const fault = (await transport
      .send(request, new Abort())
      .catch((thrown: unknown) => thrown)) as TransportFault;
    [fault.error.code, fault.delivery, fault.transient].should.deepEqual(['TUYA_CONFIG', 'not sent', false]);
  });

  it('a close ends what still waits for the proxy, and what came through it', async () => {
    const target = await cloud();
    const silent = await proxy({ silent: true });
    const through = await proxy();
    for (const one of [silent, through]) {
      const transport = createTransport({ maxSockets: 1, proxyFor: () => new URL(one.url) });
      const request = { method: 'GET', baseUrl: target.url, url: '/', headers: {} };
      const sending = transport.send(request, new Abort()).catch((thrown: unknown) => thrown);
      if (one === through) await sending;
      else while ((await one.waiting()) === 0) await new Promise(setImmediate);
      transport.close();
      await sending;
      await one.quiet();
    }
  });

  it('an address of a proxy may lack its scheme and its port', () => {
    const of = (url: string): URL | undefined => proxyFor('https://cloud.example', { url, noproxy: [] });
    for (const [url, port] of [
      ['proxy', '80'],
      ['http://proxy', '80'],
      ['https://proxy', '443'],
      [' proxy:3128 ', '3128'],
    ] as const) {
      const { hostname = '', port: found = '', protocol = '' } = of(url) ?? {};
      // A URL leaves the usual port of its scheme out.
      [hostname, found || (protocol === 'https:' ? '443' : '80')].should.deepEqual(['proxy', port]);
    }
    (of('') === undefined).should.be.true();
    for (const [url, message] of [
      ['ftp://proxy', /^Only http and https proxies/],
      ['http://', /^The address of the proxy cannot be read$/],
    ] as const) {
      (() => of(url)).should.throw({ code: 'TUYA_CONFIG', message, hint: /http:\/\/host:port/ });
    }
  });

  it('user and password are encoded, and an address without a user has none', () => {
    const settings = { url: 'http://proxy:3128', noproxy: [] };
    const named = proxyFor('https://cloud.example', { ...settings, username: 'a@b', password: 'p:/' });
    [named?.username, named?.password].should.deepEqual(['a%40b', 'p%3A%2F']);
    const bare = proxyFor('https://cloud.example', { ...settings, username: 'a' });
    [bare?.username, bare?.password].should.deepEqual(['a', '']);
    should(proxyFor('https://cloud.example', { ...settings, password: 'p' })?.password).equal('');
  });

  it('a proxy that does not reach the cloud says so', async () => {
    const target = await cloud();
    const through = await proxy();
    const client = clientOf(target, { url: through.url, noproxy: [] });
    await target.close();
    open.splice(open.indexOf(target), 1);
    const error = await failureOf(client.call(LIST, signal));
    error.message.should.match(/does not let the call through/);
  });

  it('exempted hosts are called directly', async () => {
    const target = await cloud();
    const through = await proxy();
    await clientOf(target, { url: through.url, noproxy: ['127.0.0.1'] }).call(LIST, signal);
    through.targets.should.have.length(0);
    const to = (noproxy: string[]): boolean =>
      proxyFor('https://openapi.tuyaeu.com', { url: 'http://proxy:3128', noproxy }) === undefined;
    for (const entry of [
      '.tuyaeu.com',
      '*.tuyaeu.com',
      '*',
      'OPENAPI.tuyaeu.com:443',
      'a.b,openapi.tuyaeu.com c.d',
    ])
      to([entry]).should.be.true(entry);
    to(['a.b', 'openapi.tuyaeu.com', 'c.d']).should.be.true();
    for (const entry of ['tuyaeu.com', 'uyaeu.com', 'openapi.tuyaeu.com:8443', '', 'tuyaeu'])
      to([entry]).should.be.false(entry);
    for (const [address, entry] of [
      ['http://127.0.0.1', '127.0.0.1:80'],
      ['https://127.0.0.1', '127.0.0.1:443'],
    ] as const) {
      (proxyFor(address, { url: 'http://proxy:3128', noproxy: [entry] }) === undefined).should.be.true(entry);
    }
    const six = { url: 'http://proxy:3128', noproxy: ['[::1]'] };
    (proxyFor('http://[::1]:8080', six) === undefined).should.be.true();
  });

  it('the environment counts where the account names no proxy', () => {
    const before = { ...process.env };
    try {
      process.env.https_proxy = 'http://proxy.example:3128';
      process.env.no_proxy = 'openapi.tuyacn.com';
      should(proxyFor('https://openapi.tuyaeu.com', undefined)?.host).equal('proxy.example:3128');
      (proxyFor('https://openapi.tuyacn.com', undefined) === undefined).should.be.true();
    } finally {
      process.env = before;
    }
  });
});
