import type { Page } from 'playwright-core';
import 'should';
import { dragIn, wire } from '../../support/canvas';
import { Dialog } from '../../support/dialog';
import { picture, stateOf, useEditor } from '../../support/editor';
import { deploy } from '../../support/import';
import { logIn } from '../../support/log-in';

describe('the demo house, worked by somebody who types no JSON, in a real browser', function () {
  this.timeout(90_000);
  const editor = useEditor();
  let page: Page;
  let faults: string[];
  let button: string;
  let dialog: Dialog;
  before(async () => {
    ({ page, faults } = editor());
    page.setDefaultTimeout(15_000);
    await page.evaluate("RED.actions.invoke('core:add-flow')");
    button = await dragIn(page, 'inject', 320, 300);
    dialog = new Dialog(page, await dragIn(page, 'tuya-request', 620, 300));
    await wire(page, button, dialog.node);
  });

  const row = '#tuya-request-values-list > li';
  async function press(): Promise<void> {
    await deploy(page);
    await page.locator(`[id="${button}"] .red-ui-flow-node-button-button`).click();
    await page.locator(`[id="${dialog.node}"]`, { hasText: 'connected' }).waitFor();
  }

  it('Send commands, thermostat, temp_set, a slider moved to 23.5: it is 23.5 in the house', async () => {
    (await stateOf(editor(), 'Living room thermostat')).should.have
      .property('temp_set')
      .which.is.not.equal(23.5);
    await page.locator(`[id="${dialog.node}"]`).dblclick();
    await dialog.isOpen();
    await dialog.account('My Tuya project');
    await dialog.find('send commands');
    await dialog.device('thermostat');
    await page.locator(row).first().waitFor();
    await page.locator(`${row} .tuya-code`).selectOption('temp_set');
    // By its keys from where it stands, half a degree each: as a person moves it who looks at the number.
    const slider = page.locator(row).getByRole('slider');
    const number = page.locator(row).getByRole('spinbutton');
    await slider.focus();
    for (let i = 0; i < 60 && (await number.inputValue()) !== '23.5'; i++) {
      await page.keyboard.press(Number(await number.inputValue()) < 23.5 ? 'ArrowRight' : 'ArrowLeft');
    }
    (await page.locator(row).innerText()).should.match(/℃/);
    await picture(page, 'thermostat');
    await dialog.close('ok');
    (await dialog.kept('bodyType', 'body', 'model')).should.eql({
      bodyType: 'json',
      body: '{"commands":[{"code":"temp_set","value":235}]}',
      model: false,
    });
    await page.locator(`[id="${dialog.node}"]`, { hasText: 'Send commands · Living' }).waitFor();
    await press();
    (await stateOf(editor(), 'Living room thermostat')).should.have.property('temp_set', 23.5);
  });

  it('what was spent stands in its dialog, which is as it was', async () => {
    await dialog.open();
    await page.locator('#tuya-request-usage', { hasText: 'Calls this month: 1' }).waitFor();
    (await page.locator(row).getByRole('spinbutton').inputValue()).should.equal('23.5');
    await picture(page, 'thermostat-again');
    await dialog.close('ok');
    (await dialog.isChanged()).should.be.false();
  });

  it('a lamp gets a colour from the colour field, in the lamp’s own numbers', async () => {
    await dialog.open();
    await dialog.find('send commands');
    await dialog.device('Desk lamp');
    await page.locator(`${row} option[value="colour_data_v2"]`).first().waitFor({ state: 'attached' });
    await page.locator(`${row} .tuya-code`).selectOption('colour_data_v2');
    await page.locator(`${row} input[type=color]`).fill('#ff8800');
    await picture(page, 'lamp');
    await dialog.close('ok');
    await press();
    const { colour_data_v2 } = await stateOf(editor(), 'Desk lamp');
    (JSON.parse(String(colour_data_v2)) as object).should.eql({ h: 32, s: 1000, v: 1000 });
  });

  it('properties of the thing model, also those that standard instructions do not have', async () => {
    await dialog.open();
    await dialog.find('set properties of a device');
    await dialog.device('thermostat');
    await page.locator(`${row} option[value="child_lock"]`).first().waitFor({ state: 'attached' });
    await page.locator(`${row} .tuya-code`).selectOption('child_lock');
    await page.locator(row).getByRole('switch').waitFor();
    await dialog.close('ok');
    (await dialog.kept('body')).should.eql({ body: '{"properties":{"child_lock":true}}' });
    await press();
    (await stateOf(editor(), 'Living room thermostat')).should.have.property('child_lock', true);
  });

  it('in code mode: the user from the list, the user’s device, and what it can do', async () => {
    const { playground } = editor();
    const start = await fetch(`${playground.url}/login`, { redirect: 'manual' });
    const back = await logIn(start.headers.get('location') ?? '', 'uid-anna');
    const cookie = start.headers.getSetCookie().map((one) => one.split(';')[0]);
    (await fetch(back, { headers: { cookie: cookie.join('; ') } })).status.should.equal(200);
    await dialog.open();
    await dialog.account('My Tuya project, code mode');
    await page.locator('#tuya-request-pick-user').click();
    await page.locator('#tuya-request-row-uid li', { hasText: 'uid-anna' }).click();
    await dialog.find('send commands');
    await dialog.device('curtain');
    await page.locator(`${row} option[value="percent_control"]`).first().waitFor({ state: 'attached' });
    await page.locator(`${row} .tuya-code`).selectOption('percent_control');
    await page.locator(row).getByRole('spinbutton').fill('40');
    await picture(page, 'code-mode');
    await dialog.close('ok');
    (await dialog.kept('uid', 'uidType')).should.eql({ uid: 'uid-anna', uidType: 'str' });
    await press();
    (await stateOf(editor(), 'Bedroom curtain')).should.have.property('percent_control', 40);
  });

  it('nothing went wrong in the page', () => {
    faults.should.eql([]);
  });
});
