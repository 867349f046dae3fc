import { readdirSync, rmSync, writeFileSync } from 'node:fs';
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
});
