import type { Page } from 'playwright-core';
import 'should';
import { picture } from '../../support/editor';
import { exampleOf } from '../../support/examples';
import { freePort } from '../../support/free-port';
import { useFreshEditor } from '../../support/fresh-editor';
import { deploy, importExample } from '../../support/import';
import type { Imported } from '../../support/import';

describe('the example that needs no account, in a real browser', function () {
  this.timeout(90_000);
  // Whatever a Node-RED does with its own pages, this example has a port of its own.
  const editor = useFreshEditor({ httpNodeRoot: '/pages' });
  let page: Page;
  let nodes: Imported[];
  before(() => {
    ({ page } = editor());
  });

  const idOf = (type: string, name: string): string =>
    nodes.find((node) => node.type === type && node.name === name)?.id ?? '';
  const press = (name: string): Promise<void> =>
    page.locator(`[id="${idOf('inject', name)}"] .red-ui-flow-node-button-button`).click();
  const status = (type: string, name: string, text: string): Promise<void> =>
    page
      .locator(`[id="${idOf(type, name)}"] .red-ui-flow-node-status-label`, {
        hasText: new RegExp(`^${text}$`),
      })
      .waitFor();

  it('is imported without a question, and nothing in it is marked as unfinished', async () => {
    let asked: boolean;
    ({ asked, nodes } = await importExample(page, exampleOf('Try it without an account')));
    asked.should.be.false();
    const tab = nodes.find(({ z, type }) => type === 'tcp in' && z)?.z ?? '';
    await page.evaluate(`RED.workspaces.show('${tab}')`);
    const unfinished = await page.evaluate<string[]>(
      `RED.nodes.filterNodes({ z: '${tab}' }).filter(({ valid }) => !valid).map(({ name }) => name)`,
    );
    unfinished.should.eql([]);
  });

  it('Deploy, on: the lamp lights up, and off: it goes out', async () => {
    // Another program may have the port of the example: this is what its comment says to change then.
    const port = await freePort();
    await page.evaluate(
      `RED.nodes.node('${idOf('tcp in', 'Tuya listens here')}').port = '${port}', RED.nodes.node('${idOf('tuya-config', 'Tuya played here')}').baseUrl = 'http://127.0.0.1:${port}', RED.nodes.dirty(true)`,
    );
    await deploy(page);
    await status('function', 'the lamp', 'off');
    await press('on');
    await status('function', 'the lamp', 'on');
    await status('debug', 'the lamp', 'The lamp is on');
    await picture(page, 'play');
    await press('off');
    await status('function', 'the lamp', 'off');
    await status('debug', 'the lamp', 'The lamp is off');
  });

  it('its account belongs to its flow alone, and Test connection finds the lamp', async () => {
    const account = idOf('tuya-config', 'Tuya played here');
    await page.evaluate(`RED.editor.editConfig('', 'tuya-config', '${account}', 'node-config-input')`);
    await page.locator('#tuya-config-test').click();
    const read = page.locator('#tuya-config-results li', { hasText: 'Desk lamp' });
    await read.waitFor();
    await picture(page, 'play-account');
    await page.locator('#node-config-dialog-cancel').click();
    await page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
    (await page.evaluate<string>(`RED.nodes.node('${account}').z`)).should.equal(
      nodes.find(({ type }) => type === 'tcp in')?.z,
    );
  });

  it('another client ID is refused as Tuya does it, and the hint says what to do', async () => {
    const account = idOf('tuya-config', 'Tuya played here');
    await page.evaluate(`RED.editor.editConfig('', 'tuya-config', '${account}', 'node-config-input')`);
    await page.locator('#node-config-input-client_id').fill('tuyaplayedbysomebody');
    await page.locator('#node-config-dialog-ok').click();
    await page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
    await deploy(page);
    await press('on');
    await status('debug', 'the hint', 'TUYA_1005: .+');
    await status('function', 'the lamp', 'off');
    await picture(page, 'play-wrong-key');
  });

  it('nothing went wrong in the page', () => {
    editor().faults.should.eql([]);
  });
});
