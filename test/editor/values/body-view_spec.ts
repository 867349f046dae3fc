import type { Locator, Page } from 'playwright-core';
import 'should';
import type { ModelAnswer, ModelBody } from '../../../nodes/shared/admin';
import { useAccountEditor } from '../../support/account-editor';
import { Dialog } from '../../support/dialog';
import { importNodes } from '../../support/import';

const MODEL = '**/tuya-config/model';
const ROW = '#tuya-request-values-list > li';
const TURN = '#tuya-request-values-switch';
const NOTE = '#tuya-request-values-note';

/** What a device of this id can do: each names its switch after itself. */
const modelOf = (device: string): ModelAnswer => ({
  functions: [
    { code: 'switch', name: `Switch of ${device}`, type: { kind: 'Boolean' } },
    { code: 'level', name: 'level', type: { kind: 'Enum', range: ['low', 'high'] } },
  ],
  status: [],
});

describe('the body of a command follows its device, in a real browser', function () {
  this.timeout(60_000);
  const editor = useAccountEditor();
  let page: Page;
  let dialog: Dialog;
  /** Devices that were asked for. */
  let asked: string[];
  let count = 0;
  before(async () => {
    await editor().show();
    page = editor().page;
  });
  beforeEach(() => {
    asked = [];
  });
  afterEach(async () => {
    await page.unroute(MODEL);
    if (await page.locator('#node-dialog-cancel').isVisible()) await dialog.close('cancel');
  });

  const BODY = { commands: [{ code: 'switch', value: true }] };
  const rows = (): Locator => page.locator(ROW);
  const codes = (): Promise<string[]> => page.locator(`${ROW} .tuya-code option:checked`).allInnerTexts();
  const said = (hasText: string): Promise<void> => page.locator(NOTE, { hasText }).waitFor();
  const named = (device: string): Promise<void> =>
    page
      .waitForFunction(`$('${ROW} .tuya-code option:checked').text() === 'Switch of ${device} (switch)'`)
      .then(() => undefined);

  /** Opens a new node that sends a body to the device `one`. */
  async function made(body: Record<string, string> = {}): Promise<void> {
    const id = `body${++count}`;
    const params = [{ name: 'device_id', value: 'one', type: 'str' }];
    const call = { method: 'POST', path: '/v1.0/devices/{device_id}/commands', params };
    const place = { z: 't', x: 300, y: 40 * count, wires: [[]], account: 'a' };
    const usual = { bodyType: 'json', body: JSON.stringify(BODY) };
    await importNodes(page, [{ id, type: 'tuya-request', ...place, ...call, ...usual, ...body }]);
    dialog = new Dialog(page, id);
    await dialog.open();
  }
  /** Enters another device by hand. */
  async function enter(device: string): Promise<void> {
    const field = page.locator('#tuya-request-row-device .red-ui-typedInput-input');
    await field.fill(device);
    await field.press('Tab');
  }
  /** Answers what each device can do, when `ready` lets it. */
  const answer = (ready: (device: string) => Promise<boolean> | boolean = () => true): Promise<unknown> =>
    page.route(MODEL, async (route) => {
      const { device_id } = route.request().postDataJSON() as ModelBody;
      asked.push(device_id);
      const refusal = { code: 'TUYA_1106', message: 'No permission', hint: '' };
      if (await ready(device_id)) await route.fulfill({ json: modelOf(device_id) });
      else await route.fulfill({ status: 400, json: refusal });
    });

  it('a device is asked for once in a dialog, and anew in the next one', async () => {
    await answer();
    await made();
    await named('one');
    await enter('two');
    await named('two');
    await enter('one');
    await named('one');
    asked.should.eql(['one', 'two']);
    await dialog.close('cancel');
    await dialog.open();
    await named('one');
    asked.should.eql(['one', 'two', 'one']);
  });

  it('one that could not be asked is asked again when it is chosen again', async () => {
    let isAway = true;
    await answer((device) => device === 'two' || !isAway);
    await made();
    await said('No permission');
    await enter('two');
    await named('two');
    isAway = false;
    await enter('one');
    await named('one');
  });

  it('while the next one is asked its values are not those of the one before, and a late answer is none', async () => {
    const go: Record<string, () => void> = {};
    await answer(async (device) => {
      await new Promise<void>((resolve) => (go[device] = resolve));
      return true;
    });
    await made();
    await said('Asking what the device can do');
    const first = page.waitForRequest((request) => request.postData()?.includes('"two"') === true);
    await enter('two');
    await first;
    const late = page.waitForResponse(MODEL);
    go.one?.();
    await (await late).finished();
    await page.evaluate('new Promise((resolve) => { setTimeout(() => resolve(0)); })');
    await said('Asking what the device can do');
    (await rows().first().isVisible()).should.be.false();
    go.two?.();
    await named('two');
    const third = page.waitForRequest((request) => request.postData()?.includes('"three"') === true);
    await enter('three');
    await third;
    (await rows().first().isVisible()).should.be.false();
    await said('Asking what the device can do');
    go.three?.();
    await named('three');
  });

  it('rows that are moved are sent in their new order', async () => {
    await answer();
    const both = { commands: [...BODY.commands, { code: 'level', value: 'high' }] };
    await made({ body: JSON.stringify(both) });
    await rows().nth(1).waitFor();
    // Rows have their height once the device's codes are known.
    const first = page.locator(`${ROW} .tuya-code option:checked`, { hasText: 'Switch of one (switch)' });
    await first.waitFor({ state: 'attached' });
    const handle = rows().first().locator('.red-ui-editableList-item-handle');
    await handle.hover(); // once the dialog has slid in: before, the mouse would press beside it
    const [from, to] = [await handle.boundingBox(), await rows().nth(1).boundingBox()];
    if (from === null || to === null) throw new Error('There are no rows');
    const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
    await page.mouse.down();
    for (const part of [0.3, 0.6, 1, 1.1]) await page.mouse.move(x, y + part * (to.y + to.height - from.y));
    await page.mouse.up();
    (await codes()).should.eql(['level', 'Switch of one (switch)']);
    ((await dialog.body()) as object).should.eql({ commands: [...both.commands].reverse() });
  });

  it('a name that is cut off is read below the mouse', async () => {
    await answer();
    await made();
    await named('one');
    await page.locator(`${ROW} .tuya-code`).hover();
    (await page.locator(`${ROW} .tuya-code`).getAttribute('title').then(String)).should.equal(
      'Switch of one (switch)',
    );
  });

  it('an expression comes back where no row was chosen, and is gone where one was', async () => {
    await answer();
    await made({ bodyType: 'jsonata', body: '{"a": payload}' });
    const kept = (): Promise<string> =>
      page.evaluate<string>(
        "['type', 'value'].map((one) => $('#node-input-body').typedInput(one)).join(' ')",
      );
    const turn = (): Promise<void> => page.locator(TURN).click();
    const add = page.getByRole('button', { name: 'value' });
    await turn();
    await add.waitFor();
    await turn();
    (await kept()).should.equal('jsonata {"a": payload}');
    await turn();
    await add.click();
    await rows().first().waitFor();
    await turn();
    (await kept()).should.match(/^json .*"switch"/);
    await turn();
    await rows().first().locator('.red-ui-editableList-item-remove').click();
    await rows().first().waitFor({ state: 'detached' });
    await turn();
    (await kept()).should.equal('json {"commands":[]}');
  });

  it('nothing went wrong in the page', () => {
    // The browser notes what was refused.
    editor()
      .faults.filter((text) => !text.includes('status of 400'))
      .should.eql([]);
  });
});
