import { rmSync } from 'node:fs';
import should from 'should';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { makeUserDir, startNodeRed } from '../support/node-red';
import type { NodeRed } from '../support/node-red';

describe('a Node-RED whose key is refused', function () {
  this.timeout(120_000);
  let cloud: Cloud;
  let userDir: string;
  let nodeRed: NodeRed | undefined;

  const COUNT =
    'const n = (context.get("n") || 0) + 1; context.set("n", n); if (n === 30) node.warn("thirty"); return msg;';

  /** Ten nodes that are asked twenty times a second each, and no Catch node. */
  const asked = Array.from({ length: 10 }, (_, i) => [
    { id: `i${i}`, z: 't', x: 1, y: 1, type: 'inject', repeat: '0.05', once: true, wires: [[`f${i}`]] },
    { id: `f${i}`, z: 't', x: 2, y: 1, type: 'function', func: COUNT, outputs: 1, wires: [[`n${i}`]] },
    {
      ...{ id: `n${i}`, z: 't', x: 2, y: 1, type: 'tuya-request', account: 'a', method: 'GET' },
      ...{ path: '/v1.0/devices/lamp0001desk/status', wires: [[`o${i}`]] },
    },
    { id: `o${i}`, z: 't', x: 3, y: 1, type: 'function', func: 'node.warn("came"); return null;', wires: [] },
  ]).flat();
  const flow = (secretName: string): object[] => [
    { id: 't', type: 'tab' },
    {
      id: 'a',
      type: 'tuya-config',
      name: secretName,
      dataCenter: 'custom',
      baseUrl: cloud.url,
      rateLimit: '0',
    },
    ...asked,
  ];
  const printedText = (): string => nodeRed?.printed() ?? '';
  /** The lines that the account or its nodes have printed. */
  const lines = (): string[] =>
    printedText()
      .split('\n')
      .filter((line) => /\[tuya-(config|request):/.test(line));
  const printed = async (text: string): Promise<void> => {
    while (!printedText().includes(text)) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  beforeEach(async () => {
    cloud = await startCloud();
    userDir = makeUserDir(flow('first'), { a: { client_id: cloud.client_id, secret: 'x'.repeat(32) } });
  });
  afterEach(async () => {
    await nodeRed?.stop();
    await cloud.close();
    rmSync(userDir, { recursive: true, force: true });
  });

  it('prints one line for all its messages, which says what to do, and none when it gets another key', async () => {
    nodeRed = await startNodeRed(userDir);
    await printed('Tuya refuses the key');
    const first = lines();
    first.should.have.length(1);
    should(first[0]).match(
      /\[error\] \[tuya-config:first\] Tuya refuses the key of the account: The secret is wrong .*: copy the Access Secret .*\(Tuya answered 1004: /,
    );
    for (let i = 0; i < 10; i++) await printed(`[function:f${i}] thirty`);
    const { client_id, secret } = cloud;
    lines().should.eql(first);
    const [tab = {}, account, ...nodes] = flow('first');
    await nodeRed.deploy([tab, { ...account, credentials: { client_id, secret } }, ...nodes], 'nodes');
    await printed('came');
    // Another key is another account: what was wrong with the one before is not over.
    lines().should.eql(first);
  });
});
