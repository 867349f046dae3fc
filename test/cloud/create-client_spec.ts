import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import should from 'should';
import { FileStorage, TuyaError, createClient } from '../../nodes/cloud';
import type { Client, ClientOptions, CodeOptions, SimpleOptions } from '../../nodes/cloud';
import { systemClock } from '../../nodes/cloud/time/clock';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { Counted } from '../support/counted-signal';
import { FakeClock } from '../support/fake-clock';
import { failureOf } from '../support/rig';
import { Proxy } from '../support/tunnel';

const LIST = { method: 'GET', path: '/v1.0/iot-01/associated-users/devices' };

describe('the client for programs', () => {
  let cloud: Cloud;
  let folder: string;
  const clients: Client[] = [];
  const client = (options: SimpleOptions | CodeOptions, more?: ClientOptions): Client => {
    const made = createClient(options, more);
    clients.push(made);
    return made;
  };
  const simple = (): SimpleOptions => {
    const { client_id, secret, url: baseUrl } = cloud;
    return { mode: 'simple', client_id, secret, baseUrl };
  };
  const code = (): CodeOptions => ({
    ...simple(),
    mode: 'code',
    storage: new FileStorage(folder),
    redirectUrl: 'https://me.example/callback',
  });
  beforeEach(async () => {
    cloud = await startCloud();
    folder = mkdtempSync(join(tmpdir(), 'tuya-client-'));
  });
  afterEach(async () => {
    for (const one of clients.splice(0)) await one.close();
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('calls, follows lists, and tells what a call took', async () => {
    const tuya = client(simple());
    const reply = await tuya.call({ method: 'GET', path: '/v1.0/devices/lamp0001desk' });
    (reply.result as { name: string }).name.should.equal('Desk lamp');
    Object.keys(reply).should.eql(['result', 'statusCode', 't', 'tid', 'attempts', 'elapsed']);
    reply.attempts.should.equal(1);
    reply.statusCode.should.equal(200);
    cloud.pageSize = 4;
    const pages: number[] = [];
    for await (const { items, more } of tuya.pages(LIST)) pages.push(items.length, Number(more));
    pages.should.eql([4, 0, 4, 0, 2, 0]);
    const ends: boolean[] = [];
    for await (const { more } of tuya.pages(LIST, { maxPages: 2 })) ends.push(more);
    ends.should.eql([false, true]);
  });

  it('a platform is told how each call has ended that was sent', async () => {
    const ends: (string | undefined)[] = [];
    const sent: number[] = [];
    const ended = (error: TuyaError | undefined, sentAt: number): void => {
      ends.push(error?.code);
      sent.push(sentAt);
    };
    const began = systemClock.monotonic();
    const tuya = client(simple(), { platform: { ended, random: () => 0 } });
    const lamp = { method: 'GET', path: '/v1.0/devices/lamp0001desk' };
    await tuya.call(lamp);
    ends.should.eql([undefined, undefined]); // the token call, and the call itself
    const [token = 0, call = 0] = sent;
    const times = [began, token, call, systemClock.monotonic()];
    times.should.eql([...times].sort((a, b) => a - b));
    await failureOf(tuya.call({ method: 'GET', path: '/../x' }));
    cloud.fail('reset', { times: 3 });
    await failureOf(tuya.call(lamp));
    cloud.fail({ code: 1106 });
    await failureOf(tuya.call(lamp));
    ends.slice(2).should.eql(['TUYA_NETWORK', 'TUYA_1106']);
    cloud.fail('reset', { times: Infinity, kind: 'token' });
    await tuya.forget();
    await failureOf(tuya.call(lamp));
    ends.slice(4).should.eql(['TUYA_NETWORK']); // of the token call: the call itself was not sent
  });

  it('hands out, renews and forgets the token', async () => {
    const tuya = client(simple());
    const first = await tuya.token();
    (await tuya.token()).should.equal(first);
    const second = await tuya.renew();
    second.access_token.should.not.equal(first.access_token);
    should(await tuya.forget()).equal(second.uid);
    await tuya.token();
    cloud.tokenCalls.should.have.length(3);
  });

  it('a call has its own time, and ends with its signal', async () => {
    const tuya = client(simple());
    await tuya.token();
    cloud.fail('hang', { times: Infinity });
    (await failureOf(tuya.call(LIST, { timeout: 50 }))).code.should.equal('TUYA_TIMEOUT');
    const caller = new AbortController();
    const call = failureOf(tuya.call(LIST, { signal: caller.signal }));
    caller.abort();
    (await call).code.should.equal('TUYA_ABORTED');
  });

  it('ends with a signal of its own, also one that has gone off before', async () => {
    const owner = new AbortController();
    const tuya = client(simple(), { signal: owner.signal });
    await tuya.token();
    owner.abort();
    (await failureOf(tuya.call(LIST))).code.should.equal('TUYA_ABORTED');
    const late = client(simple(), { signal: owner.signal });
    (await failureOf(late.call(LIST))).code.should.equal('TUYA_ABORTED');
    cloud.businessCalls.should.have.length(0);
  });

  it('a signal that ends it over a transport that cannot be closed leaves no rejection that nobody handles', async () => {
    const owner = new AbortController();
    const rejected: unknown[] = [];
    const note = (reason: unknown): void => void rejected.push(reason);
    process.on('unhandledRejection', note);
    const closed = new Promise<void>((resolve) => {
      const transport = {
        send: () => Promise.reject(new Error('nothing is sent')),
        close: () => {
          resolve();
          throw new Error('stuck');
        },
      };
      createClient(simple(), { signal: owner.signal, platform: { transport } });
    });
    owner.abort();
    await closed;
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    rejected.should.eql([]);
  });

  it('a signal ends it as close does: no timer of a storage that failed stays', async () => {
    const owner = new AbortController();
    const clock = new FakeClock();
    clock.wall = Date.now();
    const storage = new FileStorage(folder);
    storage.set = () => Promise.reject(Object.assign(new Error('read-only'), { code: 'EROFS' }));
    const tuya = client(
      { ...code(), storage },
      { signal: owner.signal, platform: { clock }, warn: () => undefined },
    );
    const { state } = tuya.authorization();
    await tuya.exchange({ code: cloud.issueCode('uid-anna'), state });
    clock.waiting.should.equal(1); // the storage is tried again by and by
    owner.abort();
    while (clock.waiting > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it('code mode: a user comes back once, is told, and is called for', async () => {
    const tuya = client(code());
    const { url, state } = tuya.authorization();
    const address = new URL(url);
    should(address.searchParams.get('state')).equal(state);
    should(address.searchParams.get('redirect_uri')).equal('https://me.example/callback');
    const callback = { code: cloud.issueCode('uid-anna'), state };
    const token = await tuya.exchange(callback);
    token.uid.should.equal('uid-anna');
    (await failureOf(tuya.exchange(callback))).code.should.equal('TUYA_STATE');
    should((await tuya.users?.list())?.map(({ uid }) => uid)).eql(['uid-anna']);
    const { result } = await tuya.call({ method: 'GET', path: '/v1.0/devices' }, { uid: 'uid-anna' });
    should(result).be.an.Object();
    (await tuya.token({ uid: 'uid-anna' })).access_token.should.equal(token.access_token);
    (await tuya.renew({ uid: 'uid-anna' })).access_token.should.not.equal(token.access_token);
    should(await tuya.forget('uid-anna')).equal('uid-anna');
    should(await tuya.users?.list()).eql([]);
  });

  it('code mode: needs a callback, which may be given each time', () => {
    const { redirectUrl, ...bare } = code();
    const tuya = client(bare);
    (() => tuya.authorization()).should.throw({ code: 'TUYA_CONFIG', message: 'The redirectUrl is missing' });
    (() => tuya.authorization('no address')).should.throw({
      message: 'The redirectUrl is not a web address',
    });
    tuya.authorization(redirectUrl).url.should.containEql('redirect_uri');
  });

  it('in simple mode there are no users', async () => {
    const tuya = client(simple());
    should(tuya.users).be.undefined();
    (() => tuya.authorization('https://me.example')).should.throw({
      code: 'TUYA_CONFIG',
      message: 'This needs code mode',
      hint: "Give mode: 'code' and a storage.",
    });
    (await failureOf(tuya.exchange({ code: 'x', state: 'y' }))).code.should.equal('TUYA_CONFIG');
  });

  it('what a storage cannot do is told to the program', async () => {
    const told: string[] = [];
    const storage = new FileStorage(join(folder, 'file', 'folder'));
    const { open } = await import('node:fs/promises');
    await (await open(join(folder, 'file'), 'w')).close();
    const tuya = client({ ...code(), storage }, { warn: (text) => told.push(text) });
    const { state } = tuya.authorization();
    await tuya.exchange({ code: cloud.issueCode('uid-anna'), state });
    told.join().should.match(/cannot be stored/);
  });

  it('and to the process where the program does not ask for it', async () => {
    writeFileSync(join(folder, 'file'), '');
    const tuya = client({ ...code(), storage: new FileStorage(join(folder, 'file', 'folder')) });
    const warning = once(process, 'warning');
    await tuya.exchange({ code: cloud.issueCode('uid-anna'), state: tuya.authorization().state });
    String((await warning)[0]).should.match(/cannot be stored/);
  });

  it('goes through a proxy, by address or with all there is to say of it', async () => {
    const proxy = await Proxy.start({ credentials: 'me:secret' });
    const own = { url: proxy.url, username: 'me', password: 'secret', noproxy: [] };
    await client({ ...simple(), proxy: own }).token();
    await client({ ...simple(), proxy: proxy.url.replace('//', '//me:secret@') }).token();
    proxy.targets.should.have.length(2);
    await proxy.close();
  });

  it('takes a platform of the program’s own', async () => {
    const nonces: string[] = [];
    const nonce = (): string => `mine${nonces.push('')}`;
    await client(simple(), { platform: { nonce } }).token();
    should(cloud.tokenCalls[0]?.headers.nonce).equal('mine1');
  });

  it('a list has its own time and its own user too', async () => {
    const tuya = client(code());
    const login = async (uid: string): Promise<unknown> =>
      tuya.exchange({ code: cloud.issueCode(uid), state: tuya.authorization().state });
    await login('uid-anna');
    await login('uid-ben');
    for await (const { items } of tuya.pages({ method: 'GET', path: '/v1.0/devices' }, { uid: 'uid-ben' })) {
      JSON.stringify(items)
        .should.match(/Kitchen lamp/)
        .and.not.match(/Desk lamp/);
    }
    cloud.fail('hang', { times: Infinity });
    const late = tuya.pages(LIST, { uid: 'uid-ben', timeout: 50 }).next();
    (await failureOf(late)).message.should.equal('No answer within 0.1 seconds');
  });

  it('A13: a login that fails leaves nothing in the storage', async () => {
    const tuya = client(code());
    const files = (): string[] => readdirSync(folder, { recursive: true }).map(String);
    const junk = tuya.exchange({ code: 'junk', state: tuya.authorization().state });
    await failureOf(junk);
    files().should.eql([]);
    await tuya.exchange({ code: cloud.issueCode('uid-anna'), state: tuya.authorization().state });
    files().should.not.eql([]);
  });

  it('a closed client ends what is under way, and listens to its owner no longer', async () => {
    const owner = new Counted();
    const tuya = client(simple(), { signal: owner });
    await tuya.token();
    owner.count.should.equal(1);
    await tuya.close();
    owner.count.should.equal(0);
    (await failureOf(tuya.call(LIST))).code.should.equal('TUYA_ABORTED');
  });

  it('repeats are spread by the program’s own chance', async () => {
    let asked = 0;
    const random = (): number => 0 * ++asked;
    const tuya = client(simple(), { platform: { random } });
    await tuya.token();
    cloud.fail({ code: 500 }, { kind: 'business' });
    (await tuya.call(LIST)).attempts.should.equal(2);
    asked.should.be.above(0);
  });

  for (const [what, message, options] of [
    ['no mode', 'The mode is not known', { client_id: 'id', secret: 's', storage: {} }],
    [
      'code mode without a storage',
      'Code mode needs a storage',
      { mode: 'code', client_id: 'id', secret: 's' },
    ],
    ['no secret', 'The secret is missing', { mode: 'simple', client_id: 'id' }],
    ['a proxy that is none', '', { mode: 'simple', client_id: 'id', secret: 's', proxy: 'ftp://x' }],
    [
      'a login page that is none',
      'The authorizeUrl is not a web address',
      { mode: 'code', client_id: 'i', secret: 's', storage: {}, authorizeUrl: 'x' },
    ],
    [
      'a callback that is none',
      'The redirectUrl is not a web address',
      { mode: 'code', client_id: 'i', secret: 's', storage: {}, redirectUrl: 'x' },
    ],
  ] as [string, string, object][]) {
    it(`${what} is TUYA_CONFIG at once`, () => {
      let thrown: unknown;
      try {
        createClient(options as SimpleOptions);
      } catch (error) {
        thrown = error;
      }
      (thrown as TuyaError).should.be.instanceOf(TuyaError);
      (thrown as TuyaError).code.should.equal('TUYA_CONFIG');
      (thrown as TuyaError).hint.should.not.equal('');
      (thrown as TuyaError).message.should.startWith(message);
    });
  }
});
