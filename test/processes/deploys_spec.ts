import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import { startCloud } from '../simulator/index';
import type { Cloud } from '../simulator/index';
import { logIn } from '../support/log-in';
import { makeUserDir, startNodeRed } from '../support/node-red';
import type { NodeRed, Settings } from '../support/node-red';
import { thirdPartyFlow } from '../support/third-party';

/** A flow without the account, that answers when it runs. */
const OTHER = [
  { id: 'o', type: 'tab', label: 'another flow' },
  { id: 'in', z: 'o', x: 100, y: 100, type: 'http in', url: '/other', method: 'get', wires: [['out']] },
  { id: 'out', z: 'o', x: 100, y: 100, type: 'http response' },
];

const PROJECTS = { editorTheme: { tours: false, palette: { catalogues: [] }, projects: { enabled: true } } };

describe('L13: only a deploy deletes users', () => {
  let cloud: Cloud;
  let nodeRed: NodeRed | undefined;
  let userDir: string;

  beforeEach(async () => {
    cloud = await startCloud();
  });
  afterEach(async () => {
    await nodeRed?.stop();
    nodeRed = undefined;
    await cloud.close();
    rmSync(userDir, { recursive: true, force: true });
  });

  async function start(flow: object[], settings?: Settings): Promise<void> {
    userDir = makeUserDir(flow, { a: { client_id: cloud.client_id, secret: cloud.secret } });
    nodeRed = await startNodeRed(userDir, settings);
  }

  /** Asks Node-RED; what it answers has to be a success. */
  async function ask(path: string, init: RequestInit = {}): Promise<string> {
    const response = await fetch((nodeRed?.url ?? '') + path, init);
    const text = await response.text();
    response.ok.should.equal(true, `${path}: ${response.status} ${text}`);
    return text;
  }

  const send = (method: 'POST' | 'PUT', path: string, body: object, type?: string): Promise<string> =>
    ask(path, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(type === undefined ? {} : { 'Node-RED-Deployment-Type': type }),
      },
      body: JSON.stringify(body),
    });

  /** Waits until a flow answers: Node-RED says that it has flows before they run. */
  async function running(path: string): Promise<void> {
    while ((await fetch((nodeRed?.url ?? '') + path)).status === 404) await new Promise(setImmediate);
  }

  async function authorize(uid: string): Promise<void> {
    const { url } = JSON.parse(await ask('/authorize')) as { url: string };
    await ask(`/callback${new URL(await logIn(url, uid)).search}`);
  }

  const flow = (): object[] => thirdPartyFlow({ baseUrl: cloud.url });

  it('flows that are reloaded without the account leave its users authorized', async () => {
    await start(flow());
    await authorize('uid-anna');
    writeFileSync(join(userDir, 'flows.json'), JSON.stringify(OTHER));
    await send('POST', '/flows', {}, 'reload');
    await running('/other');
    writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flow()));
    await send('POST', '/flows', {}, 'reload');
    await running('/authorize');
    await ask('/devices/uid-anna');
  });

  it('another project leaves the users of the first one authorized', async () => {
    await start([], PROJECTS);
    const [own = {}, account = {}, ...rest] = flow();
    const credentials = { client_id: cloud.client_id, secret: cloud.secret };
    const files = { flow: 'flows.json', credentials: 'flows_cred.json' };
    const project = (name: string): object => ({ name, summary: 'a test', files, credentialSecret: 'x' });
    await send('POST', '/projects', project('house'));
    await send('POST', '/flows', [own, { ...account, credentials }, ...rest], 'full');
    await running('/authorize');
    await authorize('uid-anna');
    await send('POST', '/projects', project('garden'));
    await send('POST', '/flows', OTHER, 'full');
    await running('/other');
    await send('PUT', '/projects/house', { active: true });
    await running('/authorize');
    await ask('/devices/uid-anna');
  });

  it('a deploy without the account does', async () => {
    await start(flow());
    await authorize('uid-anna');
    const stored = (): string[] => readdirSync(join(userDir, 'tuya-tokens'));
    stored().should.have.length(1);
    await send('POST', '/flows', OTHER, 'full');
    await running('/other');
    stored().should.eql([]);
  });

  describe('whose tokens are in a context store', () => {
    const contextStorage = {
      default: { module: 'memory' },
      disk: { module: 'localfilesystem', config: { cache: false } },
    };
    const inStore = (): object[] => thirdPartyFlow({ baseUrl: cloud.url, tokenStore: 'disk' });

    const scope = (name: string): string => join(userDir, 'context', name);
    const keysIn = (file: string): string[] =>
      Object.keys(JSON.parse(readFileSync(scope(file), 'utf8')) as object).filter((key) =>
        key.startsWith('tuya_'),
      );

    it('flows that are reloaded without the account leave its users authorized', async () => {
      await start(inStore(), { contextStorage });
      await authorize('uid-anna');
      writeFileSync(join(userDir, 'flows.json'), JSON.stringify(OTHER));
      await send('POST', '/flows', {}, 'reload');
      await running('/other');
      await nodeRed?.stop();
      nodeRed = await startNodeRed(userDir, { contextStorage });
      await running('/other');
      writeFileSync(join(userDir, 'flows.json'), JSON.stringify(inStore()));
      await send('POST', '/flows', {}, 'reload');
      await running('/authorize');
      await ask('/devices/uid-anna');
    });

    it('L2: a deploy without the account drops them, and nothing of other accounts', async () => {
      const [tab = {}, account = {}, ...rest] = inStore();
      await start([tab, account, ...rest, { ...account, id: 'b' }], { contextStorage });
      await authorize('uid-anna');
      const [key = ''] = keysIn('global/global.json');
      const foreign = key.replace(/_[0-9a-f]{32}_/, `_${'0'.repeat(32)}_`);
      const stored = JSON.parse(readFileSync(scope('global/global.json'), 'utf8')) as Record<string, string>;
      writeFileSync(scope('global/global.json'), JSON.stringify({ ...stored, [foreign]: 'x', other: 'y' }));
      await send('POST', '/flows', OTHER, 'full');
      await running('/other');
      keysIn('global/global.json').should.eql([foreign]);
    });

    it('L2: also when it was disabled since Node-RED was started', async () => {
      await start(inStore(), { contextStorage });
      await authorize('uid-anna');
      await nodeRed?.stop();
      const disabled = inStore().map((node) =>
        (node as { id: string }).id === 'a' ? { ...node, d: true } : node,
      );
      writeFileSync(join(userDir, 'flows.json'), JSON.stringify([...disabled, ...OTHER]));
      nodeRed = await startNodeRed(userDir, { contextStorage });
      await running('/other');
      keysIn('global/global.json').should.not.be.empty();
      await send('POST', '/flows', OTHER, 'full');
      await running('/other');
      while (keysIn('global/global.json').length > 0) await new Promise(setImmediate);
    });

    it('an update takes over those that stood in the account’s own context', async () => {
      await start(inStore(), { contextStorage });
      await authorize('uid-anna');
      await nodeRed?.stop();
      const stored = JSON.parse(readFileSync(scope('global/global.json'), 'utf8')) as Record<string, string>;
      const former = Object.fromEntries(
        Object.entries(stored)
          .filter(([key]) => key.startsWith('tuya_'))
          .map(([key, value]) => [key.replace(/_[0-9a-f]{32}_/, '_'), value]),
      );
      rmSync(scope('global/global.json'));
      mkdirSync(scope('a'), { recursive: true });
      writeFileSync(scope('a/flow.json'), JSON.stringify(former));
      nodeRed = await startNodeRed(userDir, { contextStorage });
      await running('/authorize');
      await ask('/devices/uid-anna');
      keysIn('a/flow.json').should.eql([]);
      keysIn('global/global.json').should.have.length(Object.keys(former).length);
    });
  });
});
