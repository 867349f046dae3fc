import type { Page } from 'playwright-core';
import 'should';
import { FORM, MODEL, STATES, leave } from '../support/dialog-states';
import { useEditor } from '../support/editor';
import { importNodes } from '../support/import';

/** Where the focus is. */
interface Place {
  /** Its name as a screen reader would say it, or its id. */
  name: string;
  x: number;
  y: number;
  /** Whether it is seen that the focus is there. */
  isSeen: boolean;
}

/** Node-RED's fields for managers of passwords, beyond the edge. */
const TRAPS = 'red-ui-trap';

describe('the dialogs by keyboard alone', function () {
  this.timeout(120_000);
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
  afterEach(() => leave(page));

  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const hasFocus = (selector: string): Promise<boolean> =>
    page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`);
  const focused = (): Promise<string> =>
    page.evaluate<string>(
      'document.activeElement.id || document.activeElement.getAttribute("aria-label") || document.activeElement.tagName',
    );
  const awaitFocus = async (selector: string): Promise<void> => {
    await page.waitForFunction(`document.activeElement.matches(${JSON.stringify(selector)})`);
  };
  const attribute = (name: string): Promise<string | null> =>
    page.evaluate<string | null>(`document.activeElement.getAttribute('${name}')`);
  /** Goes on with Tab until something has the focus. */
  async function tabTo(selector: string, key = 'Tab'): Promise<void> {
    const passed: string[] = [];
    for (let count = 0; count < 60; count++) {
      if (await hasFocus(selector)) return;
      passed.push(await focused());
      await press(key);
    }
    throw new Error(`${selector} is not on the way: ${passed.join(', ')}`);
  }
  const state = async (dialog: string, title: string): Promise<void> => {
    const found = STATES.find((one) => one.dialog === dialog && one.title === title);
    if (found === undefined) throw new Error(`There is no ${dialog}: ${title}`);
    await found.reach(page);
  };

  it('a node is opened, its call found, its device chosen, its values set, and all of it is kept', async () => {
    await page.route('**/tuya-config/model', (route) => route.fulfill({ json: MODEL }));
    const node = { id: 'keys1', type: 'tuya-request', z, x: 200, y: 200, wires: [[]], name: 'by keys' };
    await importNodes(page, [{ ...node, account: 'tuya00account', method: 'GET', path: '' }]);
    // The one node of this flow.
    await page.evaluate('RED.view.updateActive(); RED.view.redraw(); RED.view.focus()');
    await press('Control+a');
    await page.waitForFunction("RED.view.selection().nodes?.[0]?.id === 'keys1'");
    await press('Enter');
    await page.waitForFunction("document.activeElement.closest('.red-ui-tray') !== null");

    await tabTo('#tuya-request-search');
    await page.keyboard.type('send commands');
    await page.locator('#tuya-request-found li').first().waitFor();
    await press('ArrowDown');
    await tabTo('#tuya-request-search');
    ((await attribute('aria-activedescendant')) ?? '').should.equal('tuya-request-found-0');
    await press('Enter');
    await page.locator('#tuya-request-about', { hasText: 'Send commands to a device' }).waitFor();
    (await hasFocus('#tuya-request-search')).should.be.true();

    await tabTo('#tuya-request-pick-device');
    ((await attribute('aria-expanded')) ?? '').should.equal('false');
    await press('Enter');
    await awaitFocus('.tuya-picker input');
    await page.keyboard.type('desk');
    await page.locator('.tuya-picker li', { hasText: 'Desk lamp' }).waitFor();
    await press('ArrowDown', 'Enter');
    await awaitFocus('#tuya-request-pick-device');
    ((await attribute('aria-expanded')) ?? '').should.equal('false');
    (await page.locator('#tuya-request-device').inputValue()).should.equal('lamp0001desk');

    await page.locator('.tuya-switch').waitFor();
    await tabTo('.tuya-switch');
    ((await attribute('role')) ?? '').should.equal('switch');
    await press('Space');
    await tabTo('#tuya-request-values .red-ui-editableList-addButton');
    await press('Enter');
    await tabTo('input[type="range"]', 'Shift+Tab');
    await press('Home', 'ArrowRight');
    await tabTo('#tuya-request-more summary');
    await press('Enter');
    await tabTo('#node-input-timeout');
    await page.keyboard.type('7');
    await press('Control+Enter');
    await page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
    const kept = await page.evaluate<Record<string, unknown>>(
      "(({ method, body, timeout }) => ({ method, body: JSON.parse(body), timeout }))(RED.nodes.node('keys1'))",
    );
    kept.should.eql({
      method: 'POST',
      body: {
        commands: [
          { code: 'open', value: false },
          { code: 'temp_set', value: 55 },
        ],
      },
      timeout: '7',
    });
  });

  it('in a list of calls Up, Down, Home and End go round, and Escape closes the list and nothing else', async () => {
    await state('tuya-request', 'new');
    await tabTo('#tuya-request-search');
    ((await attribute('role')) ?? '').should.equal('combobox');
    ((await attribute('aria-expanded')) ?? '').should.equal('true');
    ((await attribute('aria-controls')) ?? '').should.equal('tuya-request-found');
    await page.keyboard.type('device');
    const count = await page.locator('#tuya-request-found li').count();
    const chosen = async (): Promise<number> => {
      const id = (await attribute('aria-activedescendant')) ?? '';
      (
        (await page.evaluate<string | null>(
          `document.getElementById('${id}').getAttribute('aria-selected')`,
        )) ?? ''
      ).should.equal('true');
      (await page.locator('#tuya-request-found [aria-selected="true"]').count()).should.equal(1);
      return Number(id.replace('tuya-request-found-', ''));
    };
    for (const [key, place] of [
      ['ArrowDown', 0],
      ['ArrowDown', 1],
      ['End', count - 1],
      ['ArrowDown', 0],
      ['ArrowUp', count - 1],
      ['Home', 0],
    ] as const) {
      await press(key);
      (await chosen()).should.equal(place, key);
    }
    await press('Escape');
    ((await attribute('aria-expanded')) ?? '').should.equal('false');
    ((await attribute('aria-activedescendant')) === null).should.be.true();
    (await page.locator('#tuya-request-found').isVisible()).should.be.false();
    (await page.locator(FORM).isVisible()).should.be.true();
    (await hasFocus('#tuya-request-search')).should.be.true();
    // Nobody has gone into a list: the keys are those of the text.
    await press('Home');
    await page.keyboard.type('x');
    (await page.locator('#tuya-request-search').inputValue()).should.equal('xdevice');
  });

  it('in a picker the first Escape closes the list, the next one the picker, and the focus goes back to its button', async () => {
    await state('tuya-event', 'devices listed');
    await awaitFocus('.tuya-picker input');
    await press('ArrowDown');
    await press('Escape');
    (await page.locator('.tuya-picker .tuya-choices').isVisible()).should.be.false();
    (await page.locator('.tuya-picker').count()).should.equal(1);
    await press('Escape');
    (await page.locator('.tuya-picker').count()).should.equal(0);
    (await hasFocus('#tuya-event-pick-device')).should.be.true();
    await press('Enter');
    await awaitFocus('.tuya-picker input');
    // The way to ask anew keeps the focus while it asks.
    await press('Tab');
    await press('Enter');
    (await hasFocus('.tuya-picker button')).should.be.true();
    await tabTo('#tuya-event-pick-device', 'Shift+Tab');
    await press('Enter');
    (await page.locator('.tuya-picker').count()).should.equal(0);
    (await hasFocus('#tuya-event-pick-device')).should.be.true();
  });

  it('a row that is removed leaves the focus to the next one, the last one to the one before, the only one to the button', async () => {
    await state('tuya-request', 'values in rows');
    const rows = page.locator('#tuya-request-values-list > li');
    const all = await rows.count();
    await tabTo('#tuya-request-values-list .red-ui-editableList-item-remove');
    (await focused()).should.equal('Delete: Window open');
    await press('Enter');
    (await focused()).should.equal('Delete: Set temperature');
    await page.waitForFunction(`$('#tuya-request-values-list > li').length === ${all - 1}`);
    (await focused()).should.equal('Delete: Set temperature');
    await tabTo('[aria-label="Delete: unheard_of"]');
    await press('Enter');
    (await focused()).should.equal('Delete: note');
    for (let left = all - 2; left > 0; left--) await press('Enter');
    (await hasFocus('#tuya-request-values .red-ui-editableList-addButton')).should.be.true();
  });

  it('a row of values is moved by Up and Down on its handle, no further than the ends, and is sent in its new place', async () => {
    await page.route('**/tuya-config/model', (route) => route.fulfill({ json: MODEL }));
    const commands = [
      { code: 'open', value: true },
      { code: 'temp_set', value: 5 },
      { code: 'note', value: 'x' },
    ];
    const call = { method: 'POST', path: '/v1.0/devices/{device_id}/commands', bodyType: 'json' };
    const params = [{ name: 'device_id', value: 'lamp0001desk', type: 'str' }];
    const node = {
      id: 'keys2',
      type: 'tuya-request',
      z,
      x: 200,
      y: 300,
      wires: [[]],
      account: 'tuya00account',
    };
    await importNodes(page, [{ ...node, ...call, params, body: JSON.stringify({ commands }) }]);
    await page.evaluate("RED.editor.edit(RED.nodes.node('keys2'))");
    const name = 'Move with the arrow keys: Set temperature';
    await page.locator(`[aria-label="${name}"]`).waitFor();
    const sent = async (): Promise<string[]> => {
      const body = JSON.parse(await page.locator('#node-input-body').inputValue()) as typeof node & {
        commands: { code: string }[];
      };
      return body.commands.map(({ code }) => code);
    };
    await tabTo(`[aria-label="${name}"]`);
    ((await attribute('aria-hidden')) === null).should.be.true(); // though it is a picture
    for (const [key, order] of [
      ['ArrowUp', ['temp_set', 'open', 'note']],
      ['ArrowUp', ['temp_set', 'open', 'note']],
      ['ArrowDown', ['open', 'temp_set', 'note']],
      ['ArrowDown', ['open', 'note', 'temp_set']],
      ['ArrowDown', ['open', 'note', 'temp_set']],
      ['ArrowLeft', ['open', 'note', 'temp_set']],
    ] as const) {
      await press(key);
      (await sent()).should.eql(order, key);
      (await focused()).should.equal(name);
    }
    await press('Control+Enter');
    await page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
    const kept = await page.evaluate<string>("RED.nodes.node('keys2').body");
    (JSON.parse(kept) as object).should.eql({ commands: [commands[0], commands[2], commands[1]] });
  });

  it('a row of a placeholder is moved by keys as well', async () => {
    const params = ['home_id', 'room_id'].map((name) => ({ name, value: name, type: 'str' }));
    const node = {
      id: 'keys3',
      type: 'tuya-request',
      z,
      x: 200,
      y: 400,
      wires: [[]],
      account: 'tuya00account',
    };
    const call = { method: 'GET', path: '/v1.0/homes/{home_id}/rooms/{room_id}/devices' };
    await importNodes(page, [{ ...node, ...call, params }]);
    await page.evaluate("RED.editor.edit(RED.nodes.node('keys3'))");
    await page.locator('.node-input-param-name').nth(1).waitFor();
    await tabTo('[aria-label="Move with the arrow keys: room_id"]');
    await press('ArrowUp', 'Control+Enter');
    await page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
    (await page.evaluate<object>("RED.nodes.node('keys3').params")).should.eql([params[1], params[0]]);
  });

  it('an account is keyed in, tested, stopped, its data center found and a user sent to the login', async () => {
    await page.route('**/tuya-config/test', () => undefined);
    const body = ['eu', 'us', 'cn', 'in', 'eu-w', 'us-e', 'sg']
      .map((dataCenter) => `${JSON.stringify({ dataCenter, ok: dataCenter === 'us', message: 'told' })}\n`)
      .join('');
    await page.route('**/tuya-config/find-data-center', (route) =>
      route.fulfill({ contentType: 'application/x-ndjson', body }),
    );
    await page.evaluate("RED.editor.editConfig('', 'tuya-config', 'tuya00users', 'node-config-input')");
    await page.waitForFunction("document.activeElement.closest('.red-ui-tray') !== null");
    await tabTo('#node-config-input-client_id');
    await page.keyboard.type('k');
    await press('Tab');
    (await hasFocus('#node-config-input-secret')).should.be.true();
    await tabTo('#tuya-config-test');
    await press('Enter');
    await tabTo('#tuya-config-stop');
    await press('Enter');
    await page.locator('#tuya-config-results', { hasText: 'Stopped' }).waitFor();
    (await hasFocus('#tuya-config-test')).should.be.true();
    await tabTo('#tuya-config-find');
    await press('Enter');
    (await page.evaluate<string>('document.activeElement.textContent')).should.equal('Ask them');
    await press('Tab');
    await press('Enter');
    (await hasFocus('#tuya-config-find')).should.be.true();
    await press('Enter');
    await press('Enter');
    await page.locator('.tuya-choose').waitFor();
    (await hasFocus('#tuya-config-find')).should.be.true();
    await tabTo('.tuya-choose');
    await press('Enter');
    (await focused()).should.equal('Chosen: Western America (us)');
    (await page.locator('#node-config-input-dataCenter').inputValue()).should.equal('us');
    await tabTo('#tuya-config-authorize');
    const [login] = await Promise.all([page.context().waitForEvent('page'), press('Enter')]);
    await login.close();
    (await hasFocus('#tuya-config-authorize')).should.be.true();
  });

  it('a user who is removed leaves the focus to the next one, and whoever is kept keeps it', async () => {
    let users = ['anna', 'ben'];
    await page.route('**/tuya-config/*/users**', async (route) => {
      if (route.request().method() === 'DELETE') {
        users = users.filter((uid) => !route.request().url().endsWith(uid));
        await route.fulfill({ json: {} });
        return;
      }
      const all = users.map((uid) => ({ uid, base_url: 'https://a', authorized_at: 1, expires_at: 2 }));
      await route.fulfill({ json: { users: all } });
    });
    await page.evaluate("RED.editor.editConfig('', 'tuya-config', 'tuya00users', 'node-config-input')");
    await page.waitForFunction("document.activeElement.closest('.red-ui-tray') !== null");
    await page.locator('#tuya-config-users', { hasText: 'ben' }).waitFor();
    await tabTo('[aria-label="Remove: ben"]');
    await press('Enter');
    (await page.locator('#tuya-config-users').innerText()).should.match(/Remove ben\?/);
    await press('Tab');
    await press('Enter');
    (await focused()).should.equal('Remove: ben');
    await press('Enter');
    await press('Enter');
    await page.waitForFunction("!/ben/.test($('#tuya-config-users').text())");
    (await focused()).should.equal('Remove: anna');
    await press('Enter');
    await press('Enter');
    await page.waitForFunction("!/anna/.test($('#tuya-config-users').text())");
    (await hasFocus('#tuya-config-authorize')).should.be.true();
  });

  it('another month keeps the focus on the way to the other', async () => {
    await state('tuya-config', 'calls of this month');
    await tabTo('#tuya-config-usage button');
    await press('Enter');
    (await page.evaluate<string>('document.activeElement.textContent')).should.equal('Show November 2026');
    await press('Enter');
    (await page.evaluate<string>('document.activeElement.textContent')).should.equal('Show October 2026');
  });

  const LOOK = `(() => {
    const one = document.activeElement;
    if (one.closest('${FORM}') === null) return null;
    const { x, y, height } = one.getBoundingClientRect();
    const scrolled = document.querySelector('.red-ui-tray-content').scrollTop;
    const ring = () => { const s = getComputedStyle(one.closest('.red-ui-typedInput-container') ?? one);
      return [s.outlineStyle === 'none' ? '' : s.outline, s.boxShadow, s.borderColor, s.backgroundColor].join(); };
    const name = one.id || one.getAttribute('aria-label') || one.textContent.trim() || one.className;
    const here = ring();
    one.blur();
    // A typed input says it with a class of its own, which it keeps.
    const isSeen = ring() !== here || one.closest('.red-ui-typedInput-focus') !== null;
    one.focus({ preventScroll: true });
    return { name, x, y: y + height / 2 + scrolled, isSeen: isSeen || getComputedStyle(one).outlineStyle !== 'none' };
  })()`;

  for (const [dialog, title] of [
    ['tuya-token', 'filled'],
    ['tuya-request', 'a list, all folds open'],
    ['tuya-request', 'values in rows'],
    ['tuya-event', 'filled, all folds open'],
    ['tuya-config', 'filled, all folds open'],
    ['tuya-config', 'users listed, with a search'],
  ] as const) {
    it(`${dialog}, ${title}: Tab goes through all of it in the order on the screen, is seen where it is, and comes out`, async () => {
      await state(dialog, title);
      await page.evaluate(`$('${FORM}').find(':focusable').not('[id^="${TRAPS}"]').first().trigger('focus')`);
      const places: Place[] = [];
      for (let place = await page.evaluate<Place | null>(LOOK); place !== null;) {
        places.push(place);
        places.length.should.be.below(
          120,
          `no way out: ${places
            .map(({ name }) => name)
            .slice(-6)
            .join(', ')}`,
        );
        await press('Tab');
        place = await page.evaluate<Place | null>(LOOK);
      }
      places.length.should.be.above(4, places.map(({ name }) => name).join(', '));
      places
        .filter(({ isSeen }) => !isSeen)
        .map(({ name }) => name)
        .should.eql([]);
      const back = places.filter((place, at) => {
        const before = places[at - 1];
        return before !== undefined && place.y < before.y - 15 && place.x <= before.x + 20;
      });
      back.map(({ name }) => name).should.eql([]);
    });
  }

  it('nothing went wrong in the page', () => {
    faults.filter((text) => !text.includes('Failed to load resource')).should.eql([]);
  });
});
