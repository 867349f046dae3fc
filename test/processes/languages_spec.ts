import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import { makeUserDir, startNodeRed } from '../support/node-red';
import type { NodeRed } from '../support/node-red';
import { root } from '../support/root';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';

const REQUEST = {
  type: 'tuya-request',
  z: 't',
  account: 'a',
  method: 'GET',
  path: '/v1.0/devices',
  wires: [[]],
};

describe('a Node-RED that speaks another language', function () {
  this.timeout(60_000);
  const folder = join(root, 'dist/nodes/locales/ww');
  let cloud: Cloud;
  let userDir: string;
  let nodeRed: NodeRed;

  beforeEach(async () => {
    mkdirSync(folder, { recursive: true });
    const write = (file: string, texts: object): void => {
      writeFileSync(join(folder, file), JSON.stringify(texts));
    };
    write('tuya-request.json', { language: 'ww', 'tuya-request': { status: { connected: 'wonnected' } } });
    write('errors.json', {
      codes: { 1109: { cause: 'warameter', hint: 'Wook at it.' } },
      message: { tuya: 'Wuya (__code__): __text__' },
    });
    cloud = await startCloud();
    cloud.fail({ code: 1109, msg: 'param is illegal' }, { kind: 'business', times: 9 });
    userDir = makeUserDir(
      [
        { id: 't', type: 'tab' },
        { id: 'a', type: 'tuya-config', dataCenter: 'custom', baseUrl: cloud.url, mode: 'simple' },
        { id: 'i', type: 'inject', z: 't', once: true, onceDelay: 0.1, props: [], wires: [['n', 'm']] },
        { id: 'n', ...REQUEST },
        { id: 'm', ...REQUEST },
        { id: 's', type: 'status', z: 't', scope: ['n'], wires: [['f']] },
        { id: 'f', type: 'function', z: 't', func: "node.log('status: ' + msg.status.text);", wires: [] },
        { id: 'c', type: 'catch', z: 't', scope: ['m'], wires: [['g']] },
        { id: 'g', type: 'function', z: 't', func: "node.log('hint: ' + msg.tuya.hint);", wires: [] },
      ],
      { a: { client_id: cloud.client_id, secret: cloud.secret } },
    );
  });
  afterEach(async () => {
    await nodeRed.stop();
    await cloud.close();
    rmSync(userDir, { recursive: true });
    rmSync(folder, { recursive: true });
  });

  it('says errors in it: the log, msg.tuya and the status', async () => {
    nodeRed = await startNodeRed(userDir, { lang: 'ww' });
    await nodeRed.says('status: 1109 warameter');
    await nodeRed.says('hint: Wook at it.');
    await nodeRed.says('Wuya (1109): param is illegal. Wook at it.');
    nodeRed.printed().should.not.match(/Tuya answered/);
  });

  it('says them in English where it speaks one that is not there', async () => {
    nodeRed = await startNodeRed(userDir, { lang: 'vv' });
    await nodeRed.says('status: 1109 a parameter is not allowed');
    await nodeRed.says('Tuya answered 1109: param is illegal.');
    nodeRed.printed().should.not.match(/warameter/);
  });
});
