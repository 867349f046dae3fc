import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import 'should';
import { startCloud } from '../simulator/index';
import type { Cloud } from '../simulator/index';
import { helper, loadFlow } from '../support/flow-rig';
import { logIn } from '../support/log-in';
import type { LiveNode, Msg } from '../support/flow-rig';
import { root } from '../support/root';

const folder = join(root, 'examples');
const core = createRequire(__filename);
const NODES = [
  'common/20-inject',
  'common/25-catch',
  'common/90-comment',
  'function/10-function',
  'function/10-switch',
  'function/15-change',
  'function/80-template',
  'function/89-trigger',
  'network/21-httpin',
].map((path) => core(`@node-red/nodes/core/${path}.js`) as (RED: NodeAPI) => void);

interface FlowNode {
  id: string;
  type: string;
  name?: string;
  [property: string]: unknown;
}

/** What a browser is answered. */
interface Page {
  status: number;
  text: string;
  location: string;
  cookies: string[];
}

describe('the examples fit together', () => {
  const flows = readdirSync(folder).map(
    (name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as FlowNode[]] as const,
  );
  const accountsOf = (flow: readonly FlowNode[]): FlowNode[] =>
    flow.filter(({ type }) => type === 'tuya-config');

  it('those of one mode share one account, so that Node-RED sees that it is there already', () => {
    const shared = new Map<unknown, FlowNode>();
    for (const account of flows.flatMap(([, flow]) => accountsOf(flow))) {
      const first = shared.get(account.mode) ?? account;
      shared.set(account.mode, first);
      account.should.eql(first);
    }
    [...shared.keys()].should.eql(['simple', 'code']);
  });

  for (const [name, flow] of flows) {
    it(`"${name}" says what to choose when the account is there already`, () => {
      const [comment] = flow.filter(({ type }) => type === 'comment');
      String(comment?.info).should.match(/choose Import copy/);
    });

    it(`"${name}" needs no module from outside, which not every Node-RED allows`, () => {
      for (const { type, libs } of flow) if (type === 'function') (libs as unknown[]).should.eql([]);
    });
  }
});

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

  /** Loads an example as it stands, with the key that a user would enter, and helpers in place of its debug nodes. */
  async function load(number: string, settings: object = {}): Promise<FlowNode[]> {
    const file = readdirSync(folder).find((name) => name.startsWith(number)) ?? '';
    const flow = JSON.parse(readFileSync(join(folder, file), 'utf8')) as FlowNode[];
    const accounts = flow.filter(({ type }) => type === 'tuya-config');
    const own = { dataCenter: 'custom', baseUrl: cloud.url, ...settings };
    const nodes = flow.map((node) => {
      if (node.type === 'tuya-config') return { ...node, ...own };
      // What is to be done once at the start is done by the test.
      return node.type === 'debug' ? { ...node, type: 'helper' } : { ...node, once: false };
    });
    const key = { client_id: cloud.client_id, secret: cloud.secret };
    const keep = (RED: NodeAPI): void => {
      pages = RED.httpNode;
    };
    await loadFlow([...NODES, keep], nodes, Object.fromEntries(accounts.map(({ id }) => [id, key])));
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

  /** Presses a button and waits for what reaches a debug node. */
  async function press(number: string, button: string, outlet: string): Promise<unknown> {
    const flow = await load(number);
    const find = (type: string, name: string): LiveNode =>
      helper.getNode(flow.find((node) => node.type === type && node.name === name)?.id ?? '');
    const arrived = once(find('debug', outlet), 'input');
    find('inject', button).receive({});
    const [msg] = (await arrived) as [Msg];
    return msg.payload;
  }

  describe('05: users log in', () => {
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
      await load('05');
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
      await load('05');
      const { back, tie } = await begin();
      const { cookies } = await visit(back.pathname + back.search, { cookie: tie });
      const id = /tuya_session=([^;]+)/.exec(cookies.join('\n'))?.[1] ?? '';
      id.length.should.be.aboveOrEqual(43);
      decodeURIComponent(id).should.not.equal(back.searchParams.get('state'));
    });

    it("the account's Callback wins over the address that the browser used", async () => {
      await load('05', { redirectUrl: 'https://house.example/callback' });
      const { location } = await visit('/login');
      new URL(location).searchParams.get('redirect_uri')?.should.equal('https://house.example/callback');
    });

    for (const [title, headers, secure] of [
      ['behind https cookies travel by https alone', { 'x-forwarded-proto': 'https' }, true],
      ['without https cookies travel all the same', {}, false],
    ] as [string, Record<string, string>, boolean][]) {
      it(title, async () => {
        await load('05');
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
      await load('05');
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
      await load('05');
      const { back, tie } = await begin();
      cloud.fail({ code: 1199999, msg: '<script>alert(1)</script>' });
      const { status, text } = await visit(back.pathname + back.search, { cookie: tie });
      status.should.equal(502);
      text.should.match(/That did not work/).and.not.match(/TuyaError|<script>/);
    });
  });

  it('06: the battery of the sensor', async () => {
    (await press('06', 'every 15 minutes', 'battery in percent'))?.should.equal(87);
  });

  for (const [number, path] of [
    ['07', '/tuya'],
    ['08', '/tuya/chart'],
  ] as const) {
    it(`${number}: an error of the cloud is told in plain words, and nothing of it is taken for HTML`, async () => {
      await load(number);
      cloud.fail({ code: 1199999, msg: '<script>alert(1)</script>' }, { kind: 'business' });
      const { status, text } = await visit(path);
      status.should.equal(502);
      text.should.match(/TUYA_1199999/).and.not.match(/TuyaError|<script>/);
    });
  }

  describe('08: a day of a socket', () => {
    const open = async (): Promise<{ status: number; text: string }> => {
      await load('08');
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

  it('09: the scene', async () => {
    (await press('09', 'good night', 'started'))?.should.equal(true);
    cloud.executed.length.should.be.above(0);
  });

  it('10: the thermostat, once for several quick ones', async () => {
    (await press('10', '22 degrees', 'done'))?.should.equal(true);
    cloud.executed.should.eql([{ device_id: 'ther0001living', code: 'temp_set', value: 22 }]);
  });

  it('11: the colour', async () => {
    (await press('11', 'blue', 'colour'))?.should.eql({ h: 240, s: 1000, v: 1000 });
  });

  it('12: the infrared key', async () => {
    (await press('12', 'power', 'sent'))?.should.equal(true);
    const value = { category_id: 2, key_id: 1, key: 'power' };
    cloud.executed.should.eql([{ device_id: 'hub00001ir', code: 'rem0001tv', value }]);
  });

  it('13: many devices, twenty with one call', async () => {
    cloud.addDevices(41 - cloud.devices.length);
    ((await press('13', 'poll all', 'states')) as unknown[]).should.have.length(41);
    cloud.businessCalls.filter(({ path }) => path === '/v1.0/devices/status').should.have.length(3);
  });

  describe('14: a door', () => {
    for (const [open, outlet] of [
      [true, 'opened'],
      [false, 'closed'],
    ] as const) {
      it(`${outlet}, told as it happens and without a call`, async () => {
        const flow = await load('14');
        const find = (name: string): LiveNode =>
          helper.getNode(flow.find((node) => node.type === 'debug' && node.name === name)?.id ?? '');
        const arrived = once(find(outlet), 'input');
        const state = { doorcontact_state: open, battery_percentage: 80 };
        cloud.messages.publish({ device: 'door0001front', status: state });
        const [msg] = (await arrived) as [Msg];
        [msg.payload, msg.topic].should.eql([open, 'door0001front/doorcontact_state']);
        cloud.calls.should.eql([]);
      });
    }
  });
});
