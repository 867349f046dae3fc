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
  async function load(number: string): Promise<FlowNode[]> {
    const file = readdirSync(folder).find((name) => name.startsWith(number)) ?? '';
    const flow = JSON.parse(readFileSync(join(folder, file), 'utf8')) as FlowNode[];
    const accounts = flow.filter(({ type }) => type === 'tuya-config');
    const own = { dataCenter: 'custom', baseUrl: cloud.url };
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

  it('06: the battery of the sensor', async () => {
    (await press('06', 'every 15 minutes', 'battery in percent'))?.should.equal(87);
  });

  describe('08: a day of a socket', () => {
    const open = async (): Promise<{ status: number; text: string }> => {
      await load('08');
      const server = createServer(pages).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const reply = await fetch(`http://127.0.0.1:${port}/tuya/chart`, { headers: { connection: 'close' } });
      const text = await reply.text();
      server.close();
      return { status: reply.status, text };
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
      text.should.match(/1106/).and.match(/\. \w/);
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
});
