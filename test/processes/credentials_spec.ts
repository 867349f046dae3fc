import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { logIn } from '../support/log-in';
import { makeUserDir, startNodeRed } from '../support/node-red';
import type { NodeRed } from '../support/node-red';
import { thirdPartyFlow } from '../support/third-party';

/** Every file below a folder but the installed packages, with its text. */
function filesBelow(folder: string): [string, string][] {
  return readdirSync(folder).flatMap((name): [string, string][] => {
    const path = join(folder, name);
    if (name === 'node_modules') return [];
    return statSync(path).isDirectory() ? filesBelow(path) : [[path, readFileSync(path, 'latin1')]];
  });
}

describe("L4: tokens are no credentials of Node-RED's, which reach the disk only on deploy", function () {
  this.timeout(120_000);
  let cloud: Cloud;
  let userDir: string;
  let nodeRed: NodeRed;
  let key: object;

  beforeEach(async () => {
    cloud = await startCloud();
    key = { client_id: cloud.client_id, secret: cloud.secret };
    const simple = [
      {
        id: 's',
        type: 'tuya-config',
        dataCenter: 'custom',
        baseUrl: cloud.url,
        mode: 'simple',
        timeout: '5',
      },
      { id: 'get', z: 't', x: 1, y: 1, type: 'http in', url: '/token', method: 'get', wires: [['token']] },
      {
        id: 'token',
        z: 't',
        x: 1,
        y: 1,
        type: 'tuya-token',
        account: 's',
        action: 'get',
        wires: [['answer']],
      },
    ];
    const flow = [...thirdPartyFlow({ baseUrl: cloud.url }), ...simple];
    const { client_id, secret } = cloud;
    userDir = makeUserDir(flow, { a: { client_id, secret }, s: { client_id, secret } });
    nodeRed = await startNodeRed(userDir);
  });
  afterEach(async () => {
    await nodeRed.stop();
    await cloud.close();
    rmSync(userDir, { recursive: true, force: true });
  });

  const ask = async (path: string): Promise<Record<string, unknown>> => {
    const reply = await fetch(nodeRed.url + path);
    reply.status.should.equal(200);
    return (await reply.json()) as Record<string, unknown>;
  };

  /** Each mode gets a token. */
  async function getTokens(): Promise<void> {
    const { url } = await ask('/authorize');
    const back = new URL(await logIn(String(url), 'uid-anna'));
    (await ask(`/callback${back.search}`)).should.have.property('uid', 'uid-anna');
    (await ask('/token')).should.have.property('access_token');
    cloud.issuedTokens.length.should.be.above(3);
  }

  const stored = (): object => JSON.parse(readFileSync(join(userDir, 'flows_cred.json'), 'utf8')) as object;

  it('a token changes nothing in them, and a deploy writes what was entered and nothing else', async () => {
    await getTokens();
    stored().should.eql({ a: key, s: key });
    const flow = (await (await fetch(`${nodeRed.url}/flows`)).json()) as object[];
    for (const kind of ['full', 'nodes', 'flows'] as const) {
      await nodeRed.deploy(flow, kind);
      (await ask('/token')).should.have.property('access_token');
      stored().should.eql({ a: key, s: key });
    }
  });

  it('no file below the user directory shows a token, and no endpoint of the editor does', async () => {
    await getTokens();
    const files = filesBelow(userDir);
    files.filter(([path]) => path.includes('tuya-tokens')).should.not.be.empty();
    for (const token of cloud.issuedTokens)
      for (const [path, text] of files) text.includes(token).should.be.false(path);
    for (const account of ['a', 's']) {
      const shown = await (await fetch(`${nodeRed.url}/credentials/tuya-config/${account}`)).text();
      (JSON.parse(shown) as object).should.eql({ client_id: cloud.client_id, has_secret: true });
    }
  });
});
