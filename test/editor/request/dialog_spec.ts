import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import should from 'should';
import { dragIn, wire } from '../../support/canvas';
import { deploy, importExample } from '../../support/import';
import { stopPlayground } from '../../support/browser';
import type { Playground } from '../../support/browser';
import { picture, stateOf, useEditor } from '../../support/editor';
import { exampleOf } from '../../support/examples';
import { root } from '../../support/root';

/** Folders of a playground; others may run at the same time. */
const foldersOf = ({ process: { pid } }: Playground): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`tuya-playground-${pid}-`));

describe('npm start in a real browser', function () {
  this.timeout(60_000);
  const editor = useEditor({ tokens: 'shown' });
  let browser: Browser;
  let playground: Playground;
  let page: Page;
  let faults: string[];
  before(() => {
    ({ browser, playground, page, faults } = editor());
  });

  async function debugText(expected: RegExp): Promise<string> {
    const line = page.locator('.red-ui-debug-msg').filter({ hasText: expected }).first();
    await line.waitFor({ timeout: 15_000 });
    return (await line.textContent()) ?? '';
  }

  it('shows a flow whose button switches a lamp of the demo house', async () => {
    await page.evaluate("RED.sidebar.show('debug')");
    await page.locator('[id="tuya02on"] .red-ui-flow-node-button-button').click();
    await debugText(/array\[5\]/);
    (await stateOf(editor(), 'Desk lamp')).should.have.property('switch_led', true);
    await picture(page, 'first-flow');
  });

  for (const [name, button, expected] of [
    ['List the devices', 'list the devices', /array\[10\]/],
    ['Switch a lamp and read it back', 'off', /array\[5\]/],
    ['Catch an error and show its hint', 'a path with a typing error', /TUYA_1108: Check the spelling/],
    ['Get an access token', 'get a token', /access_token[\s\S]*expire_time/],
  ] as [string, string, RegExp][]) {
    it(`"${name}" works at once when it is imported`, async () => {
      const { nodes } = await importExample(page, exampleOf(name));
      await deploy(page);
      const pressed = nodes.find(({ type, name }) => type === 'inject' && name === button);
      await page.evaluate(`$.ajax({ url: 'inject/${pressed?.id ?? ''}', type: 'POST' })`);
      await debugText(expected);
    });
  }

  for (const [name, path, expected] of [
    ['All devices in a table', '/tuya', /Desk lamp[\s\S]*battery_percentage: 87/],
    [
      'A day of a socket as a chart',
      '/tuya/chart',
      /<h1>A day of sock0001coffee<\/h1>[\s\S]*points="[\d., ]+"[\s\S]*14[34] reports/,
    ],
  ] as [string, string, RegExp][]) {
    it(`"${name}" shows its page`, async () => {
      const example = exampleOf(name);
      await importExample(page, example);
      await deploy(page);
      const own = await browser.newPage();
      const reply = await own.goto(`${playground.url}${path}`);
      String(await reply?.text()).should.match(expected);
      await picture(own, example.number);
      await own.close();
    });
  }

  /** The node that the next tests work on. */
  let request = '';

  it('drag, "Send commands to a device", "Desk lamp": it switches', async () => {
    await page.evaluate("RED.actions.invoke('core:add-flow')");
    const button = await dragIn(page, 'inject', 320, 300);
    request = await dragIn(page, 'tuya-request', 620, 300);
    await wire(page, button, request);
    await page.locator(`[id="${request}"]`).dblclick();
    // A dialog takes the focus once it has slid in.
    await page.waitForFunction("document.activeElement.closest('.red-ui-tray') !== null");
    await page.locator('#node-input-account').selectOption({ label: 'My Tuya project' });
    await page.locator('#tuya-request-search').fill('switch');
    const found = page.locator('#tuya-request-found li');
    await found.first().waitFor();
    (await found.first().innerText()).should.match(/Send commands to a device/);
    await picture(page, 'search');
    await found.first().click();
    (await page.locator('#node-input-method').inputValue()).should.equal('POST');
    (await page.locator('#node-input-path').inputValue()).should.equal('/v1.0/devices/{device_id}/commands');
    await page.locator('#tuya-request-pick-device').click();
    await page.locator('.tuya-picker input').fill('desk');
    const lamp = page.locator('.tuya-picker li', { hasText: 'Desk lamp' });
    await lamp.waitFor();
    await picture(page, 'picker');
    await lamp.click();
    (await page.locator('#tuya-request-device').inputValue()).should.equal('lamp0001desk');
    (await page.locator('#tuya-request-device-name').innerText()).should.equal('Desk lamp');
    (await page.locator('#node-input-body').inputValue()).should.match(/switch_led/);
    await picture(page, 'filled');
    await page.locator('#node-dialog-ok').click();
    await page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
    const saved = await page.evaluate<Record<string, unknown>>(
      `(({ method, path, params, bodyType }) => ({ method, path, params, bodyType }))(RED.nodes.node('${request}'))`,
    );
    saved.should.eql({
      method: 'POST',
      path: '/v1.0/devices/{device_id}/commands',
      params: [{ name: 'device_id', value: 'lamp0001desk', type: 'str', label: 'Desk lamp' }],
      bodyType: 'json',
    });
    await deploy(page);
    await page.locator(`[id="${button}"] .red-ui-flow-node-button-button`).click();
    await page.locator(`[id="${request}"]`, { hasText: 'connected' }).waitFor();
    await picture(page, 'switched');
    should((await stateOf(editor(), 'Desk lamp')).switch_led).be.true();
  });

  it('the picker leaves a plain field when the cloud does not answer', async () => {
    await page.locator(`[id="${request}"]`).dblclick();
    await page.route('**/tuya-config/devices', (route) => route.abort());
    await page.locator('#tuya-request-pick-device').click();
    await page.locator('.tuya-picker', { hasText: 'by hand' }).waitFor();
    await page.unroute('**/tuya-config/devices');
    await page.locator('#tuya-request-row-device .red-ui-typedInput-container input:visible').fill('by0hand');
    await page.locator('#node-dialog-ok').click();
    await page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
    (await page.evaluate<string>(`RED.nodes.node('${request}').params[0].value`)).should.equal('by0hand');
    // The browser notes the answer that was cut off.
    faults = faults.filter((text) => !text.includes('ERR_FAILED'));
  });

  it('the dialogs of the flow nodes open with all their labels', async () => {
    for (const [id, field] of [
      ['tuya-token', '#node-input-action'],
      ['tuya-request', '#tuya-request-search'],
    ] as [string, string][]) {
      await page.evaluate(`RED.editor.edit(RED.nodes.filterNodes({ type: '${id}' })[0])`);
      await page.locator(field).waitFor();
      const text = await page.locator('.red-ui-tray').last().innerText();
      text.should.not.match(/tuya-(token|request|config)\.\w/);
      await picture(page, `dialog-${id}`);
      await page.locator('#node-dialog-cancel').click();
      await page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
    }
  });

  it('the account tests its connection and never shows its secret', async () => {
    await page.evaluate("RED.editor.editConfig('', 'tuya-config', 'tuya00account', 'node-config-input')");
    await page.locator('#tuya-config-test').waitFor();
    (await page.locator('#node-config-input-secret').inputValue()).should.equal('__PWRD__');
    await page.locator('#tuya-config-test').click();
    await page.locator('#tuya-config-results .tuya-good', { hasText: 'gave a token' }).waitFor();
    const text = await page.locator('.red-ui-tray').last().innerText();
    text.should.match(/gave a token/).and.not.match(/tuya-config\.\w/);
    await picture(page, 'dialog-account');
    await page.locator('#node-config-dialog-cancel').click();
    const exported = String(
      await page.evaluate('JSON.stringify(RED.nodes.createCompleteNodeSet({ credentials: false }))'),
    );
    exported.should.match(/tuya00account/).and.not.match(/demo0secret/);
  });

  it('nothing went wrong in the page', () => {
    faults.should.eql([]);
  });

  it('an interrupt ends it and leaves no file behind', async () => {
    foldersOf(playground).should.have.length(1);
    ((await stopPlayground(playground)) ?? 1).should.equal(0);
    foldersOf(playground).should.eql([]);
    existsSync(join(root, 'flows.json')).should.be.false();
  });
});
