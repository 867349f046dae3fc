import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { NodeAPI } from 'node-red';
import 'should';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { helper, loadFlow } from './rig';
import type { LiveNode, Msg } from './rig';

const folder = resolve(__dirname, '../../../examples');
const core = createRequire(__filename);
const NODES = [
  'common/20-inject',
  'common/25-catch',
  'common/90-comment',
  'function/10-function',
  'function/10-switch',
  'function/15-change',
  'function/89-trigger',
].map((path) => core(`@node-red/nodes/core/${path}.js`) as (RED: NodeAPI) => void);

interface FlowNode {
  id: string;
  type: string;
  name?: string;
  [property: string]: unknown;
}

describe('the examples run', () => {
  let cloud: Cloud;
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
    await loadFlow(NODES, nodes, Object.fromEntries(accounts.map(({ id }) => [id, key])));
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
