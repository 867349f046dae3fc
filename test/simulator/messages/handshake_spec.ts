import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import 'should';
import { selfSigned } from '../../support/certificate';
import { startCloud } from '../index';
import type { Cloud } from '../index';
import { RawClient } from './raw-client';
import type { Handshake } from './raw-client';

interface Refused {
  status: number;
  page: string;
  headers: IncomingMessage['headers'];
}

describe('the handshake of the simulator', () => {
  let cloud: Cloud;
  beforeEach(async () => {
    cloud = await startCloud();
  });
  afterEach(() => cloud.close());

  const refused = async (wanted: Handshake = {}): Promise<Refused> => {
    const { ws } = RawClient.start(cloud, wanted);
    const [, response] = (await once(ws, 'unexpected-response')) as [unknown, IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const page = Buffer.concat(chunks).toString();
    return { status: response.statusCode ?? 0, page, headers: response.headers };
  };
  const path = (tenant: string, rest: string, query = 'subscriptionType=Failover'): Handshake => ({
    path: `/ws/v2/consumer/persistent/${tenant}/${rest}?${query}`,
  });

  it('welcomes who knows the key, on every channel', async () => {
    for (const channel of ['event', 'event-test', 'notice']) {
      const client = await RawClient.connect(cloud, { channel });
      await client.close();
    }
    cloud.messages.connects.map(({ status, code }) => [status, code]).should.eql(Array(3).fill([101, 1000]));
    cloud.messages.connects.map(({ headers }) => headers.username).should.eql(Array(3).fill(cloud.client_id));
    cloud.messages.url.should.equal(cloud.url.replace('http:', 'ws:'));
  });

  it('R4: refuses a wrong name or password with 401, as a page of Jetty', async () => {
    for (const wrong of [{ password: '0000000000000000' }, { username: 'somebody' }, { password: '' }]) {
      const { status, page, headers } = await refused(wrong);
      status.should.equal(401);
      page.should.containEql('<title>Error 401 Failed to authenticate</title>');
      page.should.containEql('<tr><th>MESSAGE:</th><td>Failed to authenticate</td></tr>');
      String(headers['content-type']).should.startWith('text/html;charset=iso-8859-1');
    }
    cloud.messages.connects.map(({ status }) => status).should.eql([401, 401, 401]);
    cloud.messages.open.should.be.empty();
  });

  it("R4: refuses another's topics and a subscription that nobody has made with 403, an unknown topic with 404", async () => {
    const { client_id } = cloud;
    (await refused(path('somebody', `out/event/${client_id}-sub`))).status.should.equal(403);
    (await refused(path(client_id, `in/event/${client_id}-sub`))).status.should.equal(403);
    (await refused({ suffix: 'second' })).status.should.equal(403);
    (await refused({ channel: 'events' })).status.should.equal(404);
    cloud.messages.subscribe('second');
    await (await RawClient.connect(cloud, { suffix: 'second' })).close();
  });

  it('refuses a bad path or query', async () => {
    const { client_id } = cloud;
    (await refused({ path: '/ws/v2/producer/x' })).status.should.equal(404);
    (await refused({ path: '/' })).status.should.equal(404);
    for (const rest of [`out/event/more/${client_id}-sub`, 'out/event', 'out/event/', 'out']) {
      (await refused(path(client_id, rest))).status.should.equal(400, rest);
    }
    for (const query of [
      'subscriptionType=failover',
      'subscriptionType=Failover&ackTimeoutMillis=soon',
      'subscriptionType=Failover&ackTimeoutMillis=10',
      'subscriptionType=Failover&receiverQueueSize=-1',
    ]) {
      const { status, page } = await refused({ query });
      status.should.equal(400, query);
      page.should.containEql('<title>Error 400 Invalid query params: ');
    }
    (await refused({ query: 'subscriptionType=Failover&receiverQueueSize=0' })).status.should.equal(500);
  });

  it('R5: refuses whoever wants to be alone, or in another way, beside a consumer', async () => {
    const client = await RawClient.connect(cloud);
    for (const query of ['', 'subscriptionType=Exclusive', 'subscriptionType=Shared']) {
      const { status, page } = await refused({ query });
      status.should.equal(409, query);
      page.should.containEql('Subscription is of different type. Active subscription type of');
    }
    const second = await RawClient.connect(cloud);
    await Promise.all([client.close(), second.close()]);
    await cloud.messages.disconnected();
    const another = cloud.messages.join('sub', { type: 'Exclusive' });
    (await refused()).status.should.equal(409);
    const alone = await refused({ query: 'subscriptionType=Exclusive' });
    alone.page.should.containEql('Exclusive consumer is already connected');
    another.leave();
    await (await RawClient.connect(cloud)).close();
  });

  it('R4, R5: refuses as it is told, so often, and then welcomes', async () => {
    cloud.messages.refuse(503, { times: 2, retryAfter: 7 });
    cloud.messages.refuse(401, { message: 'a <b> & c' });
    for (let i = 0; i < 2; i++) {
      const { status, headers } = await refused();
      status.should.equal(503);
      String(headers['retry-after']).should.equal('7');
    }
    const { page, headers } = await refused();
    page.should.containEql('<title>Error 401 a &lt;b&gt; &amp; c</title>');
    headers.should.not.have.property('retry-after');
    await (await RawClient.connect(cloud)).close();
  });

  it('R5: leads elsewhere', async () => {
    cloud.messages.redirect('ws://127.0.0.1:9/');
    const { status, headers } = await refused();
    status.should.equal(302);
    String(headers.location).should.equal('ws://127.0.0.1:9/');
  });

  it('R1, R2, R8: resets, never answers, or accepts and drops', async () => {
    cloud.messages.resetHandshake();
    const reset = RawClient.start(cloud);
    (await reset.closed).should.equal(1006);
    cloud.messages.acceptAndDrop();
    const dropped = await RawClient.connect(cloud);
    (await dropped.closed).should.equal(1006);
    cloud.messages.hang();
    const waiting = RawClient.start(cloud, { handshakeTimeout: 50 });
    (await waiting.closed).should.equal(1006);
    cloud.messages.connects.map(({ status }) => status).should.eql([0, 101, 0]);
    cloud.messages.open.should.be.empty();
  });

  it('what was ordered can be called off', async () => {
    cloud.messages.refuse(500);
    cloud.messages.hang();
    cloud.messages.clearFaults();
    await (await RawClient.connect(cloud)).close();
  });

  it('R3: speaks TLS where the cloud does', async () => {
    const tls = selfSigned();
    const secure = await startCloud({ https: tls });
    try {
      secure.messages.url.should.startWith('wss://');
      const client = await RawClient.connect(secure, { ca: tls.cert });
      await client.close();
      const distrustful = RawClient.start(secure);
      const [error] = (await once(distrustful.ws, 'error')) as [NodeJS.ErrnoException];
      String(error.code).should.match(/CERT/);
    } finally {
      await secure.close();
    }
  });

  it('a WebSocket is no open line of the calls', async () => {
    const client = await RawClient.connect(cloud);
    await fetch(`${cloud.url}/house.json`).then((response) => response.text());
    cloud.openSockets.should.be.belowOrEqual(1);
    await client.close();
  });
});
