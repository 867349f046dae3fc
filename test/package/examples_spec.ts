import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { NodeAPI } from 'node-red';
import should from 'should';
import { startCloud } from '../simulator/index';
import type { Cloud } from '../simulator/index';
import { exampleOf, examples, flowOf } from '../support/examples';
import type { FlowNode } from '../support/examples';
import { freePort } from '../support/free-port';
import { helper, loadFlow } from '../support/flow-rig';
import { logIn } from '../support/log-in';
import type { LiveNode, Msg } from '../support/flow-rig';

const core = createRequire(__filename);
const NODES = [
  'common/20-inject',
  'common/24-complete',
  'common/25-catch',
  'common/60-link',
  'common/90-comment',
  'function/10-function',
  'function/10-switch',
  'function/15-change',
  'function/80-template',
  'function/89-trigger',
  'network/21-httpin',
  'network/31-tcpin',
].map((path) => core(`@node-red/nodes/core/${path}.js`) as (RED: NodeAPI) => void);

/** What has reached a debug node. */
interface Heard {
  heard: unknown[];
  /** Resolves when it is so much. */
  count: (n: number) => Promise<void>;
}

/** What a browser is answered. */
interface Page {
  status: number;
  text: string;
  location: string;
  cookies: string[];
}

describe('the examples run', () => {
  let cloud: Cloud;
  /** Where the http in nodes of a flow wait. */
  let pages: NodeAPI['httpNode'];
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  beforeEach(async () => {
    cloud = await startCloud();
  });
  afterEach(async () => {
    await helper.unload();
    await cloud.close();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });

  /**
   * Loads examples as they stand, with the key that a user would enter where none comes along, and helpers in place of debug nodes.
   * @param numbers the numbers of the examples, with a blank between two
   * @param changes what a user would change in it, by the names of nodes
   */
  async function load(
    numbers: string,
    settings: object = {},
    changes: Record<string, object> = {},
  ): Promise<FlowNode[]> {
    const wanted = examples.filter(({ number }) => numbers.split(' ').includes(number));
    const all = wanted.flatMap(flowOf);
    // Examples share an account.
    const flow = [...new Map(all.map((node) => [node.id, node])).values()];
    const accounts = flow.filter(({ type }) => type === 'tuya-config');
    const own = { dataCenter: 'custom', baseUrl: cloud.url, ...settings };
    const nodes = flow.map((node) => {
      if (node.type === 'tuya-config') return { ...node, ...own };
      // What is to be done once at the start is done by the test.
      if (node.type === 'debug') return { ...node, type: 'helper' };
      return { ...node, once: false, ...changes[node.name ?? ''] };
    });
    const key = { client_id: cloud.client_id, secret: cloud.secret };
    const keep = (RED: NodeAPI): void => {
      pages = RED.httpNode;
    };
    await loadFlow(
      [...NODES, keep],
      nodes,
      Object.fromEntries(accounts.map(({ id, credentials }) => [id, credentials ?? key])),
    );
    return flow;
  }

  /** Asks for a page of the flow as a browser does, and does not follow a redirect. */
  async function visit(path: string, headers: Record<string, string> = {}): Promise<Page> {
    const server = createServer(pages).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { connection: 'close', ...headers },
      redirect: 'manual',
    });
    const text = await reply.text();
    server.close();
    const cookies = reply.headers.getSetCookie();
    return { status: reply.status, text, location: reply.headers.get('location') ?? '', cookies };
  }

  /** A node of an example by its type and name. */
  function find(flow: readonly FlowNode[], type: string, name: string): LiveNode {
    return helper.getNode(flow.find((node) => node.type === type && node.name === name)?.id ?? '');
  }

  /** What reaches a debug node from now on. */
  function listen(flow: readonly FlowNode[], outlet: string): Heard {
    const heard: unknown[] = [];
    const node = find(flow, 'debug', outlet);
    node.on('input', (msg) => heard.push((msg as Msg).payload));
    return {
      heard,
      count: async (n) => {
        while (heard.length < n) await once(node, 'input');
      },
    };
  }

  /** Presses a button and waits for what reaches a debug node. */
  async function press(number: string, button: string, outlet: string): Promise<unknown> {
    const flow = await load(number);
    const { heard, count } = listen(flow, outlet);
    find(flow, 'inject', button).receive({});
    await count(1);
    return heard[0];
  }

  describe('01: Tuya is played by the flow itself', () => {
    let port = 0;
    let flow: FlowNode[];
    const id =
      flowOf(exampleOf('Try it')).find(({ credentials }) => credentials)?.credentials?.client_id ?? '';
    beforeEach(async () => {
      port = await freePort();
      flow = await load(
        '01',
        { baseUrl: `http://127.0.0.1:${port}` },
        { 'Tuya listens here': { port: String(port) } },
      );
    });

    /** What Tuya's side answers to a call that is not signed, and what it takes for one. */
    async function call(
      method: string,
      path: string,
      headers: Record<string, string> = {},
      body?: string,
    ): Promise<Record<string, unknown>> {
      const url = `http://127.0.0.1:${port}${path}`;
      const init = { method, headers: { client_id: id, connection: 'close', ...headers } };
      const reply = await fetch(url, body === undefined ? init : { ...init, body });
      return (await reply.json()) as Record<string, unknown>;
    }

    /** A token of Tuya's side, as a header. */
    async function token(): Promise<{ access_token: string }> {
      const { result } = await call('GET', '/v1.0/token?grant_type=1');
      return { access_token: String((result as { access_token: unknown }).access_token) };
    }

    it('on and off switch its lamp, and the state is read back', async () => {
      const { heard, count } = listen(flow, 'the lamp');
      for (const [round, button] of ['on', 'off', 'on'].entries()) {
        find(flow, 'inject', button).receive({});
        await count(round + 1);
      }
      heard.should.eql(['The lamp is on', 'The lamp is off', 'The lamp is on']);
      cloud.calls.should.eql([]);
    });

    it('a token that Tuya has forgotten is renewed, as with the real one', async () => {
      const { heard, count } = listen(flow, 'the lamp');
      find(flow, 'inject', 'on').receive({});
      await count(1);
      await token();
      find(flow, 'inject', 'off').receive({});
      await count(2);
      heard.should.eql(['The lamp is on', 'The lamp is off']);
    });

    it('lists its lamp, tells what it can do, and how it is', async () => {
      const known = await token();
      const { result: devices } = await call('GET', '/v1.0/iot-01/associated-users/devices?size=100', known);
      should(devices).have.property('devices').with.length(1);
      const { result: model } = await call('GET', '/v1.0/devices/lamp/specifications', known);
      const { functions } = model as { functions: { code: string; values: string }[] };
      functions.map(({ code }) => code).should.eql(['switch_led', 'bright_value_v2']);
      for (const { values } of functions) (JSON.parse(values) as object).should.be.an.Object();
      const { result: state } = await call('GET', '/v1.0/devices/lamp/status', known);
      should(state).eql([
        { code: 'switch_led', value: false },
        { code: 'bright_value_v2', value: 500 },
      ]);
    });

    it('refuses a stranger, a call without its token, a path and a code that it does not know', async () => {
      const known = await token();
      const path = '/v1.0/devices/lamp/commands';
      const order = JSON.stringify({ commands: [{ code: 'switch_lid', value: true }] });
      const codes = [
        await call('GET', '/v1.0/token?grant_type=1', { client_id: 'stranger' }),
        await call('GET', '/v1.0/devices/lamp/status', { access_token: 'stale' }),
        await call('GET', '/v1.0/devices/lamp/state', known),
        await call('POST', path, known, order),
        await call('POST', path, known, 'no JSON'),
      ].map(({ success, code }) => [success, code]);
      codes.should.eql([1005, 1010, 1108, 2008, 2008].map((code) => [false, code]));
    });

    it('reads a call that comes in pieces, and one whose body is not plain', async () => {
      const known = await token();
      const body = JSON.stringify({ commands: [{ code: 'bright_value_v2', value: 700 }], note: '明るい' });
      const { access_token } = known;
      const head = `POST /v1.0/devices/lamp/commands HTTP/1.1\r\nClient_ID: ${id}\r\naccess_token: ${access_token}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
      const line = connect(port, '127.0.0.1').setEncoding('utf8').setNoDelay(true);
      let answer = '';
      const answered = new Promise<void>((resolve) => {
        line.on('data', (text: string) => {
          answer += text;
          if (answer.includes('"tid"')) resolve();
        });
      });
      const listener = find(flow, 'function', 'read the call');
      for (const piece of [head.slice(0, 30), head.slice(30), body.slice(0, 10), body.slice(10)]) {
        const read = once(listener, 'input');
        line.write(piece);
        await read;
      }
      await answered;
      line.destroy();
      answer.should.match(/"success":true/);
      const { result } = await call('GET', '/v1.0/devices/lamp/status', known);
      should(result).containDeep([{ code: 'bright_value_v2', value: 700 }]);
    });

    it('answers nobody but this machine', async () => {
      const reader = find(flow, 'function', 'read the call');
      const seen: unknown[] = [];
      find(flow, 'function', 'who calls?').on('input', (msg) => seen.push((msg as { ip?: string }).ip));
      const said = 'GET /v1.0/token HTTP/1.1\r\n\r\n';
      const from = (ip: string): Promise<unknown> => {
        const handled = once(reader, 'input');
        reader.receive({ payload: said, ip, _session: { type: 'tcp', id: ip } });
        return handled;
      };
      for (const ip of [
        '192.168.1.7',
        '10.127.0.0',
        '::ffff:192.168.1.7',
        '::2',
        '127.0.0.1',
        '::ffff:127.0.0.1',
        '::1',
      ])
        await from(ip);
      find(flow, 'inject', 'on').receive({});
      await listen(flow, 'the lamp').count(1);
      seen.slice(0, 3).should.eql(['127.0.0.1', '::ffff:127.0.0.1', '::1']);
    });
  });

  describe('17: users log in', () => {
    /** A cookie as the browser sends it back. */
    const sent = (cookies: readonly string[]): string =>
      cookies.map((cookie) => cookie.split(';')[0] ?? '').join('; ');

    /** Logs in at the cloud's pages; what the browser brings back to the callback. */
    const begin = async (headers: Record<string, string> = {}): Promise<{ back: URL; tie: string }> => {
      const { status, location, cookies } = await visit('/login', headers);
      status.should.equal(302);
      return { back: new URL(await logIn(location, 'uid-anna')), tie: sent(cookies) };
    };

    it('each sees the own devices, and nobody else does', async () => {
      await load('17');
      const { back, tie } = await begin();
      back.pathname.should.equal('/callback');
      const stranger = await visit(back.pathname + back.search);
      stranger.status.should.equal(400);
      const { status, location, cookies } = await visit(back.pathname + back.search, { cookie: tie });
      [status, location].should.eql([302, '/devices']);
      (await visit('/devices', { cookie: sent(cookies) })).text.should.match(/Desk lamp/);
      (await visit('/devices')).location.should.equal('/login');
      (await visit('/devices', { cookie: 'tuya_session=constructor' })).location.should.equal('/login');
    });

    it('a session has an id that stands in no address', async () => {
      await load('17');
      const { back, tie } = await begin();
      const { cookies } = await visit(back.pathname + back.search, { cookie: tie });
      const id = /tuya_session=([^;]+)/.exec(cookies.join('\n'))?.[1] ?? '';
      id.length.should.be.aboveOrEqual(43);
      decodeURIComponent(id).should.not.equal(back.searchParams.get('state'));
    });

    it("the account's Callback wins over the address that the browser used", async () => {
      await load('17', { redirectUrl: 'https://house.example/callback' });
      const { location } = await visit('/login');
      should(new URL(location).searchParams.get('redirect_uri')).equal('https://house.example/callback');
    });

    for (const [title, headers, secure] of [
      ['behind https cookies travel by https alone', { 'x-forwarded-proto': 'https' }, true],
      ['without https cookies travel all the same', {}, false],
    ] as [string, Record<string, string>, boolean][]) {
      it(title, async () => {
        await load('17');
        const first = await visit('/login', headers);
        const back = new URL(await logIn(first.location, 'uid-anna'));
        back.protocol.should.equal(secure ? 'https:' : 'http:');
        const tie = { cookie: sent(first.cookies) };
        const then = await visit(back.pathname + back.search, { ...headers, ...tie });
        for (const [cookie = ''] of [first.cookies, then.cookies]) {
          cookie.should.match(/; HttpOnly/).and.match(/; SameSite=Lax/);
          cookie.includes('; Secure').should.equal(secure);
        }
      });
    }

    it('A13: a stranger without end is held off, and others log in meanwhile', async () => {
      await load('17');
      const stranger = { 'x-forwarded-for': '203.0.113.7, 198.51.100.1' };
      const first = await visit('/login', stranger);
      const { search } = new URL(await logIn(first.location, 'uid-anna'));
      const junk = new URLSearchParams(search);
      junk.set('code', 'junk');
      const statuses: number[] = [];
      for (let i = 0; i < 40; i++) {
        const tie = {
          ...stranger,
          'x-forwarded-for': `203.0.113.${i}, 198.51.100.1`,
          cookie: sent(first.cookies),
        };
        statuses.push((await visit(`/callback?${junk.toString()}`, tie)).status);
      }
      statuses.filter((status) => status === 429).should.have.length(21);
      cloud.calls.length.should.be.belowOrEqual(1);
      const { back, tie } = await begin({ 'x-forwarded-for': '198.51.100.2' });
      const anna = await visit(back.pathname + back.search, {
        cookie: tie,
        'x-forwarded-for': '198.51.100.2',
      });
      anna.location.should.equal('/devices');
    });

    it('what went wrong is said in plain words, and nothing of it is taken for HTML', async () => {
      await load('17');
      const { back, tie } = await begin();
      cloud.fail({ code: 1199999, msg: '<script>alert(1)</script>' });
      const { status, text } = await visit(back.pathname + back.search, { cookie: tie });
      status.should.equal(502);
      text.should.match(/That did not work/).and.not.match(/TuyaError|<script>/);
    });
  });

  describe('18: who has authorized', () => {
    it('each user is listed, and whoever is forgotten is gone', async () => {
      const flow = await load('17 18');
      for (const uid of ['uid-anna', 'uid-ben']) {
        const { location, cookies } = await visit('/login');
        const back = new URL(await logIn(location, uid));
        const cookie = cookies.map((one) => one.split(';')[0] ?? '').join('; ');
        (await visit(back.pathname + back.search, { cookie })).status.should.equal(302);
      }
      const { heard, count } = listen(flow, 'users');
      const forgotten = listen(flow, 'forgotten');
      const users = async (): Promise<string[]> => {
        find(flow, 'inject', 'who has authorized?').receive({});
        await count(heard.length + 1);
        return (heard.at(-1) as { uid: string }[]).map(({ uid }) => uid).sort();
      };
      (await users()).should.eql(['uid-anna', 'uid-ben']);
      find(flow, 'inject', 'forget Ben').receive({});
      await forgotten.count(1);
      forgotten.heard.should.eql([{ uid: 'uid-ben' }]);
      (await users()).should.eql(['uid-anna']);
    });
  });

  it('19: the battery of the sensor', async () => {
    should(await press('19', 'every 15 minutes', 'battery in percent')).equal(87);
  });

  for (const [number, path] of [
    ['10', '/tuya'],
    ['11', '/tuya/chart'],
  ] as const) {
    it(`${number}: an error of the cloud is told in plain words, and nothing of it is taken for HTML`, async () => {
      await load(number);
      cloud.fail({ code: 1199999, msg: '<script>alert(1)</script>' }, { kind: 'business' });
      const { status, text } = await visit(path);
      status.should.equal(502);
      text.should.match(/TUYA_1199999/).and.not.match(/TuyaError|<script>/);
    });
  }

  describe('11: a day of a socket', () => {
    const open = async (): Promise<{ status: number; text: string }> => {
      await load('11');
      return visit('/tuya/chart');
    };

    it('is drawn as a chart with both axes', async () => {
      const { status, text } = await open();
      status.should.equal(200);
      text.should.match(/<h1>A day of sock0001coffee<\/h1>/).and.match(/color-scheme: light dark/);
      const points = (/<polyline class="line" points="([^"]+)"/.exec(text)?.[1] ?? '')
        .split(' ')
        .map((point) => point.split(',').map(Number));
      points.should.have.length(144);
      for (const [x = NaN, y = NaN] of points)
        [x >= 50 && x <= 780, y >= 20 && y <= 260].should.eql([true, true]);
      points.map(([x]) => x).should.eql(points.map(([x = 0]) => x).sort((left, right) => left - right));
      // The curve touches the line of the highest value, which stands on the axis as zero does.
      Math.min(...points.map(([, y = 0]) => y)).should.equal(20);
      const power = cloud.devices.find(({ id }) => id === 'sock0001coffee')?.logs ?? [];
      const most = Math.max(
        ...power.filter(({ code }) => code === 'cur_power').map(({ value }) => Number(value)),
      );
      text.should.containEql(`>${most / 10} W</text>`).and.containEql('>0 W</text>');
      (text.match(/>\d\d:00<\/text>/g) ?? []).length.should.equal(8);
      const query = cloud.businessCalls[0]?.query ?? {};
      query.should.have.properties({ codes: 'cur_power', type: '7', query_type: '1' });
      (Number(query.end_time) - Number(query.start_time)).should.be.within(86_399_900, 86_400_100);
    });

    it('an error answers the browser with what to do', async () => {
      cloud.packages.user = false;
      const { status, text } = await open();
      status.should.equal(502);
      text.should.match(/TUYA_1106/).and.match(/Link App Account/);
    });
  });

  it('08: the scene', async () => {
    should(await press('08', 'good night', 'started')).equal(true);
    cloud.executed.length.should.be.above(0);
  });

  it('07: the thermostat, once for several quick ones', async () => {
    should(await press('07', '23.5 degrees', 'done')).equal(true);
    cloud.executed.should.eql([{ device_id: 'ther0001living', code: 'temp_set', value: 235 }]);
  });

  it('06: a colour by its name', async () => {
    should(await press('06', 'orange', 'colour')).eql({ h: 39, s: 1000, v: 1000 });
  });

  it('09: the infrared key', async () => {
    should(await press('09', 'power', 'sent')).equal(true);
    const value = { category_id: 2, key_id: 1, key: 'power' };
    cloud.executed.should.eql([{ device_id: 'hub00001ir', code: 'rem0001tv', value }]);
  });

  it('20: many devices, twenty with one call', async () => {
    cloud.addDevices(41 - cloud.devices.length);
    ((await press('20', 'poll all', 'states')) as unknown[]).should.have.length(41);
    cloud.businessCalls.filter(({ path }) => path === '/v1.0/devices/status').should.have.length(3);
  });

  it('12: a door tells by itself that it was opened and closed, each once', async () => {
    const flow = await load('12');
    const { heard, count } = listen(flow, 'the door');
    for (const open of [true, true, false])
      cloud.messages.publish({ device: 'door0001front', status: { doorcontact_state: open } });
    await count(2);
    heard.should.eql(['The front door was opened', 'The front door is closed']);
    cloud.calls.should.eql([]);
  });

  it('13: a click switches the lamp on, a double click off, and one of before does nothing', async () => {
    const flow = await load('13');
    const { count } = listen(flow, 'switched');
    const press = (how: string, age = 0): void => {
      const status = { switch_mode1: how };
      const at = Date.now() - age;
      cloud.messages.publish({ device: 'butt0001hall', status }, { time: at, t: at });
    };
    press('click', 11_000);
    press('double_click');
    await count(1);
    press('click');
    await count(2);
    press('press');
    press('click', 11_000);
    press('click');
    await count(3);
    const lamp = { device_id: 'lamp0001desk', code: 'switch_led' };
    cloud.executed.should.eql([false, true, true].map((value) => ({ ...lamp, value })));
  });

  describe('14: a device goes offline', () => {
    const soon = { 'for five minutes': { duration: '500', units: 'ms' } };
    const told = (device: string): string => `Offline for five minutes: ${device}`;

    it('for long, which is told, and not of one that came back in between', async () => {
      const flow = await load('14', {}, soon);
      const { heard, count } = listen(flow, 'offline');
      for (const [device, online] of [
        ['lamp0001desk', false],
        ['sock0001coffee', false],
        ['lamp0001desk', true],
      ] as const)
        cloud.messages.publish({ device, online });
      await count(1);
      // By now the one that came back would have been told, or would be before this one.
      cloud.messages.publish({ device: 'ther0001living', online: false });
      await count(2);
      heard.should.eql(['sock0001coffee', 'ther0001living'].map(told));
      cloud.calls.should.eql([]);
    });

    it('each on its own, and a second time too', async () => {
      const flow = await load('14', {}, soon);
      const { heard, count } = listen(flow, 'offline');
      for (const device of ['lamp0001desk', 'sock0001coffee'])
        cloud.messages.publish({ device, online: false });
      await count(2);
      [...heard].sort().should.eql(['lamp0001desk', 'sock0001coffee'].map(told));
      for (const [online, time] of [
        [true, Date.now() + 2000],
        [false, Date.now() + 4000],
      ] as const)
        cloud.messages.publish({ device: 'lamp0001desk', online }, { time });
      await count(3);
      should(heard[2]).equal(told('lamp0001desk'));
    });

    it('and five minutes is what the flow waits', async () => {
      const flow = await load('14');
      const wait = find(flow, 'trigger', 'for five minutes') as LiveNode & { duration: number };
      wait.duration.should.equal(5 * 60_000);
    });
  });

  describe('15: a live table', () => {
    /** The state of a device as the page shows it. */
    const row = async (name: string): Promise<string> => {
      const { text } = await visit('/tuya/live');
      return text.split('<tr>').find((one) => one.includes(`<td>${name}</td>`)) ?? '';
    };

    it('shows each change without a further call', async () => {
      const flow = await load('15');
      (await visit('/tuya/live')).text.should.match(/<h1>Live<\/h1>/);
      const [kept, followed] = ['remember them', 'remember the change'].map((name) =>
        find(flow, 'function', name),
      ) as [LiveNode, LiveNode];
      const listed = once(kept, 'call:status');
      find(flow, 'inject', 'at the start').receive({});
      await listed;
      (await row('Desk lamp')).should.match(/<td>yes<\/td>\s*<td>switch_led: false<br>/);
      const calls = cloud.calls.length;
      for (const [what, shown] of [
        [{ status: { switch_led: true } }, /<td>yes<\/td>\s*<td>switch_led: true<br>/],
        [{ status: { colour_data_v2: { h: 1 } } }, /colour_data_v2: \{&quot;h&quot;:1\}<br>/],
        [{ online: false }, /<td>no<\/td>\s*<td>switch_led: true<br>/],
        [{ online: true }, /<td>yes<\/td>/],
      ] as const) {
        const changed = once(followed, 'call:status');
        cloud.messages.publish({ device: 'lamp0001desk', ...what });
        await changed;
        (await row('Desk lamp')).should.match(shown).and.match(/<td>\d+:\d\d:\d\d/);
      }
      (await row('Coffee socket')).should.match(/<td><\/td><\/tr>/);
      cloud.calls.should.have.length(calls);
    });

    it('a device that is not in the list does not harm it', async () => {
      const flow = await load('15');
      const followed = find(flow, 'function', 'remember the change');
      cloud.messages.publish({ device: 'stranger', status: { switch_led: true } });
      await cloud.messages.settled();
      (followed as unknown as { error: { called: boolean } }).error.called.should.be.false();
      (await visit('/tuya/live')).text.should.not.match(/stranger/);
    });
  });

  describe('16: a message counts as done', () => {
    const lampIs = (value: boolean): { id: string }[] =>
      cloud.messages.publish({ device: 'lamp0001desk', status: { switch_led: value } });
    const socketIs = (value: boolean): { id: string }[] =>
      cloud.messages.publish({ device: 'sock0001coffee', status: { switch_1: value } });

    it('when the work is done', async () => {
      const flow = await load('16');
      const { heard, count } = listen(flow, 'done');
      lampIs(true);
      lampIs(false);
      await count(2);
      heard.should.eql(['1 in the diary', '2 in the diary']);
      await cloud.messages.settled();
      cloud.messages.strayAcks.should.eql([]);
    });

    it('not before: while the work goes on, it waits', async () => {
      const func =
        'node.status({}); setTimeout(() => { node.send(msg); node.done(); }, msg.event.values[0].value ? 0 : 60000);';
      const flow = await load('16', {}, { 'the work': { func } });
      const { count } = listen(flow, 'done');
      const [slow] = lampIs(false);
      const [quick] = socketIs(true);
      await count(1);
      await cloud.messages.acks(1);
      cloud.messages.acked.should.eql([quick?.id]);
      cloud.messages
        .backlog()
        .map(({ id }) => id)
        .should.eql([slow?.id]);
    });

    it('never where the work fails, and the catch node is told', async () => {
      const func = "if (msg.device_id === 'lamp0001desk') throw new Error('The disk is full'); return msg;";
      const flow = await load('16', {}, { 'the work': { func }, 'every report': { ackTimeout: 1 } });
      const { count } = listen(flow, 'done');
      const late = once(find(flow, 'debug', 'not confirmed'), 'input');
      const [lost] = lampIs(true);
      const [kept] = socketIs(true);
      await count(1);
      await cloud.messages.acks(1);
      cloud.messages.acked.should.eql([kept?.id]);
      cloud.messages
        .backlog()
        .map(({ id }) => id)
        .should.eql([lost?.id]);
      const [msg] = (await late) as [Msg];
      should(msg.error).have.property('code', 'TUYA_UNCONFIRMED');
    });
  });

  it('21: five flows show the weather, for one call', async () => {
    const flow = await load('21');
    const rows = ['phone', 'display', 'heating', 'blinds', 'diary'];
    const heard = rows.map((row) => listen(flow, row));
    for (let round = 1; round <= 2; round++) {
      for (const row of rows) find(flow, 'inject', row).receive({});
      await Promise.all(heard.map(({ count }) => count(round)));
    }
    heard
      .map(({ heard: [line] }) => line)
      .should.eql(['It is Cloudy, 4 degrees.', '4 °C', 'outside 4', 'sky: Cloudy', 'Cloudy, 4 °C, 0 ms old']);
    cloud.businessCalls.map(({ path }) => path).should.eql(['/v1.0/position/weather']);
  });

  it('22: what was spent, in a table, as the cloud has counted it', async () => {
    const flow = await load('22');
    const { heard, count } = listen(flow, 'spent');
    /** The rows of the table, with their numbers; the tests before have spent too. */
    const rows = async (): Promise<Map<string, number>> => {
      find(flow, 'inject', 'what was spent').receive({});
      await count(heard.length + 1);
      const lines = String(heard.at(-1)).split('\n');
      return new Map(lines.map((line) => [line.slice(0, -8).trim(), Number(line.slice(-8))]));
    };
    const before = await rows();
    const lamp = listen(flow, 'the lamp');
    for (let n = 1; n <= 3; n++) {
      find(flow, 'inject', 'read the lamp').receive({});
      await lamp.count(n);
    }
    const after = await rows();
    const spent = (row: string): number => (after.get(row) ?? NaN) - (before.get(row) ?? 0);
    ['today', 'this month', 'reads', 'commands', 'tokens', 'read the lamp', 'messages of devices']
      .map(spent)
      .should.eql([cloud.calls.length, cloud.calls.length, 3, 0, 1, 3, 0]);
  });
});
