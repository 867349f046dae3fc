import type { Page } from 'playwright-core';
import should from 'should';
import type { Device } from '../../../nodes/shared/admin';
import { dragIn } from '../../support/canvas';
import { picture, useEditor } from '../../support/editor';
import { importNodes } from '../../support/import';

describe('the request’s dialog in a real browser', function () {
  this.timeout(60_000);
  const editor = useEditor();
  let page: Page;
  let faults: string[];
  let node: string;
  before(async () => {
    ({ page, faults } = editor());
    page.setDefaultTimeout(10_000);
    await page.evaluate("RED.actions.invoke('core:add-flow')");
    node = await dragIn(page, 'tuya-request', 500, 300);
  });

  const search = '#tuya-request-search';
  const found = '#tuya-request-found li';
  async function open(id = node): Promise<void> {
    await page.evaluate(`RED.editor.edit(RED.nodes.node('${id}'))`);
    // A dialog takes the focus once it has slid in.
    await page.waitForFunction("document.activeElement.closest('.red-ui-tray') !== null");
  }
  async function closed(): Promise<void> {
    await page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
  }
  async function close(button: 'ok' | 'cancel'): Promise<void> {
    await page.locator(`#node-dialog-${button}`).click();
    await closed();
  }
  const path = (): Promise<string> => page.locator('#node-input-path').inputValue();
  const value = (selector: string, name: string): Promise<string | null> =>
    page.locator(selector).getAttribute(name);

  it('Ctrl+Enter in the empty search is the editor’s Done and changes nothing', async () => {
    await open();
    await page.locator(search).focus();
    await page.locator(found).first().waitFor();
    await page.keyboard.press('Enter');
    (await path()).should.equal('');
    await page.keyboard.press('Control+Enter');
    await closed();
    (await page.evaluate<string>(`RED.nodes.node('${node}').path`)).should.equal('');
  });

  it('after Esc the list opens again, by arrow or by click', async () => {
    await open();
    await page.locator(search).focus();
    await page.locator(found).first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator(found).first().waitFor({ state: 'detached' });
    await page.keyboard.press('ArrowDown');
    await page.locator(`${found}.selected`).waitFor();
    await page.keyboard.press('Escape');
    await page.locator(found).first().waitFor({ state: 'detached' });
    await page.locator(search).click();
    await page.locator(found).first().waitFor();
    await page.keyboard.press('Escape');
    await close('cancel');
  });

  it('a screen reader hears which row the arrows have reached', async () => {
    await open();
    await page.locator(search).fill('lamp');
    should(await value(search, 'aria-expanded')).equal('true');
    const list = (await value(search, 'aria-controls')) ?? '';
    should(await value('#tuya-request-found', 'id')).equal(list);
    ((await value(search, 'aria-activedescendant')) === null).should.be.true();
    await page.locator(search).fill('device');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const active = (await value(search, 'aria-activedescendant')) ?? '';
    should(await value(`[id="${active}"]`, 'aria-selected')).equal('true');
    (await page.locator(`${found}[aria-selected="true"]`).count()).should.equal(1);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    (await path()).should.match(/^\/v/);
    await close('cancel');
  });

  it('no result says so; Enter takes the first of what was typed', async () => {
    await open();
    await page.locator(search).fill('xyzzy');
    await page.locator('.tuya-search .tuya-choice-none', { hasText: 'No call fits' }).waitFor();
    await picture(page, 'no-call');
    await page.keyboard.press('Enter');
    (await path()).should.equal('');
    await page.locator(search).fill('send commands');
    await page.keyboard.press('Enter');
    (await path()).should.equal('/v1.0/devices/{device_id}/commands');
    const link = page.locator('#tuya-request-about a');
    (await link.evaluate((element) => getComputedStyle(element as never).textDecorationLine)).should.equal(
      'underline',
    );
  });

  it('without an account the picker asks for one', async () => {
    await page.locator('#tuya-request-pick-device').click();
    await page.locator('.tuya-picker', { hasText: 'Choose an account first' }).waitFor();
    await picture(page, 'no-account');
    (await page.locator('.tuya-picker').innerText()).should.not.match(/No device fits|Asking/);
    await page.locator('#tuya-request-pick-device').click();
    await page.locator('.tuya-picker').waitFor({ state: 'detached' });
  });

  it('in code mode without users the picker says that nobody has authorized', async () => {
    await page.locator('#node-input-account').selectOption({ label: 'My Tuya project, code mode' });
    await page.locator('#tuya-request-pick-device').click();
    await page.locator('.tuya-picker', { hasText: 'Nobody has authorized this account yet' }).waitFor();
    await page.locator('#tuya-request-pick-device').click();
  });

  it('shows what is there of a long list while it goes on', async () => {
    const devices = (from: number, count: number): Device[] =>
      Array.from({ length: count }, (_, i) => ({
        id: `id${from + i}`,
        name: `Lamp ${from + i}`,
        category: 'dj',
        online: true,
        codes: [],
      }));
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const asked: unknown[] = [];
    await page.route('**/tuya-config/devices', async (route) => {
      const { from } = route.request().postDataJSON() as { from: number };
      asked.push(from);
      if (from > 0) await held;
      await route.fulfill({
        json: from > 0 ? { devices: devices(150, 50) } : { devices: devices(0, 150), more: true },
      });
    });
    await page.locator('#tuya-request-pick-device').click();
    const picker = page.locator('.tuya-picker');
    await picker.locator('li').first().waitFor();
    await picker
      .locator('.tuya-note', { hasText: 'Asking the cloud … 100 of 150: type to narrow.' })
      .waitFor();
    await picture(page, 'long-list');
    go();
    await picker.locator('.tuya-note', { hasText: /^100 of 200: type to narrow\.$/ }).waitFor();
    asked.should.eql([0, 150]);
    await picker.locator('input').fill('Lamp 199');
    (await picker.locator('li').count()).should.equal(1);
    await picker.locator('li').first().click();
    await page.unroute('**/tuya-config/devices');
    await close('ok');
    await page.locator(`[id="${node}"]`, { hasText: 'Send commands · Lamp 199' }).waitFor();
    await picture(page, 'label');
    const wide = (await page.locator(`[id="${node}"] .red-ui-flow-node`).boundingBox())?.width ?? 999;
    wide.should.be.below(260);
  });

  it('a device that is entered by hand has no name', async () => {
    await open();
    await page.locator('#tuya-request-row-device .red-ui-typedInput-container input:visible').fill('by0hand');
    (await page.locator('#tuya-request-device-name').innerText()).should.equal('');
    await close('ok');
    await page.locator(`[id="${node}"]`, { hasText: 'Send commands to a device' }).waitFor();
  });

  it('a user is chosen by name, and a simple account has none', async () => {
    await page.route('**/tuya-config/*/users*', (route) =>
      route.fulfill({
        json: {
          users: [
            { uid: 'uid-anna', base_url: 'https://openapi.tuyaeu.com', authorized_at: 1, expires_at: 2 },
          ],
        },
      }),
    );
    await open();
    await page.getByRole('button', { name: 'Choose a user' }).click();
    await page.locator('#tuya-request-row-uid li', { hasText: 'uid-anna' }).waitFor();
    await picture(page, 'users-of-request');
    await page.locator('#tuya-request-row-uid li', { hasText: 'uid-anna' }).click();
    await page.locator('#node-input-account').selectOption({ label: 'My Tuya project' });
    await page.getByRole('button', { name: 'Choose a user' }).click();
    await page.locator('.tuya-picker', { hasText: 'simple mode, which knows no users' }).waitFor();
    await close('ok');
    await page.unroute('**/tuya-config/*/users*');
    const saved = await page.evaluate<string>(
      `RED.nodes.node('${node}').uidType + ' ' + RED.nodes.node('${node}').uid`,
    );
    saved.should.equal('str uid-anna');
  });

  it('no choice of an old node is blank, and what it does not offer stays', async () => {
    const z = await page.evaluate<string>('RED.workspaces.active()');
    const old = {
      type: 'tuya-request',
      z,
      x: 200,
      y: 100,
      wires: [[]],
      path: '/v1.0/devices',
      pathType: 'str',
    };
    await importNodes(page, [
      { ...old, id: 'old0node' },
      { ...old, id: 'odd0node', method: '${METHOD}', ret: 'later', y: 160 },
    ]);
    await open('old0node');
    const shown = await page.evaluate<string[]>(
      "['method', 'bodyFormat', 'pages', 'ret'].map((name) => $('#node-input-' + name).val())",
    );
    shown.should.eql(['', 'json', 'one', 'result']);
    await page.locator('#tuya-request-more summary').click();
    await page.locator('#node-input-pages').selectOption('all');
    (await page.getByLabel('At most').isVisible()).should.be.true();
    await close('cancel');
    await open('odd0node');
    await page.locator('#node-input-name').fill('named');
    await close('ok');
    const kept = await page.evaluate<string>(
      "(({ method, ret }) => method + ' ' + ret)(RED.nodes.node('odd0node'))",
    );
    kept.should.equal('${METHOD} later');
  });

  it('the dialog of an old tuya token node shows what it does, though the flow does not say it', async () => {
    const z = await page.evaluate<string>('RED.workspaces.active()');
    await importNodes(page, [{ id: 'old0token', type: 'tuya-token', z, x: 300, y: 220, wires: [[]] }]);
    await open('old0token');
    const shown = await page.evaluate<string[]>(
      "['action', 'uid', 'property'].map((name) => $('#node-input-' + name).val())",
    );
    shown.should.eql(['get', 'uid', 'payload']);
    await close('cancel');
  });

  it('nothing went wrong in the page', () => {
    // The browser notes that nobody has authorized.
    faults.filter((text) => !text.includes('status of 400')).should.eql([]);
  });
});
