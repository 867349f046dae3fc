import type { Locator, Page } from 'playwright-core';
import 'should';
import type { ModelAnswer, ModelBody } from '../../../nodes/shared/admin';
import { dragIn } from '../../support/canvas';
import { Dialog } from '../../support/dialog';
import { picture, useEditor } from '../../support/editor';
import { importNodes } from '../../support/import';
import { THEMES, contrastOf, wear } from '../../support/theme';

const range = { min: 0, max: 1000 };
/** A device with a code of each kind. */
const MODEL: ModelAnswer = {
  functions: [
    { code: 'open', name: 'Window open', type: { kind: 'Boolean' } },
    {
      code: 'temp_set',
      name: 'Set temperature',
      type: { kind: 'Integer', min: 50, max: 350, scale: 1, step: 5, unit: '℃' },
    },
    { code: 'mode', name: 'mode', type: { kind: 'Enum', range: ['auto', 'manual', 'eco'] } },
    { code: 'countdown', name: 'countdown', type: { kind: 'Integer', scale: 0, step: 1, unit: 's' } },
    {
      code: 'colour_data_v2',
      name: 'Colour',
      type: { kind: 'Colour', h: { min: 0, max: 360 }, s: range, v: range, form: 'json' },
    },
    { code: 'scene', name: 'scene', type: { kind: 'Json' } },
    { code: 'note', name: 'note', type: { kind: 'String', maxlen: 20 } },
    { code: 'ir', name: 'ir', type: { kind: 'Raw' } },
  ],
  status: [],
};
const PATH = '/v1.0/devices/{device_id}/commands';
const ROW = '#tuya-request-values-list > li';

describe('values by what a device can do, in a real browser', function () {
  this.timeout(90_000);
  const editor = useEditor();
  let page: Page;
  let faults: string[];
  let z: string;
  /** What the endpoint was asked for. */
  let asked: ModelBody[] = [];
  before(async () => {
    ({ page, faults } = editor());
    page.setDefaultTimeout(15_000);
    await page.evaluate("RED.actions.invoke('core:add-flow')");
    z = await page.evaluate<string>('RED.workspaces.active()');
    await page.route('**/tuya-config/model', async (route) => {
      asked.push(route.request().postDataJSON() as ModelBody);
      await route.fulfill({ json: MODEL });
    });
  });
  beforeEach(() => {
    asked = [];
  });

  const rows = (): Locator => page.locator(ROW);
  const row = (code: string): Locator =>
    page.locator(ROW, { has: page.locator(`option:checked[value="${code}"]`) });
  const note = '#tuya-request-values-note';
  const turn = '#tuya-request-values-switch';
  let count = 0;

  /** A node that sends a body to a device. */
  async function made(body: unknown, more: object = {}): Promise<Dialog> {
    const id = `values${++count}`;
    const params = [
      { name: 'device_id', value: 'ther0001living', type: 'str', label: 'Living room thermostat' },
    ];
    const node = {
      id,
      z,
      x: 200,
      y: 40 + 40 * count,
      type: 'tuya-request',
      wires: [[]],
      account: 'tuya00account',
    };
    const call = { method: 'POST', path: PATH, params, bodyType: 'json', body: JSON.stringify(body) };
    await importNodes(page, [{ ...node, ...call, ...more }]);
    await page.evaluate(`RED.nodes.node('${id}').changed = false`);
    return new Dialog(page, id);
  }
  const commands = (...values: [string, unknown][]): object => ({
    commands: values.map(([code, value]) => ({ code, value })),
  });
  const ALL = commands(
    ...([
      ['open', false],
      ['temp_set', 210],
      ['mode', 'eco'],
      ['countdown', 90],
      ['colour_data_v2', { h: 258, s: 553, v: 136 }],
      ['scene', { n: 1 }],
      ['note', '55'],
      ['ir', 'AAE='],
    ] as [string, unknown][]),
  );

  it('a body is read into rows, each with what its value is entered with', async () => {
    const dialog = await made(ALL);
    await dialog.open();
    await rows().first().waitFor();
    (await rows().count()).should.equal(8);
    (await page.locator('#tuya-request-row-body').isVisible()).should.be.false();
    (await row('open').getByRole('switch', { name: 'Window open' }).isChecked()).should.be.false();
    const heat = row('temp_set');
    (await heat.getByRole('slider').inputValue()).should.equal('21');
    (await heat.getByRole('spinbutton').inputValue()).should.equal('21.0');
    (await heat.innerText()).should.match(/℃/);
    (await heat.locator('.tuya-limits').innerText()).split(/\s+/).should.eql(['5', '35']);
    (await row('mode').locator('.tuya-value select').inputValue()).should.equal('eco');
    (await row('countdown').getByRole('slider').count()).should.equal(0);
    (await row('colour_data_v2').locator('input[type=color]').inputValue()).should.match(/^#[0-9a-f]{6}$/);
    (await row('scene').getByRole('textbox').inputValue()).should.equal('{"n":1}');
    (await row('note').getByRole('textbox').inputValue()).should.equal('55');
    (await row('ir').getByRole('textbox').inputValue()).should.equal('AAE=');
    (await row('temp_set').locator('.tuya-code option:checked').innerText()).should.equal(
      'Set temperature (temp_set)',
    );
    await picture(page, 'values-all');
    await dialog.close('ok');
    (await dialog.isChanged()).should.be.false();
  });

  it('a switch, a list, a slider, a number, a colour and texts write the plain body', async () => {
    const dialog = await made(ALL);
    await dialog.open();
    await row('open').getByRole('switch').click();
    await row('temp_set').getByRole('slider').fill('23.5');
    (await row('temp_set').getByRole('spinbutton').inputValue()).should.equal('23.5');
    await row('mode').locator('.tuya-value select').selectOption('auto');
    await row('countdown').getByRole('spinbutton').fill('7');
    await row('colour_data_v2').locator('input[type=color]').fill('#ff0000');
    await row('scene').getByRole('textbox').fill('{"n":2}');
    await row('note').getByRole('textbox').fill('66');
    await row('ir').getByRole('textbox').fill('AAI=');
    const written = commands(
      ...([
        ['open', true],
        ['temp_set', 235],
        ['mode', 'auto'],
        ['countdown', 7],
        ['colour_data_v2', { h: 0, s: 1000, v: 1000 }],
        ['scene', { n: 2 }],
        ['note', '66'],
        ['ir', 'AAI='],
      ] as [string, unknown][]),
    );
    ((await dialog.body()) as object).should.eql(written);
    await dialog.close('ok');
    const kept = await dialog.kept('bodyType', 'body');
    kept.should.eql({ bodyType: 'json', body: JSON.stringify(written) });
    await dialog.open();
    (await row('temp_set').getByRole('slider').inputValue()).should.equal('23.5');
    await dialog.close('ok');
    (await dialog.kept('bodyType', 'body')).should.eql(kept);
  });

  it('a number beyond the limits is told, and becomes the nearest that the device takes', async () => {
    const dialog = await made(commands(['temp_set', 210]));
    await dialog.open();
    const number = row('temp_set').getByRole('spinbutton');
    await number.fill('99');
    ((await number.getAttribute('class')) ?? '').should.match(/input-error/);
    ((await dialog.body()) as object).should.eql(commands(['temp_set', 210]));
    await number.press('Tab');
    (await number.inputValue()).should.equal('35.0');
    ((await number.getAttribute('class')) ?? '').should.not.match(/input-error/);
    ((await dialog.body()) as object).should.eql(commands(['temp_set', 350]));
    await number.fill('');
    await number.press('Tab');
    (await number.inputValue()).should.equal('35.0');
    await dialog.close('cancel');
  });

  it('JSON stays the object or the text that it was; what is none is marked, and not lost', async () => {
    const marked = async (field: Locator): Promise<boolean> =>
      ((await field.getAttribute('class')) ?? '').includes('input-error');
    const dialog = await made(commands(['scene', { n: 1 }]));
    await dialog.open();
    const field = row('scene').getByRole('textbox');
    await field.fill('{"n":');
    (await marked(field)).should.be.true();
    await dialog.close('ok');
    await dialog.open();
    (await field.inputValue()).should.equal('{"n":');
    (await marked(field)).should.be.true();
    await field.fill('{"n":3}');
    (await marked(field)).should.be.false();
    ((await dialog.body()) as object).should.eql(commands(['scene', '{"n":3}']));
    await dialog.close('ok');
    await dialog.open();
    (await field.inputValue()).should.equal('{"n":3}');
    await dialog.close('ok');
    (await dialog.kept('body')).should.eql({ body: JSON.stringify(commands(['scene', '{"n":3}'])) });
  });

  it('rows are added and removed, and no code is offered twice', async () => {
    const dialog = await made(commands());
    await dialog.open();
    const add = page.getByRole('button', { name: 'value' }).first();
    await add.click();
    await add.click();
    ((await dialog.body()) as object).should.eql(commands(['open', true], ['temp_set', 200]));
    (await row('temp_set').locator('.tuya-code option[value="open"]').isDisabled()).should.be.true();
    await row('temp_set').locator('.tuya-code').selectOption('mode');
    ((await dialog.body()) as object).should.eql(commands(['open', true], ['mode', 'auto']));
    await row('open').locator('.red-ui-editableList-item-remove').click();
    // Done at once: the row that fades out is none any more.
    await dialog.close('ok');
    (await dialog.kept('body')).should.eql({ body: JSON.stringify(commands(['mode', 'auto'])) });
  });

  it('where each code has its row there is nothing to add, until one is removed', async () => {
    const dialog = await made(commands());
    await dialog.open();
    const add = page.locator('#tuya-request-values .red-ui-editableList-addButton');
    const codes = MODEL.functions.map(({ code }) => code);
    for (const code of codes) {
      await add.click();
      await row(code).waitFor();
    }
    (await add.isDisabled()).should.be.true();
    // Who came this far by keys goes on from the last one.
    const place = await page.evaluate<boolean>(
      "document.activeElement.matches('#tuya-request-values-list > li:last-child .tuya-code')",
    );
    place.should.be.true();
    const { commands: all } = (await dialog.body()) as { commands: { code: string }[] };
    all.map(({ code }) => code).should.eql(codes);
    await row('note').locator('.red-ui-editableList-item-remove').click();
    (await add.isDisabled()).should.be.false();
    await add.click();
    (await add.isDisabled()).should.be.true();
    await dialog.close('cancel');
  });

  it('a code that the model does not know, and a value that is none, stay as they are', async () => {
    const body = commands(
      ['dp_107', '12'],
      ['temp_set', 'warm'],
      ['mode', 'party'],
      ['open', 1],
      ['note', 5],
    );
    const dialog = await made(body);
    await dialog.open();
    (await row('dp_107').locator('.tuya-code option:checked').innerText()).should.match(/dp_107/);
    (await row('dp_107').getByRole('textbox').inputValue()).should.equal('"12"');
    (await row('temp_set').getByRole('textbox').inputValue()).should.equal('warm');
    await picture(page, 'values-unknown');
    const mode = row('mode').locator('.tuya-value select');
    (await mode.locator('option:checked').innerText()).should.equal('party (not known)');
    String(await mode.getAttribute('class')).should.match(/input-error/);
    await mode.selectOption('eco');
    String(await mode.getAttribute('class')).should.not.match(/input-error/);
    ((await dialog.body()) as object).should.eql(
      commands(['dp_107', '12'], ['temp_set', 'warm'], ['mode', 'eco'], ['open', 1], ['note', 5]),
    );
    await dialog.close('cancel');
  });

  it('properties are written as properties, asked of the other generation', async () => {
    const path = '/v2.0/cloud/thing/{device_id}/shadow/properties/issue';
    const dialog = await made({ properties: { open: true } }, { path });
    await dialog.open();
    await row('open').getByRole('switch').click();
    ((await dialog.body()) as object).should.eql({ properties: { open: false } });
    await dialog.close('cancel');
    const [{ device_id, generation, id } = {}] = asked as Partial<ModelBody>[];
    [device_id, generation, id].should.eql(['ther0001living', 'thing', 'tuya00account']);
    asked.should.have.length(1);
  });

  it('the plain field is one click away, and back', async () => {
    const dialog = await made(commands(['open', true]));
    await dialog.open();
    await rows().first().waitFor();
    await page.locator(turn).click();
    await page.locator('#tuya-request-row-body').waitFor();
    (await rows().first().isVisible()).should.be.false();
    (await page.locator(turn).innerText()).should.equal('Choose the values');
    await picture(page, 'values-plain');
    const field = page.locator('#tuya-request-row-body .red-ui-typedInput-container input:visible');
    await field.fill(JSON.stringify(commands(['mode', 'eco'])));
    await field.press('Tab');
    await page.locator(turn).click();
    await row('mode').waitFor();
    (await rows().count()).should.equal(1);
    await dialog.close('cancel');
  });

  it('a body that the message brings stays the plain field; rows are one click away, and undone by another', async () => {
    const dialog = await made('', { bodyType: 'jsonata', body: '{"a": payload}' });
    await dialog.open();
    (await page.locator('#tuya-request-row-body').isVisible()).should.be.true();
    asked.should.eql([]);
    await page.locator(turn).click();
    await page.getByRole('button', { name: 'value' }).first().waitFor();
    (await rows().count()).should.equal(0);
    await page.locator(turn).click();
    await dialog.close('ok');
    (await dialog.kept('bodyType', 'body')).should.eql({ bodyType: 'jsonata', body: '{"a": payload}' });
    (await dialog.isChanged()).should.be.false();
  });

  it('where the node translates what is meant, the body says it: 23.5 and not 235', async () => {
    const dialog = await made(commands(['temp_set', 21.5]), { model: true });
    await dialog.open();
    (await row('temp_set').getByRole('spinbutton').inputValue()).should.equal('21.5');
    await row('temp_set').getByRole('slider').fill('23.5');
    ((await dialog.body()) as object).should.eql(commands(['temp_set', 23.5]));
    await page.locator('#tuya-request-more summary').click();
    await page.locator('#node-input-model').uncheck();
    ((await dialog.body()) as object).should.eql(commands(['temp_set', 235]));
    (await row('temp_set').getByRole('spinbutton').inputValue()).should.equal('23.5');
    await page.locator('#node-input-model').check();
    ((await dialog.body()) as object).should.eql(commands(['temp_set', 23.5]));
    await dialog.close('cancel');
  });

  it('without a device it says how to get to the values', async () => {
    const dialog = new Dialog(page, await dragIn(page, 'tuya-request', 900, 700));
    await dialog.open();
    await dialog.account('My Tuya project');
    await dialog.find('send commands');
    (await page.locator(note).innerText()).should.match(/Choose a device/);
    asked.should.eql([]);
    await dialog.close('cancel');
  });

  it('the catalogue’s sample becomes what the device can do', async () => {
    const dialog = new Dialog(page, await dragIn(page, 'tuya-request', 900, 760));
    await dialog.open();
    await dialog.account('My Tuya project');
    await dialog.find('send commands');
    await dialog.device('Living room thermostat');
    await row('open').waitFor();
    ((await dialog.body()) as object).should.eql(commands(['open', true]));
    await dialog.close('cancel');
  });

  it('the keys alone do it', async () => {
    const dialog = await made(commands(['temp_set', 210], ['open', true]));
    await dialog.open();
    await row('temp_set').locator('.tuya-code').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    ((await dialog.body()) as object).should.eql(commands(['temp_set', 220], ['open', true]));
    await row('open').getByRole('switch').focus();
    await page.keyboard.press('Space');
    ((await dialog.body()) as object).should.eql(commands(['temp_set', 220], ['open', false]));
    await page.keyboard.press('Control+Enter');
    await page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
    (await dialog.kept('body')).should.eql({
      body: JSON.stringify(commands(['temp_set', 220], ['open', false])),
    });
  });

  it('while the cloud is asked, it says so; Done does not wait', async () => {
    const held: (() => void)[] = [];
    await page.route('**/tuya-config/model', async (route) => {
      await new Promise<void>((go) => held.push(go));
      await route.fulfill({ json: MODEL });
    });
    const dialog = await made(commands(['open', true]));
    await dialog.open();
    await page.locator(note, { hasText: 'Asking what the device can do' }).waitFor();
    await page.locator(turn).click();
    await page.locator('#tuya-request-row-body').waitFor();
    await dialog.close('ok');
    (await dialog.isChanged()).should.be.false();
    // An answer that comes now finds no dialog.
    const answered = page.waitForResponse('**/tuya-config/model');
    for (const go of held) go();
    await (await answered).finished();
    await page.unroute('**/tuya-config/model');
  });

  for (const [what, reply, said] of [
    [
      'may not be read',
      { status: 400, json: { code: 'TUYA_1106', message: 'No permission', hint: 'Subscribe' } },
      'No permission. Subscribe',
    ],
    ['names nothing', { json: { functions: [], status: [] } }, 'nothing that can be set'],
    ['cannot be had, because Node-RED does not answer', undefined, 'did not answer'],
  ] as [string, { status?: number; json: object } | undefined, string][]) {
    it(`a model that ${what} leaves the plain field, with one quiet line`, async () => {
      await page.route('**/tuya-config/model', (route) =>
        reply === undefined ? route.abort() : route.fulfill(reply),
      );
      const dialog = await made(commands(['open', true]));
      await dialog.open();
      await page.locator(note, { hasText: said }).waitFor();
      (await page.locator('#tuya-request-row-body').isVisible()).should.be.true();
      (await page.locator(turn).isVisible()).should.be.false();
      await picture(page, `values-no-model-${said.slice(0, 7)}`);
      await dialog.close('ok');
      (await dialog.isChanged()).should.be.false();
      await page.unroute('**/tuya-config/model');
      faults = faults.filter((text) => !text.includes('Failed to load resource'));
    });
  }

  for (const theme of THEMES) {
    it(`at 500 pixels the widgets are whole and read well, in the ${theme} theme`, async () => {
      await page.route('**/tuya-config/model', (route) => route.fulfill({ json: MODEL }));
      const dialog = await made(ALL);
      await page.setViewportSize({ width: 1000, height: 1100 });
      await wear(page, theme);
      await dialog.open();
      await rows().first().waitFor();
      const beyond = await page.evaluate<string[]>(`(() => {
        const list = document.querySelector('#tuya-request-values').getBoundingClientRect();
        return [...document.querySelectorAll('${ROW} *')]
          .filter((one) => one.getBoundingClientRect().right > list.right + 1)
          .map((one) => one.tagName + ' ' + one.className);
      })()`);
      beyond.should.eql([]);
      const heights = await page.evaluate<number[]>(`$('${ROW}').toArray().map((one) => one.offsetHeight)`);
      Math.max(...heights).should.be.below(60);
      for (const one of ['.tuya-switch-word', '.tuya-code', '.tuya-unit']) {
        (await contrastOf(page, `#dialog-form ${one}`)).should.be.above(4.5, one);
      }
      await picture(page, `values-narrow-${theme}`);
      await dialog.close('cancel');
      await wear(page, 'light');
      await page.setViewportSize({ width: 1640, height: 900 });
    });
  }

  it('nothing went wrong in the page', () => {
    faults.should.eql([]);
  });
});
