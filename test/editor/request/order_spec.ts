import type { Page } from 'playwright-core';
import 'should';
import { dragIn } from '../../support/canvas';
import { Dialog } from '../../support/dialog';
import { picture, useEditor } from '../../support/editor';
import { importNodes } from '../../support/import';
import { THEMES, contrastOf, wear } from '../../support/theme';

describe('the order of the request’s dialog in a real browser', function () {
  this.timeout(90_000);
  const editor = useEditor();
  let page: Page;
  let faults: string[];
  let z: string;
  before(async () => {
    ({ page, faults } = editor());
    page.setDefaultTimeout(15_000);
    await page.evaluate("RED.actions.invoke('core:add-flow')");
    z = await page.evaluate<string>('RED.workspaces.active()');
  });

  const more = '#tuya-request-more summary';
  const line = '#tuya-request-call summary';
  const text = (selector: string): Promise<string> => page.locator(selector).innerText();
  const isShown = (selector: string): Promise<boolean> => page.locator(selector).isVisible();
  let count = 0;

  /** A node that somebody has made before, as a deploy leaves it. */
  async function made(properties: object): Promise<Dialog> {
    const id = `made${++count}`;
    const [x, y] = [200 + 260 * (count % 4), 40 + 60 * (count % 12)];
    await importNodes(page, [{ type: 'tuya-request', id, z, x, y, wires: [[]], ...properties }]);
    await page.evaluate(`RED.nodes.node('${id}').changed = false`);
    return new Dialog(page, id);
  }

  it('a new node asks for name, account and call, and for nothing else', async () => {
    const dialog = new Dialog(page, await dragIn(page, 'tuya-request', 900, 700));
    await dialog.open();
    const labels = await page.locator('#dialog-form label:visible').allInnerTexts();
    labels.map((label) => label.trim()).should.eql(['Name', 'Account', 'Find a call']);
    (await text(line)).should.equal('Method and path by hand');
    (await text(more)).should.equal('More');
    await picture(page, 'request-new');
    await dialog.close('cancel');
  });

  it('what, which device, which values: the rows of a call stand in this order', async () => {
    const dialog = new Dialog(page, await dragIn(page, 'tuya-request', 900, 760));
    await dialog.open();
    await dialog.account('My Tuya project, code mode');
    await dialog.find('devices of a room');
    (await text('#tuya-request-about')).should.match(/^List the devices of a room/);
    (await text(line)).should.equal('GET /v1.0/homes/{home_id}/rooms/{room_id}/devices');
    const names = page.locator('.node-input-param-name');
    (await Promise.all([0, 1].map((i) => names.nth(i).inputValue()))).should.eql(['home_id', 'room_id']);
    (await isShown('#tuya-request-row-device')).should.be.false();
    await dialog.find('send commands');
    const rows = [
      '#tuya-request-row-uid',
      '#tuya-request-search',
      line,
      '#tuya-request-device',
      '#tuya-request-more',
    ];
    const tops = await page.evaluate<number[]>(
      `${JSON.stringify(rows)}.map((row) => $(row).closest('.form-row, details').offset().top)`,
    );
    tops.should.eql([...tops].sort((a, b) => a - b));
    (await isShown('#node-input-params-container')).should.be.false();
    await page.getByPlaceholder('empty = msg.device_id').waitFor();
    (await isShown('#tuya-request-row-body')).should.be.true();
    await picture(page, 'request-order');
    await dialog.find('infrared remotes');
    await page.getByPlaceholder('empty = msg.infrared_id').waitFor();
    await dialog.close('cancel');
  });

  it('fields appear where they matter: body, pages and user', async () => {
    const dialog = await made({ method: 'GET', path: '/v1.0/devices/{device_id}/status' });
    await dialog.open();
    await page.locator(more).click();
    for (const row of ['body', 'bodyFormat', 'pages', 'maxPages', 'uid']) {
      (await isShown(`#tuya-request-row-${row}`)).should.be.false(row);
    }
    (await isShown('#tuya-request-row-reuse')).should.be.true();
    await dialog.find('my devices');
    (await isShown('#tuya-request-row-pages')).should.be.true();
    (await isShown('#tuya-request-row-maxPages')).should.be.true();
    await page.locator('#node-input-pages').selectOption('one');
    (await isShown('#tuya-request-row-maxPages')).should.be.false();
    await page.locator(line).click();
    await page.locator('#node-input-method').selectOption('PUT');
    (await isShown('#tuya-request-row-body')).should.be.true();
    (await isShown('#tuya-request-row-reuse')).should.be.false();
    await dialog.account('My Tuya project, code mode');
    await page.locator('#tuya-request-row-uid').waitFor();
    await dialog.account('My Tuya project');
    await page.locator('#tuya-request-row-uid').waitFor({ state: 'hidden' });
    await dialog.close('cancel');
  });

  it('the fold says in a word each what is set in it', async () => {
    const dialog = await made({
      ...{ method: 'GET', path: '/v1.0/iot-01/associated-users/devices', pages: 'all', timeout: '30' },
      ...{ query: '{"size":100}', queryType: 'json' },
    });
    await dialog.open();
    (await text(more)).should.equal('More: query, all pages, timeout 30 s');
    await picture(page, 'request-more-closed');
    await page.locator(more).click();
    await page.locator('#node-input-timeout').fill('');
    await page.locator('#node-input-ret').selectOption('envelope');
    (await text(more)).should.equal('More: query, all pages, the whole answer');
    await picture(page, 'request-more-open');
    await dialog.close('cancel');
  });

  it('what is wrong in a fold opens it', async () => {
    const dialog = await made({ method: 'GET', path: '/v1.0/devices/{device_id}', timeout: 'soon' });
    await dialog.open();
    await page.locator('#node-input-timeout').waitFor();
    await dialog.close('cancel');
    const other = await made({ method: 'GET', path: 'https://example.com/v1.0/devices' });
    await other.open();
    await page.locator('#node-input-method').waitFor();
    await other.close('cancel');
  });

  it('a body that is no JSON is marked where it is typed, whatever the node sent before', async () => {
    const dialog = await made({
      ...{ method: 'POST', path: '/v1.0/devices/lamp0001desk/commands', account: 'tuya00account' },
      ...{ bodyType: 'auto', body: '' },
    });
    await dialog.open();
    await page.evaluate(`$('#node-input-body').typedInput('type', 'json').typedInput('value', '{"a":')`);
    await page.locator('#tuya-request-row-body .red-ui-typedInput-container.input-error').waitFor();
    await page.evaluate(`$('#node-input-body').typedInput('value', '{"a":1}')`);
    await page
      .locator('#tuya-request-row-body .red-ui-typedInput-container.input-error')
      .waitFor({ state: 'detached' });
    await dialog.close('cancel');
  });

  it('a path by hand works as ever, and its placeholders get rows', async () => {
    const dialog = new Dialog(page, await dragIn(page, 'tuya-request', 600, 700));
    await dialog.open();
    await page.locator(line).click();
    await page.locator('#node-input-method').selectOption('GET');
    const path = page.locator('#tuya-request-call .red-ui-typedInput-container input:visible');
    await path.fill('/v9/things/{thing_id}/{device_id}');
    await path.press('Tab');
    await page.locator('.node-input-param-name').waitFor();
    (await page.locator('.node-input-param-name').inputValue()).should.equal('thing_id');
    (await isShown('#tuya-request-device-name')).should.be.false();
    await page.locator('.node-input-params-row .red-ui-typedInput-container input:visible').fill('7');
    (await text(line)).should.equal('GET /v9/things/{thing_id}/{device_id}');
    await dialog.close('ok');
    (await dialog.kept('method', 'path', 'pathType', 'params')).should.eql({
      ...{ method: 'GET', path: '/v9/things/{thing_id}/{device_id}', pathType: 'str' },
      params: [{ name: 'thing_id', value: '7', type: 'str' }],
    });
    await dialog.open();
    // Nobody has a name for it, so it stands there as the field that it is.
    await page.locator('#node-input-method').waitFor();
    await dialog.close('cancel');
  });

  const STATUS = { method: 'GET', path: '/v1.0/devices/{device_id}/status' };
  const PARAMS = [
    { name: 'x', value: '', type: 'str' },
    { name: 'device_id', value: 'lamp0001desk', type: 'str', label: 'Desk lamp' },
    { name: 'old', value: 'kept', type: 'str' },
  ];
  for (const [what, properties] of [
    ['that lacks everything', { path: '/v1.0/devices/{device_id}' }],
    ['that has nothing at all', {}],
    ['that has no values', { method: 'GET', path: '/v1.0/homes/{home_id}/devices' }],
    [
      'with values in an order of their own',
      { method: 'GET', path: '/v1.0/devices/{device_id}/{x}', params: PARAMS },
    ],
    ['with values that lack a type', { path: '/v1.0/{x}', params: [{ name: 'x', value: 'y' }] }],
    ['whose path a message brings', { path: 'path', pathType: 'msg', params: PARAMS }],
    [
      'that sends a command',
      {
        method: 'POST',
        path: '/v1.0/devices/lamp0001desk/commands',
        bodyType: 'json',
        body: '{"commands": [ ]}',
      },
    ],
    [
      'with settings that it does not offer',
      { method: '${METHOD}', path: '/v1.0/x', ret: 'later', pages: 'some' },
    ],
    [
      'with everything set',
      {
        ...{
          name: 'all',
          method: 'PUT',
          path: '/v1.0/x',
          pathType: 'str',
          params: [],
          query: 'q',
          queryType: 'msg',
        },
        ...{
          body: '$.a',
          bodyType: 'jsonata',
          bodyFormat: 'form',
          headers: '{"lang":"en"}',
          headersType: 'json',
        },
        ...{
          signHeaders: 'lang',
          uid: 'anna',
          uidType: 'str',
          pages: 'each',
          maxPages: '7',
          ret: 'envelope',
        },
        ...{ parseValues: true, property: 'a', propertyType: 'flow', timeout: '3', reuse: '60', model: true },
      },
    ],
  ] as [string, object][]) {
    it(`a node ${what} opens, and is not changed by Done`, async () => {
      const dialog = await made({ account: 'tuya00account', ...properties });
      const whole = `JSON.stringify(RED.nodes.convertNode(RED.nodes.node('${dialog.node}')))`;
      await dialog.open();
      await dialog.close('ok');
      (await dialog.isChanged()).should.be.false();
      const kept = JSON.parse(await page.evaluate<string>(whole)) as Record<string, unknown>;
      kept.should.containEql(properties);
    });
  }

  it('undo and redo take a whole dialog back and forth', async () => {
    const before = {
      method: 'GET',
      path: '/v1.0/devices/{device_id}',
      params: [PARAMS[1]],
      bodyType: 'auto',
    };
    const dialog = await made({ account: 'tuya00account', ...before });
    const kept = (): Promise<object> => dialog.kept('method', 'path', 'params', 'bodyType');
    await dialog.open();
    await dialog.find('send commands');
    (await text('#tuya-request-device-name')).should.equal('Desk lamp');
    await dialog.close('ok');
    const after = await kept();
    after.should.have.properties({ method: 'POST', bodyType: 'json', params: [PARAMS[1]] });
    await page.evaluate("RED.actions.invoke('core:undo')");
    (await kept()).should.eql(before);
    await page.evaluate("RED.actions.invoke('core:redo')");
    (await kept()).should.eql(after);
  });

  it('the folds open with the keys', async () => {
    const dialog = await made({ method: 'GET', path: '/v1.0/devices/{device_id}' });
    await dialog.open();
    for (const [fold, field] of [
      [line, '#node-input-method'],
      [more, '#node-input-timeout'],
    ] as const) {
      (await isShown(field)).should.be.false();
      await page.locator(fold).focus();
      await page.keyboard.press('Enter');
      await page.locator(field).waitFor();
    }
    await dialog.close('cancel');
  });

  it('a read that tuya event has for nothing says so, and a command does not', async () => {
    const dialog = await made({ method: 'GET', path: '/v1.0/devices/{device_id}/status' });
    await dialog.open();
    (await text('#tuya-request-hints')).should.match(/tuya event/);
    await picture(page, 'request-hint');
    await dialog.find('send commands');
    (await text('#tuya-request-hints')).should.equal('');
    await dialog.close('cancel');
  });

  it('what it has spent is told, and how often it may ask', async () => {
    const dialog = await made({ ...STATUS, account: 'tuya00account' });
    const id = dialog.node;
    const advice = [{ id, perDay: 480, every: 180, fitting: 1300, later: false }];
    const usage = { byNode: [{ id, name: '', calls: 1480 }], advice };
    await page.route('**/tuya-config/tuya00account/usage', (route) => route.fulfill({ json: usage }));
    await dialog.open();
    await page
      .locator('#tuya-request-usage', {
        hasText: '480 calls a day, one every 3 minutes; every 22 minutes would fit',
      })
      .waitFor();
    await picture(page, 'request-usage');
    await dialog.close('cancel');
    await page.unroute('**/tuya-config/tuya00account/usage');
  });

  it('an unnamed node leaves room for neighbours that stand 200 pixels away', async () => {
    const labels: [string, string][] = [
      ['POST /v1.0/devices/{device_id}/commands', 'The thermostat in the living room'],
      ['GET /v1.0/devices/{device_id}/logs', '客厅的温控器和卧室的灯客厅的温控器和卧室的灯'],
      ['GET /v9/a/path/that/is/longer/than/all/others', ''],
    ];
    const nodes = labels.flatMap(([call, label], i) => {
      const [method = '', path = ''] = call.split(' ');
      const at = { z, y: 800 + 60 * i, wires: [] };
      const params = [{ name: 'device_id', value: 'd', type: 'str', label }];
      return [
        { ...at, id: `left${i}`, type: 'inject', name: 'every hour', x: 140 },
        { ...at, id: `label${i}`, type: 'tuya-request', x: 340, method, path, pathType: 'str', params },
        { ...at, id: `right${i}`, type: 'debug', name: 'answer', x: 540 },
      ];
    });
    await importNodes(page, nodes);
    await page.evaluate('RED.view.redraw(true)');
    await page.waitForFunction("RED.nodes.node('right2').w > 0 && RED.nodes.node('label2').w > 0");
    const edges = await page.evaluate<[number, number][]>(`[0, 1, 2].map((i) => {
      const [left, node, right] = ['left', 'label', 'right'].map((name) => RED.nodes.node(name + i));
      return [node.x - node.w / 2 - left.x - left.w / 2, right.x - right.w / 2 - node.x - node.w / 2];
    })`);
    for (const [left, right] of edges) Math.min(left, right).should.be.aboveOrEqual(0);
    edges.should.have.length(3);
  });

  it('what stands below or beside a field keeps to its edges', async () => {
    const dialog = await made({
      ...{ method: 'POST', path: '/v1.0/devices/lamp0001desk/commands', account: 'tuya00account' },
      ...{ bodyType: 'msg', body: 'payload' },
    });
    const edge = (selector: string, side: 'left' | 'right'): Promise<number> =>
      page.evaluate<number>(`document.querySelector('${selector}').getBoundingClientRect().${side}`);
    await page.setViewportSize({ width: 1000, height: 1400 });
    await dialog.open();
    const right = await edge('#node-input-name', 'right');
    await page.locator('#tuya-request-values-switch').waitFor();
    (await edge('#tuya-request-values-switch', 'right')).should.be.belowOrEqual(right + 1);
    await page.locator('#tuya-request-search').fill('status');
    await page.locator('#tuya-request-found li').first().waitFor();
    (await edge('#tuya-request-found', 'right')).should.be.belowOrEqual(right + 1);
    await page.keyboard.press('Enter');
    await page.locator(more).click();
    for (const field of ['reuse', 'timeout']) {
      const beside = `#node-input-${field} + .tuya-beside`;
      (await edge(beside, 'left')).should.be.above(await edge(`#node-input-${field}`, 'right'));
      (await edge(beside, 'right')).should.be.belowOrEqual(right + 1);
    }
    await picture(page, 'request-edges');
    await dialog.close('cancel');
    await page.setViewportSize({ width: 1640, height: 900 });
  });

  for (const theme of THEMES) {
    it(`at 500 pixels nothing is cut off, and all is read well, in the ${theme} theme`, async () => {
      const dialog = await made({
        ...{
          method: 'GET',
          path: '/v1.0/devices/{device_id}/statistics/days?code={code}',
          account: 'tuya00account',
        },
        ...{
          params: [PARAMS[1]],
          pages: 'all',
          maxPages: '7',
          query: '{"a":1}',
          timeout: '30',
          ret: 'values',
        },
      });
      await page.setViewportSize({ width: 1000, height: 1400 });
      await wear(page, theme);
      await dialog.open();
      await page.locator(line).click();
      await page.locator(more).click();
      const beyond = await page.evaluate<string[]>(`(() => {
        const form = document.getElementById('dialog-form').getBoundingClientRect();
        return [...document.querySelectorAll('#dialog-form *')]
          .filter((one) => one.offsetParent !== null && !one.id.startsWith('red-ui-trap'))
          .filter((one) => one.getBoundingClientRect().right > form.right + 1)
          .map((one) => one.tagName + ' ' + one.id + ' ' + one.className);
      })()`);
      beyond.should.eql([]);
      for (const one of [
        line,
        more,
        '#tuya-request-device-name',
        '#tuya-request-about',
        '.tuya-search label',
      ]) {
        (await contrastOf(page, one)).should.be.above(4.5, one);
      }
      await picture(page, `request-narrow-${theme}`);
      await dialog.close('cancel');
      await wear(page, 'light');
      await page.setViewportSize({ width: 1640, height: 900 });
    });
  }

  it('nothing went wrong in the page', () => {
    faults.should.eql([]);
  });
});
