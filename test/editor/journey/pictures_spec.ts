import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import 'should';
import { startCloud } from '../../simulator';
import type { Cloud } from '../../simulator';
import { DataCenters } from '../../support/data-centers';
import { pictureDialog, pictureFlow, picturePage } from '../../support/gallery';
import { useHome } from '../../support/home';
import type { Furnishing } from '../../support/home';
import { Person } from '../../support/person';
import { polledMonth } from '../../support/polled-month';
import { root } from '../../support/root';

const ACCOUNT = 'tuya00account';
const LAMP = [{ name: 'device_id', value: 'lamp0001desk', type: 'str', label: 'Desk lamp' }];
const OUT = { property: 'payload', propertyType: 'msg' };
/** Of a whole month many calls are made: only where the picture is kept. */
const DAYS = process.env.TUYA_PICTURES === undefined ? 2 : 17;

/** An example, by a word of its name. */
function example(word: RegExp): { id: string; type: string }[] {
  const folder = join(root, 'examples');
  const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(
    (name) => name.endsWith('.json') && word.test(name),
  );
  return JSON.parse(readFileSync(join(folder, file ?? ''), 'utf8')) as { id: string; type: string }[];
}

const inject = (id: string, name: string, value: unknown, place: object): object => ({
  ...{
    id,
    type: 'inject',
    name,
    props: [{ p: 'payload' }],
    payload: JSON.stringify(value),
    payloadType: 'json',
  },
  ...{ repeat: '', crontab: '', once: false, ...place },
});
const debug = (id: string, name: string, place: object): object => ({
  ...{
    id,
    type: 'debug',
    name,
    active: true,
    tosidebar: true,
    complete: 'payload',
    targetType: 'msg',
    ...place,
  },
  wires: [],
});
const commands = (...all: object[]): object => ({ commands: all });
const request = (id: string, account: string, more: object): object => ({
  ...{
    id,
    type: 'tuya-request',
    account,
    params: LAMP,
    pathType: 'str',
    pages: 'one',
    ret: 'result',
    ...OUT,
  },
  ...{ timeout: '', reuse: '0', maxPages: '100', ...more },
});
const SEND = { method: 'POST', path: '/v1.0/devices/{device_id}/commands' };

/**
 * A house as somebody has it: a lamp, a front door, and a second account whose secret is wrong.
 * @param refusing the address that refuses it
 */
const house = (refusing: string): object[] => [
  { id: 'lamp', type: 'tab', label: 'Desk lamp' },
  inject('on', 'on', commands({ code: 'switch_led', value: true }), {
    z: 'lamp',
    x: 90,
    y: 60,
    wires: [['send']],
  }),
  inject('off', 'off', commands({ code: 'switch_led', value: false }), {
    z: 'lamp',
    x: 90,
    y: 120,
    wires: [['send']],
  }),
  request('send', ACCOUNT, {
    z: 'lamp',
    ...SEND,
    bodyType: 'auto',
    body: '',
    x: 300,
    y: 90,
    wires: [['read']],
  }),
  request('read', ACCOUNT, {
    ...{
      z: 'lamp',
      method: 'GET',
      path: '/v1.0/devices/{device_id}/status',
      x: 560,
      y: 90,
      wires: [['state']],
    },
    ret: 'values',
  }),
  debug('state', 'state', { z: 'lamp', x: 770, y: 90 }),
  { id: 'door', type: 'tab', label: 'Front door' },
  {
    ...{
      id: 'sensor',
      type: 'tuya-event',
      name: 'Front door',
      z: 'door',
      account: ACCOUNT,
      channel: 'event',
      x: 140,
      y: 420,
    },
    ...{ kinds: ['status', 'online', 'offline'], devices: ['door0001front'], codes: ['doorcontact_state'] },
    ...{
      deviceNames: { door0001front: 'Front door sensor' },
      output: 'report',
      ...OUT,
      dedupe: true,
      ack: 'sent',
    },
    ...{ maxAge: 0, ackTimeout: 300, inputs: 0, wires: [['told']] },
  },
  debug('told', 'front door', { z: 'door', x: 370, y: 420 }),
  { id: 'more', type: 'tab', label: 'More' },
  {
    ...{
      id: 'token',
      type: 'tuya-token',
      z: 'more',
      account: ACCOUNT,
      action: 'get',
      uid: 'uid',
      uidType: 'msg',
    },
    ...{ ...OUT, x: 200, y: 80, wires: [[]] },
  },
  request('colour', ACCOUNT, {
    ...{ z: 'more', ...SEND, bodyType: 'json', x: 200, y: 160, wires: [[]] },
    body: JSON.stringify(
      commands(
        { code: 'switch_led', value: true },
        { code: 'work_mode', value: 'colour' },
        { code: 'bright_value_v2', value: 750 },
        { code: 'colour_data_v2', value: { h: 32, s: 1000, v: 1000 } },
      ),
    ),
  }),
  { id: 'wrong', type: 'tab', label: 'Hall' },
  inject('hall', 'on', commands({ code: 'switch_led', value: true }), {
    z: 'wrong',
    x: 90,
    y: 420,
    wires: [['refused']],
  }),
  request('refused', 'refused0account', {
    z: 'wrong',
    ...SEND,
    bodyType: 'auto',
    body: '',
    x: 300,
    y: 420,
    wires: [['none']],
  }),
  debug('none', 'answer', { z: 'wrong', x: 500, y: 420 }),
  {
    id: ACCOUNT,
    type: 'tuya-config',
    name: 'Home',
    mode: 'simple',
    dataCenter: 'eu',
    budget: '8000',
    timeout: '15',
    rateLimit: '20',
  },
  {
    ...{ id: 'refused0account', type: 'tuya-config', name: 'Hall', mode: 'simple', dataCenter: 'custom' },
    ...{ baseUrl: refusing, timeout: '15', rateLimit: '20' },
  },
  ...example(/chart/i).filter(({ type }) => type !== 'tuya-config'),
];

describe('the pictures of the README', function () {
  this.timeout(120_000);
  let centers: DataCenters;
  let cloud: Cloud;
  let other: Cloud;
  const home = useHome(async (): Promise<Furnishing> => {
    centers = await DataCenters.start(() => cloud);
    other = await startCloud();
    return {
      cloud: { https: centers.https },
      env: centers.env,
      flow: (here) => {
        cloud = here; // before Node-RED starts and asks for it
        return house(other.url);
      },
      credentials: ({ client_id, secret }) => ({
        [ACCOUNT]: { client_id, secret },
        refused0account: { client_id, secret: secret.slice(1) + '0' },
      }),
    };
  });
  let person: Person;
  let page: Page;
  before(async () => {
    await home().show({ scale: 1.5, size: WIDE });
    person = new Person(home());
    ({ page } = home());
  });
  after(async () => {
    await centers.close();
    await other.close();
  });

  /** A canvas of a flow; with the sidebar beside it; a long dialog. */
  const WIDE = { width: 1400, height: 1000 };
  const NARROW = { width: 1120, height: 900 };
  const LONG = { width: 1400, height: 1500 };

  async function look(tab: string, size = WIDE): Promise<void> {
    await page.setViewportSize(size);
    await page.locator('.red-ui-tab-label', { hasText: tab }).first().click();
    await page.locator('.red-ui-flow-node-group').first().waitFor();
  }
  async function cancel(kind: 'dialog' | 'config-dialog' = 'dialog'): Promise<void> {
    await page.locator(`#node-${kind}-cancel`).click();
    await page.locator(`#node-${kind}-ok`).waitFor({ state: 'detached' });
  }

  it('flow', async () => {
    await look('Desk lamp');
    await person.openSidebar();
    await person.press('on');
    await person.hears(/switch_led/);
    await person.sees('read', 'connected');
    await pictureFlow(page, 'flow');
  });

  it('door', async () => {
    await look('Front door', NARROW);
    await page.keyboard.press('Control+Alt+l');
    await page.locator('.red-ui-debug-msg').first().waitFor({ state: 'detached' });
    cloud.lendHand('door0001front', 'Open').should.be.true();
    const line = page.locator('.red-ui-debug-msg');
    await line.locator('.red-ui-debug-msg-expandable').first().click();
    await person.sees('sensor', /doorcontact_state/);
    await pictureFlow(page, 'door', '.red-ui-debug-msg');
  });

  it('error', async () => {
    await look('Hall', NARROW);
    await person.press('hall');
    const line = page.locator('.red-ui-debug-msg', { hasText: 'node: refused' });
    await line.waitFor();
    // The account itself is told of once.
    await page.keyboard.press('Control+Alt+l');
    await line.waitFor({ state: 'detached' });
    await person.press('hall');
    await line.locator('.red-ui-debug-msg-expandable').first().click();
    (await line.innerText()).should.match(/1004/);
    await pictureFlow(page, 'error', '.red-ui-debug-msg');
  });

  it('request', async () => {
    await look('More', LONG);
    await person.open('colour');
    await page.locator('#tuya-request-values-list > li').nth(3).waitFor();
    await pictureDialog(page, 'request', '#tuya-request-more');
    await cancel();
  });

  it('token', async () => {
    await person.open('token');
    await pictureDialog(page, 'token', '.form-row:has(#node-input-emitOnRenewal)');
    await cancel();
  });

  it('event', async () => {
    await look('Front door', LONG);
    await person.open('sensor');
    await pictureDialog(page, 'event', '.tuya-event-help');
    await cancel();
  });

  it('account', async () => {
    await look('More', LONG);
    await person.open('token');
    await person.openAccount();
    (await person.test()).map(({ verdict }) => verdict).should.eql(Array(8).fill('good'));
    await pictureDialog(
      page,
      'account',
      '#tuya-config-results',
      '.form-row:has(#node-config-input-dataCenter)',
    );
    await cancel('config-dialog');
    await cancel();
  });

  it('first-steps', async () => {
    await person.open('token');
    await person.beginAccount();
    await pictureDialog(page, 'first-steps', '.form-row:has(#node-config-input-secret)');
    await cancel('config-dialog');
    await cancel();
  });

  it('usage', async function () {
    this.timeout(400_000); // some thousand calls
    const month = await polledMonth(
      [
        { id: 'washing', name: 'Power of the washing machine', perDay: 288 },
        { id: 'weather', name: 'Weather', perDay: 24 },
        { id: 'hall', name: 'Hall', perDay: 8, method: 'POST' },
        { id: 'all', name: 'All devices', perDay: 6 },
      ],
      DAYS,
      8000,
    );
    const usage = { ...month, messages: 2214 };
    await page.route('**/tuya-config/*/usage', (route) => route.fulfill({ json: usage }));
    await person.open('token');
    await person.openAccount();
    await page.locator('#tuya-config-usage svg').waitFor();
    await pictureDialog(page, 'usage', '#tuya-config-usage', 'details:has(#tuya-config-usage)');
    await cancel('config-dialog');
    await cancel();
    await page.unroute('**/tuya-config/*/usage');
  });

  it('chart', async () => {
    const own = await home().browser.newPage({
      deviceScaleFactor: 1.5,
      viewport: { width: 860, height: 700 },
    });
    await own.goto(`${home().nodeRed.url}/tuya/chart`);
    await own.locator('svg').first().waitFor();
    await picturePage(own, 'chart', 'h1, svg');
    await own.close();
  });

  it('japanese', async () => {
    await home().show({ language: 'ja-JP', scale: 1.5, size: LONG });
    ({ page } = home());
    const reader = new Person(home(), 'ja');
    await page.locator('.red-ui-tab-label', { hasText: 'More' }).first().click();
    await reader.open('colour');
    await page.locator('#tuya-request-values-list > li').nth(3).waitFor();
    await pictureDialog(page, 'japanese', '#tuya-request-more');
    await cancel();
  });
});

describe('the picture of users in the README', function () {
  this.timeout(90_000);
  const home = useHome({
    flow: ({ url }) => [
      { id: 't', type: 'tab', label: 'Users' },
      {
        id: 'n',
        type: 'tuya-token',
        z: 't',
        account: 'a',
        action: 'users',
        ...OUT,
        x: 300,
        y: 100,
        wires: [[]],
      },
      {
        ...{ id: 'a', type: 'tuya-config', name: 'Home', mode: 'code', dataCenter: 'custom', baseUrl: url },
        ...{
          timeout: '15',
          rateLimit: '20',
          tokenStore: 'file',
          redirectUrl: 'https://house.example/tuya/callback',
        },
      },
    ],
    credentials: ({ client_id, secret }) => ({ a: { client_id, secret } }),
    settings: {},
  });

  it('users', async () => {
    await home().show({ scale: 1.5, size: { width: 1400, height: 1500 } });
    const { page } = home();
    const person = new Person(home());
    await person.open('n');
    await person.openAccount();
    for (const [username, password, uid] of [
      ['anna@example.com', 'anna-demo', 'uid-anna'],
      ['ben@example.com', 'ben-demo', 'uid-ben'],
    ] as const) {
      const [login] = await Promise.all([
        page.context().waitForEvent('page'),
        page.locator('#tuya-config-authorize').click(),
      ]);
      await login.locator('#username').fill(username);
      await login.locator('#password').fill(password);
      await login.getByRole('button', { name: 'Log in' }).click();
      // The way back leads to an address that nobody finds here: what it holds is pasted.
      const [callback] = await Promise.all([
        login.waitForRequest((asked) => asked.url().startsWith('https://house.example/')),
        login.getByRole('button', { name: 'Confirm authorization' }).click(),
      ]);
      await login.close();
      await person.type('#tuya-config-pasted', callback.url());
      await page.locator('#tuya-config-exchange').click();
      await page.locator('#tuya-config-users', { hasText: uid }).waitFor();
    }
    await pictureDialog(page, 'users', '#tuya-config-users', '.form-row:has(#node-config-input-mode)');
  });
});
