import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { once } from 'node:events';
import { inspect } from 'node:util';
import should from 'should';
import type { MessagesState } from '../../../nodes/cloud/messages/listener';
import { tryMessages } from '../../../nodes/cloud/messages/try-messages';
import { Abort } from '../../../nodes/cloud/time/signal';
import { aborted } from '../../../nodes/cloud/errors/tuya-error';
import { proxyFor } from '../../../nodes/cloud/wire/proxy';
import { blackHole } from '../../support/black-hole';
import { selfSigned } from '../../support/certificate';
import { Projects } from '../../../nodes/cloud/projects';
import { Ears } from '../../support/ears';
import { MessageRig, turns } from '../../support/message-rig';
import { MemoryStorage } from '../../support/memory-storage';
import { failureOf } from '../../support/rig';
import { freePort } from '../../support/free-port';
import { Proxy } from '../../support/tunnel';
import { TokenStore } from '../../../nodes/cloud/storage/token-store';

const DESK = 'lamp0001desk';

type Failed = Extract<MessagesState, { error: unknown }>;

function failed(ears: Ears): Failed {
  const state = ears.states.at(-1);
  if (state === undefined || !('error' in state)) throw new Error('There is no error');
  return state;
}

function away(ears: Ears): number | undefined {
  const state = ears.states.at(-1);
  return state?.is === 'connected' ? state.away : undefined;
}

describe('the connection of messages', () => {
  let rig: MessageRig;
  let ears: Ears;
  let hosts: { close(): unknown }[];
  beforeEach(async () => {
    rig = await MessageRig.start();
    ears = new Ears();
    hosts = [];
  });
  afterEach(async () => {
    await rig.close();
    for (const host of hosts) await host.close();
  });
  const listen = (account = {}, way = {}): Ears => {
    rig.messages('event', account, way).join(ears);
    return ears;
  };
  const publish = (value: unknown): unknown =>
    rig.cloud.messages.publish({ device: DESK, status: { n: value } });
  /** A server that does something with each socket that comes. */
  const serve = async (take: (socket: Socket) => void): Promise<string> => {
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      take(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    hosts.push({
      close: () => {
        for (const socket of sockets) socket.destroy();
        server.close();
      },
    });
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  it('says who it is, which queue and subscription it wants, and offers no compression', async () => {
    rig.cloud.messages.subscribe('flows-2');
    await listen({ subscription: 'flows-2' }).is('connected');
    const [connect] = rig.cloud.messages.connects;
    const { client_id } = rig.cloud;
    should(connect?.url).equal(
      `/ws/v2/consumer/persistent/${client_id}/out/event/${client_id}-flows-2?subscriptionType=Failover&ackTimeoutMillis=30000`,
    );
    Object.keys(connect?.headers ?? {})
      .sort()
      .should.eql([
        'connection',
        'host',
        'password',
        'sec-websocket-key',
        'sec-websocket-version',
        'upgrade',
        'username',
      ]);
  });

  it('R1: refused is tried again, and told with what is left of the pause', async () => {
    const port = await freePort();
    await listen({ messageUrl: `ws://127.0.0.1:${port}` }).is('lost');
    failed(ears).should.match({ again: 500, error: { code: 'TUYA_NETWORK' } });
    failed(ears).error.hint.should.match(new RegExp(`outgoing port ${port} open in its firewall.*proxy`));
    rig.clock.advance(500);
    await ears.until(() => ears.states.length === 3);
    failed(ears).again.should.equal(1000);
  });

  it('R1: lost is tried again as the flow wants it that comes meanwhile', async () => {
    rig.cloud.messages.refuse(503);
    const messages = rig.messages();
    messages.join(ears);
    await ears.is('lost');
    messages.join(new Ears({ id: 'flow', ack: 'flow' }));
    should(ears.states.at(-1)?.is).equal('lost');
    rig.clock.advance(500);
    await ears.is('connected');
    rig.cloud.messages.connects.should.have.length(2);
    should(rig.cloud.messages.connects[1]?.url).match(/receiverQueueSize/);
    rig.cloud.messages.cutAll();
    await ears.is('lost');
  });

  it('R1: that waits for its next attempt leaves no timer when nobody listens any more', async () => {
    const messageUrl = `ws://127.0.0.1:${await freePort()}`;
    const member = rig.messages('event', { messageUrl }).join(ears);
    await ears.is('lost');
    await member.leave(false);
    rig.clock.waiting.should.equal(0);
  });

  it('is one at a time: for who comes back at once the next is opened when the one before has ended', async () => {
    const messages = rig.messages();
    const member = messages.join(ears);
    await ears.is('connected');
    const left = member.leave(false);
    while (messages.state.is !== 'closed') await turns();
    const again = new Ears();
    messages.join(again);
    await left;
    await again.is('connected');
    await rig.roundTrip();
    rig.cloud.messages.connects.should.have.length(2);
  });

  it('R1: comes back within one step when the host is there again', async () => {
    rig.cloud.messages.resetHandshake(3);
    listen();
    for (const again of [500, 1000, 2000]) {
      await ears.until(() => {
        const state = ears.states.at(-1);
        return state?.is === 'lost' && state.again === again;
      });
      rig.clock.advance(again);
    }
    await ears.is('connected');
  });

  it('R1: goes through the account’s proxy, whose failures are told apart', async () => {
    const proxy = await Proxy.start({ credentials: 'anna:0000' });
    hosts.push(proxy);
    const through = (username: string): object => ({
      proxyFor: (url: string) => proxyFor(url, { url: proxy.url, username, password: '0000', noproxy: [] }),
    });
    await listen({}, through('anna')).is('connected');
    proxy.targets.should.eql([new URL(rig.cloud.url).host]);
    publish(1);
    await rig.cloud.messages.settled();
    const other = new Ears();
    rig.messages('event', {}, through('ben')).join(other);
    await other.is('lost');
    failed(other).error.message.should.match(/407/);
    failed(other).error.message.should.not.match(/0000|ben/);
    failed(other).error.hint.should.match(/credentials in the proxy node/);
  });

  it('R1: with a proxy that lets nothing through names the port that it must let through', async () => {
    const proxy = await Proxy.start();
    hosts.push(proxy);
    listen({ messageUrl: 'wss://messages.invalid:8285' }, { proxyFor: () => new URL(proxy.url) });
    await ears.is('lost');
    failed(ears).error.should.match({ code: 'TUYA_NETWORK', hint: /proxy to let port 8285 through/ });
  });

  it('R1: gives up a proxy that is silent, and leaves no socket', async () => {
    const proxy = await Proxy.start({ silent: true });
    hosts.push(proxy);
    listen({}, { proxyFor: () => new URL(proxy.url) });
    while ((await proxy.waiting()) === 0) await turns();
    while (proxy.targets.length === 0) await turns();
    rig.clock.advance(10_000);
    await ears.is('lost');
    failed(ears).error.should.match({ code: 'TUYA_TIMEOUT', message: /proxy did not answer/ });
    failed(ears).error.hint.should.match(/does it let that port through/);
    await proxy.quiet();
  });

  it('R1: with a proxy that cannot be one tells of the settings', async () => {
    listen({}, { proxyFor: (url: string) => proxyFor(url, { url: 'ftp://x', noproxy: [] }) });
    await ears.is('refused');
    failed(ears).error.code.should.equal('TUYA_CONFIG');
  });

  it('R2: ends at its deadline in a black hole', async () => {
    const hole = await blackHole();
    hosts.push(hole);
    listen({ messageUrl: `ws://127.0.0.1:${hole.port}` });
    await turns();
    rig.clock.advance(9_999);
    await turns();
    ears.states.should.have.length(1);
    rig.clock.advance(1);
    await ears.is('lost');
    failed(ears).error.code.should.equal('TUYA_TIMEOUT');
    failed(ears).error.hint.should.match(new RegExp(`outgoing port ${hole.port} open`));
    failed(ears).error.hint.should.not.match(/timeout/);
  });

  it('R2: ends at its deadline when the upgrade is never answered, and the socket is gone', async () => {
    rig.cloud.messages.hang();
    listen();
    await rig.cloud.messages.handshakes(1);
    rig.clock.advance(10_000);
    await ears.is('lost');
    rig.clock.advance(500);
    await ears.is('connected');
  });

  it('R3: with a certificate that nobody trusts is TUYA_TLS for five minutes, and works with the right CA', async () => {
    const tls = selfSigned();
    const secure = await MessageRig.start({ https: tls });
    hosts.push(secure);
    const trusting = new Ears();
    secure.messages('event').join(ears);
    await ears.is('refused');
    failed(ears).should.match({ again: 300_000, error: { code: 'TUYA_TLS' } });
    secure.cloud.messages.connects.should.have.length(0);
    secure.messages('event', {}, { tls: { ca: tls.cert } }).join(trusting);
    await trusting.is('connected');
  });

  for (const [status, hint] of [
    [401, /Message Service/],
    [403, /Create the subscription/],
    [404, /no such queue/],
  ] as const) {
    it(`R4: refused with ${status} gives a hint, waits in slow steps, and comes back without a deploy`, async () => {
      rig.cloud.messages.refuse(status, { times: 3 });
      listen();
      for (const again of [30_000, 60_000, 120_000]) {
        await ears.until(() => {
          const state = ears.states.at(-1);
          return state?.is === 'refused' && state.again === again;
        });
        failed(ears).error.should.match({ code: `TUYA_HTTP_${status}`, statusCode: status, hint });
        rig.clock.advance(again);
      }
      await ears.is('connected');
    });
  }

  it('R4: refused with 401 looks once at the account’s own token call, and says what it has learned', async () => {
    rig.cloud.messages.refuse(401, { times: 3 });
    listen();
    await ears.is('refused');
    failed(ears).error.hint.should.match(/key is good for calls/);
    rig.clock.advance(30_000);
    await ears.until(() => ears.states.length === 3);
    rig.cloud.calls.should.have.length(1);
    should(rig.cloud.calls[0]?.path).equal('/v1.0/token');
    failed(ears).error.hint.should.match(/key is good for calls/);
  });

  for (const between of [101, 503]) {
    it(`R4: refused with 401 again after a ${between} looks at the account’s key anew`, async () => {
      const { cloud } = rig;
      cloud.fail({ code: 1004, msg: 'sign invalid' }, { kind: 'token', times: 10 });
      cloud.messages.refuse(401);
      if (between === 503) cloud.messages.refuse(503);
      await listen().is('refused');
      failed(ears).error.hint.should.match(/refused for calls too/);
      cloud.clearFaults();
      rig.clock.advance(30_000);
      if (between === 101) {
        await ears.is('connected');
        cloud.messages.cutAll();
      }
      await ears.is('lost');
      cloud.messages.refuse(401);
      rig.clock.advance(1000);
      await ears.is('refused');
      failed(ears).error.hint.should.match(/key is good for calls/);
    });
  }

  it('R4: refused with 401 tells nothing that it learns only when the next attempt is under way', async () => {
    rig.cloud.fail('hang', { kind: 'token', times: 10 });
    rig.cloud.messages.refuse(401);
    const asked = once(rig.cloud, 'call');
    listen();
    await asked;
    rig.clock.advance(30_000);
    await ears.is('connected');
    await turns();
    ears.states.map(({ is }) => is).should.eql(['connecting', 'connected']);
  });

  it('R4: refused with 401 stays closed, whatever it learns, where nobody listens any more', async () => {
    rig.cloud.delay = 50;
    rig.cloud.messages.refuse(401);
    const answered = once(rig.cloud, 'call');
    const messages = rig.messages();
    const member = messages.join(ears);
    await once(rig.cloud, 'arrived');
    await member.leave(false);
    await answered;
    await rig.roundTrip();
    messages.state.should.eql({ is: 'closed' });
  });

  it('R4: refused with 401 is tried again at once, and not before, when the machine slept while it was looked into', async () => {
    rig.cloud.delay = 50;
    rig.cloud.messages.refuse(401);
    listen();
    await once(rig.cloud, 'arrived');
    rig.clock.mono += 3_600_000;
    await ears.is('refused');
    failed(ears).again.should.equal(0);
  });

  it('R4: refused with 401 as calls are says that the key is wrong', async () => {
    await listen({ secret: 'another0secret0of0thirty0two0chr' }).is('refused');
    failed(ears).error.hint.should.match(/^The key is refused for calls too.*Message Service on/);
  });

  it('R4: refused with 401 in code mode points to a second account, and makes no call', async () => {
    const store = new TokenStore(
      { client_id: rig.cloud.client_id, secret: rig.cloud.secret },
      new MemoryStorage(),
      () => undefined,
      rig.clock,
    );
    rig.cloud.messages.refuse(401);
    await listen({ mode: 'code', store }).is('refused');
    failed(ears).error.hint.should.match(/second account.*Message Service on/);
    rig.cloud.calls.should.have.length(0);
  });

  it('R4: refused shows neither the page nor the password nor the secret', async () => {
    const { secret } = rig.cloud;
    rig.cloud.messages.refuse(401, { page: `<h1>canary ${secret}</h1>` });
    await listen().is('refused');
    const password = rig.cloud.messages.connects[0]?.headers.password ?? '?';
    const told = inspect(ears.states, { depth: 10 }) + JSON.stringify(ears.states);
    for (const canary of ['canary', secret, password]) told.should.not.containEql(canary);
  });

  for (const [status, is, again] of [
    [409, 'refused', 15_000],
    [500, 'lost', 500],
    [504, 'lost', 500],
    [400, 'refused', 500],
  ] as const) {
    it(`R5: refused with ${status} is tried again after a pause of its own`, async () => {
      rig.cloud.messages.refuse(status);
      await listen().is(is);
      failed(ears).should.match({ again, error: { code: `TUYA_HTTP_${status}` } });
      rig.clock.advance(again);
      await ears.is('connected');
    });
  }

  for (const status of [429, 503]) {
    it(`R5: refused with ${status} waits as long as it is asked to`, async () => {
      rig.cloud.messages.refuse(status, { retryAfter: 7 });
      await listen().is('lost');
      failed(ears).again.should.equal(7000);
    });
    it(`R5: refused with ${status} waits until the date that it is told`, async () => {
      rig.cloud.messages.refuse(status, { retryAfter: new Date(rig.clock.now() + 9000).toUTCString() });
      await listen().is('lost');
      failed(ears).again.should.be.within(8000, 9000);
    });
  }

  it('R5: what it is asked with that makes no sense counts as nothing', async () => {
    rig.cloud.messages.refuse(503, { retryAfter: 'soon 2099' });
    await listen().is('lost');
    failed(ears).again.should.be.within(1, 1000);
  });

  it('R5: follows no redirect', async () => {
    const elsewhere: Socket[] = [];
    const url = await serve((socket) => elsewhere.push(socket));
    rig.cloud.messages.redirect(url.replace('ws', 'http'));
    await listen().is('lost');
    failed(ears).error.code.should.equal('TUYA_HTTP_302');
    elsewhere.should.have.length(0);
  });

  const breaks: Readonly<Record<string, () => void>> = {
    'a reset': () => {
      rig.cloud.messages.resetAll();
    },
    'a cut': () => {
      rig.cloud.messages.cutAll();
    },
    'close code 1001': () => {
      rig.cloud.messages.closeAll(1001, 'canary');
    },
    'close code 1011': () => {
      rig.cloud.messages.closeAll(1011, 'canary');
    },
    'close code 3': () => {
      rig.cloud.messages.sendBad('close code 3');
    },
    'invalid UTF-8': () => {
      rig.cloud.messages.sendBad('invalid UTF-8');
    },
    'a frame that is cut': () => {
      rig.cloud.messages.sendBad('cut frame');
    },
    'a binary frame': () => {
      rig.cloud.messages.sendFrame(Buffer.from('{}'));
    },
    'a frame beyond all bounds': () => {
      rig.cloud.messages.sendFrame('x'.repeat(9 * 1024 * 1024));
    },
  };
  for (const [name, happen] of Object.entries(breaks)) {
    it(`R6: ${name} leads to another connection, one at a time`, async () => {
      await listen().is('connected');
      happen();
      await ears.is('lost');
      failed(ears).error.message.should.not.match(/canary/);
      rig.clock.advance(500);
      await ears.is('connected');
      rig.cloud.messages.open.should.have.length(1);
      publish(1);
      await rig.cloud.messages.settled();
      ears.events.should.have.length(1);
    });
  }

  it('R6: a frame of 2 MB is read', async () => {
    await listen().is('connected');
    rig.cloud.messages.sendFrame('x'.repeat(2 * 1024 * 1024));
    await ears.until(() => ears.unreadable.length === 1);
    rig.cloud.messages.connects.should.have.length(1);
  });

  it('R7: half open is noticed within 40 seconds', async () => {
    await listen().is('connected');
    await rig.pass(60_000);
    should(ears.states.at(-1)?.is).equal('connected');
    rig.cloud.messages.halfOpen();
    await rig.pass(40_000);
    await ears.is('lost');
    failed(ears).error.code.should.equal('TUYA_NETWORK');
    failed(ears).error.hint.should.match(/^It is tried again by itself\./);
    rig.clock.advance(500);
    await ears.is('connected');
    should(away(ears)).be.within(30_500, 70_500);
  });

  it('R21: is away since it was opened, where nothing was heard on it', async () => {
    await listen().is('connected');
    await rig.pass(15_000);
    rig.cloud.messages.cutAll();
    await ears.is('lost');
    rig.clock.advance(500);
    await ears.is('connected');
    should(away(ears)).equal(15_500);
  });

  it('R7, R21: is away since something was heard last, such as the answer to a ping', async () => {
    await listen().is('connected');
    await rig.pass(60_000);
    publish(1);
    await rig.cloud.messages.settled();
    await rig.pass(15_000);
    rig.cloud.messages.cutAll();
    await ears.is('lost');
    rig.clock.advance(500);
    await ears.is('connected');
    should(away(ears)).equal(15_500);
  });

  it('stays open for an hour in which nothing comes', async () => {
    rig.cloud.messages.endOfTopic = 'answers';
    await listen().is('connected');
    await rig.pass(3_600_000);
    rig.cloud.messages.connects.should.have.length(1);
  });

  it('R8: that is accepted and dropped does not begin anew at each time', async () => {
    rig.cloud.messages.acceptAndDrop(8);
    listen();
    for (const again of [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      await ears.until(() => {
        const state = ears.states.at(-1);
        return state?.is === 'lost';
      });
      failed(ears).again.should.equal(again);
      ears.states.length = 0;
      rig.clock.advance(again);
    }
    await ears.is('connected');
  });

  it('R8: that is accepted and dropped for an hour is opened at most 95 times', async () => {
    let seed = 1;
    rig.random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    rig.cloud.messages.acceptAndDrop(1000);
    listen();
    const end = rig.clock.now() + 3_600_000;
    while (rig.clock.now() < end) {
      await ears.is('lost');
      const { again } = failed(ears);
      ears.states.length = 0;
      rig.clock.advance(again);
    }
    rig.cloud.messages.connects.length.should.be.within(70, 95);
    rig.clock.waiting.should.be.below(5);
  });

  it('R9: behind which nothing lives is asked after a quarter of an hour, and opened anew', async () => {
    await listen().is('connected');
    await rig.pass(15 * 60_000);
    await rig.cloud.messages.probed(1);
    rig.cloud.messages.connects.should.have.length(1);
    rig.cloud.messages.zombie();
    publish(1);
    await rig.pass(15 * 60_000 + 10_000);
    await ears.is('lost');
    rig.clock.advance(500);
    await rig.cloud.messages.settled();
    ears.events.should.have.length(1);
  });

  it('R9: behind which nothing lives, though its proxy answers all the same, is opened anew before the service forgets a message', async () => {
    await listen().is('connected');
    rig.cloud.messages.zombie({ answers: true });
    publish(1);
    await rig.pass(90 * 60_000 - 5000);
    rig.cloud.messages.record.probes.should.have.length(5);
    rig.cloud.messages.connects.should.have.length(1);
    await rig.pass(5000);
    await rig.cloud.messages.settled();
    ears.events.should.have.length(1);
    rig.cloud.messages.connects.should.have.length(2);
    ears.states.map(({ is }) => is).should.not.containEql('lost');
  }).timeout(60_000);

  it('R9: whose proxy never answers the question learns it once, and is opened anew after six hours', async () => {
    rig.cloud.messages.endOfTopic = 'silent';
    await listen().is('connected');
    await rig.pass(15 * 60_000 + 10_000);
    await ears.is('lost');
    rig.clock.advance(500);
    await ears.is('connected');
    await rig.pass(10_000);
    rig.cloud.messages.record.probes.should.have.length(2);
    await rig.pass(350 * 60_000);
    rig.cloud.messages.record.probes.should.have.length(2);
    rig.cloud.messages.connects.should.have.length(2);
    await rig.pass(10 * 60_000);
    await rig.cloud.messages.handshakes(3);
    await ears.is('connected');
  }).timeout(60_000);

  it('R9: whose proxy closes at the question learns it once', async () => {
    rig.cloud.messages.endOfTopic = 'closes';
    await listen().is('connected');
    for (const [wait, count] of [
      [15 * 60_000, 1],
      [500, 2],
    ] as const) {
      await rig.pass(wait);
      await rig.cloud.messages.probed(count);
      await ears.is('lost');
    }
    await rig.pass(1000);
    await ears.is('connected');
    await rig.pass(3_600_000);
    rig.cloud.messages.record.probes.should.have.length(2);
    rig.cloud.messages.connects.should.have.length(3);
  }).timeout(60_000);

  it('begins with the first pause again when it was not wanted for a while', async () => {
    rig.cloud.messages.resetHandshake(4);
    const messages = rig.messages();
    const membership = messages.join(ears);
    for (const again of [500, 1000, 2000]) {
      await ears.until(() => {
        const state = ears.states.at(-1);
        return state?.is === 'lost' && state.again === again;
      });
      if (again < 2000) rig.clock.advance(again);
    }
    await membership.leave(false);
    rig.clock.waiting.should.equal(0);
    messages.join(ears);
    await ears.is('lost');
    failed(ears).again.should.equal(500);
  });

  it('R10: a hundred that lose the network at once come back spread over half of a step', async () => {
    let seed = 1;
    rig.random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const { messages } = rig.cloud;
    const all = Array.from({ length: 100 }, () => new Ears());
    for (const one of all) {
      rig.projects = new Projects(rig.clock); // another machine
      rig.messages().join(one);
    }
    await Promise.all(all.map((one) => one.is('connected')));
    messages.resetAll();
    await Promise.all(all.map((one) => one.is('lost')));
    const pauses = all.map((one) => failed(one).again);
    rig.clock.advance(499);
    for (let tenth = 1, at = 499; tenth <= 10; tenth++) {
      const before = messages.connects.length;
      rig.clock.advance(500 + 50 * tenth - at);
      at = 500 + 50 * tenth;
      const back = pauses.filter((pause) => pause <= at).length;
      await messages.handshakes(100 + back);
      messages.connects.should.have.length(100 + back);
      (100 + back - before).should.be.within(1, 25);
    }
    await Promise.all(all.map((one) => one.is('connected')));
    messages.connects.should.have.length(200);
    messages.open.should.have.length(100);
  });

  it('R20: after a sleep of an hour is opened anew at once, without a timer more', async () => {
    await listen().is('connected');
    await rig.pass(60_000);
    const { waiting } = rig.clock;
    rig.clock.mono += 3_600_000;
    rig.clock.wall += 3_600_000;
    rig.clock.advance(5000);
    await ears.is('lost');
    rig.clock.advance(500);
    await ears.is('connected');
    rig.clock.waiting.should.equal(waiting);
    rig.cloud.messages.open.should.have.length(1);
    should(away(ears)).be.above(3_600_000);
  });

  it('R20: that waits for its next attempt while the machine sleeps makes it at once', async () => {
    rig.cloud.messages.refuse(403, { times: 1 });
    await listen().is('refused');
    rig.clock.mono += 3_600_000;
    rig.clock.advance(5000);
    await ears.is('connected');
  });

  it('R7, R20: half open is noticed on the one that follows one of which nothing was read', async () => {
    const messages = rig.messages();
    const gone = new Ears({ id: 'gone' });
    const membership = messages.join(gone);
    messages.join(ears);
    await ears.is('connected');
    await membership.leave(true);
    for (let n = 0; n < 600; n++) publish(n);
    await rig.cloud.messages.sent(600);
    await rig.roundTrip();
    rig.clock.mono += 3 * 3_600_000;
    rig.clock.advance(5000);
    await ears.is('lost');
    rig.cloud.messages.passTime();
    rig.clock.advance(500);
    await ears.is('connected');
    rig.cloud.messages.halfOpen();
    await rig.pass(40_000);
    await ears.is('lost');
    ears.events.should.have.length(0);
  });

  it('R20: is not moved by a wall clock that jumps', async () => {
    await listen().is('connected');
    rig.clock.wall += 86_400_000;
    await rig.pass(60_000);
    ears.states.should.have.length(2);
  });

  it('R21: after an outage of three hours tells once for how long it was away, and what is left arrives', async () => {
    await listen().is('connected');
    publish('old');
    await rig.cloud.messages.settled();
    rig.cloud.messages.refuse(503, { times: 1e6 });
    rig.cloud.messages.cutAll();
    await ears.is('lost');
    publish('lost');
    await rig.pass(3_600_000);
    await rig.pass(3_600_000);
    publish('left');
    await rig.pass(3_600_000);
    rig.cloud.messages.clearFaults();
    await rig.pass(60_000);
    await ears.is('connected');
    await ears.heard(2);
    ears.valuesOf('n').should.eql(['old', 'left']);
    const connected = ears.states.filter(({ is }) => is === 'connected').at(-1);
    should(connected).have.property('away').which.is.above(10_800_000);
  }).timeout(60_000);

  it('R11: acknowledges nothing on it that an older one has brought', async () => {
    const { messages } = rig.cloud;
    let through = (): void => undefined;
    ears.onReceive = () => new Promise<void>((resolve) => (through = resolve));
    await listen().is('connected');
    publish(1);
    await ears.heard(1);
    messages.cutAll();
    await ears.is('lost');
    rig.clock.advance(500);
    await messages.sent(2);
    await rig.roundTrip();
    through();
    await messages.settled();
    await rig.roundTrip();
    messages.record.acks.should.have.length(1);
    messages.strayAcks.should.eql([]);
  });

  it('does not say after ten minutes that nothing has ever come where something came before', async () => {
    await listen().is('connected');
    publish(1);
    await rig.cloud.messages.settled();
    await rig.pass(10 * 60_000);
    ears.states.map(({ is }) => is).should.eql(['connecting', 'connected']);
    should(ears.states.at(-1)).have.property('quiet', false);
  });

  it('says after ten minutes that nothing has ever come, and when something does', async () => {
    await listen().is('connected');
    await rig.pass(10 * 60_000);
    should(ears.states.at(-1)).match({ is: 'connected', quiet: true });
    publish(1);
    await ears.heard(1);
    should(ears.states.at(-1)).match({ is: 'connected', quiet: false });
    const { length } = ears.states;
    await rig.pass(10 * 60_000);
    ears.states.should.have.length(length);
  });

  describe('that is tried', () => {
    it('succeeds, and acknowledges nothing', async () => {
      publish(1);
      const signal = new Abort();
      await tryMessages(rig.client(), 'event', signal);
      (signal as unknown as { listeners: Set<unknown> }).listeners.size.should.equal(0);
      await rig.cloud.messages.disconnected();
      rig.cloud.messages.record.acks.should.have.length(0);
      rig.cloud.messages.backlog().should.have.length(1);
      rig.clock.waiting.should.equal(0);
    });

    it('fails as the service refuses it', async () => {
      const { code } = await failureOf(
        tryMessages(rig.client({ subscription: 'none' }), 'event', new Abort()),
      );
      code.should.equal('TUYA_HTTP_403');
    });

    it('ends after three seconds, and when it is given up', async () => {
      rig.cloud.messages.hang(2);
      const tried = failureOf(tryMessages(rig.client(), 'event', new Abort()));
      await rig.cloud.messages.handshakes(1);
      rig.clock.advance(3000);
      (await tried).should.match({
        code: 'TUYA_TIMEOUT',
        message: /3 seconds/,
        hint: /outgoing port \d+ open/,
      });
      const signal = new Abort();
      const abandoned = failureOf(tryMessages(rig.client(), 'event', signal));
      await rig.cloud.messages.handshakes(2);
      signal.abort(aborted());
      (await abandoned).code.should.equal('TUYA_ABORTED');
      (await failureOf(tryMessages(rig.client(), 'event', signal))).code.should.equal('TUYA_ABORTED');
      rig.clock.waiting.should.equal(0);
    });
  });

  it('closes in an orderly way while nothing is read', async () => {
    const client = rig.client();
    const messages = client.messages('event');
    const membership = messages.join(new Ears({ id: 'gone' }));
    messages.join(ears);
    await ears.is('connected');
    await membership.leave(true);
    for (let n = 0; n < 600; n++) publish(n);
    await rig.cloud.messages.sent(600);
    await rig.roundTrip();
    await client.close();
    await rig.cloud.messages.disconnected();
    rig.cloud.messages.connects.map(({ code }) => code).should.eql([1000]);
    rig.clock.waiting.should.equal(0);
  });

  it('closes within 300 ms, even where the other side does not', async () => {
    const client = rig.client();
    client.messages('event').join(ears);
    await ears.is('connected');
    rig.cloud.messages.halfOpen();
    const closing = client.close();
    await turns();
    rig.clock.advance(300);
    await closing;
    rig.clock.waiting.should.equal(0);
  });
});
