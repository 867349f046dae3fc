import type { Page } from 'playwright-core';
import { DATA_CENTERS } from '../../nodes/cloud/data-centers';
import { STAGES, STEPS } from '../../nodes/shared/admin';
import type { Center, ModelAnswer, Stage } from '../../nodes/shared/admin';
import type { UsageAnswer } from '../../nodes/shared/usage';
import { importNodes } from './import';

/** Every state that a dialog can be in, reached in the editor of `npm start`: for who judges how they look and how they are used. */

export interface State {
  dialog: 'tuya-token' | 'tuya-request' | 'tuya-event' | 'tuya-config';
  /** What is seen. */
  title: string;
  /** Opens the dialog and brings it there. */
  reach: (page: Page) => Promise<void>;
}

/** The form of whatever dialog is open. */
export const FORM = ':is(#dialog-form, #node-config-dialog-edit-form)';

const range = { min: 0, max: 1000 };
/** A device with a code of each kind, and with names as long as people give them. */
export const MODEL: ModelAnswer = {
  functions: [
    { code: 'open', name: 'Window open', type: { kind: 'Boolean' } },
    {
      code: 'temp_set',
      name: 'Set temperature',
      type: { kind: 'Integer', min: 50, max: 350, scale: 1, step: 5, unit: '℃' },
    },
    {
      code: 'work_mode',
      name: 'Heizprogramm am Wochenende und an Feiertagen',
      type: { kind: 'Enum', range: ['auto', 'manual', 'eco'] },
    },
    { code: 'countdown', name: 'countdown', type: { kind: 'Integer', scale: 0, step: 1, unit: 's' } },
    {
      code: 'colour_data_v2',
      name: 'Colour',
      type: { kind: 'Colour', h: { min: 0, max: 360 }, s: range, v: range, form: 'json' },
    },
    { code: 'scene', name: 'scene', type: { kind: 'Json' } },
    { code: 'note', name: 'note', type: { kind: 'String', maxlen: 20 } },
  ],
  status: [],
};
const VALUES: [string, unknown][] = [
  ['open', false],
  ['temp_set', 235],
  ['work_mode', 'holiday'],
  ['countdown', 60],
  ['colour_data_v2', { h: 120, s: 500, v: 1000 }],
  ['scene', 'no JSON'],
  ['note', 'a text'],
  ['unheard_of', 1],
];
const DEVICE = 'vdevo1629384756473829aq';
const LONG = 'Thermostat im Gästezimmer unter dem Dach links neben der Treppe';
const COMMANDS = '/v1.0/devices/{device_id}/commands';
const [SIMPLE, CODE] = ['tuya00account', 'tuya00users'];

let count = 0;

/** A dialog takes the focus once it has slid in. */
async function slidIn(page: Page): Promise<void> {
  await page.waitForFunction("document.activeElement.closest('.red-ui-tray') !== null");
}

/** Opens the dialog of a node as a new one has it, but for some properties. */
async function edit(page: Page, type: string, properties: object = {}): Promise<void> {
  const usual = await page.evaluate<object>(
    `Object.fromEntries(Object.entries(RED.nodes.getType('${type}').defaults).map(([name, { value }]) => [name, value ?? '']))`,
  );
  const z = await page.evaluate<string>('RED.workspaces.active()');
  const id = `state${++count}`;
  await importNodes(page, [{ ...usual, id, z, type, x: 200, y: 200, wires: [[]], ...properties }]);
  await page.evaluate(`RED.editor.edit(RED.nodes.node('${id}'))`);
  await slidIn(page);
}

async function account(page: Page, id: string): Promise<void> {
  await page.evaluate(`RED.editor.editConfig('', 'tuya-config', '${id}', 'node-config-input')`);
  await slidIn(page);
}

/** Opens the dialog of an account that is set so, beside other nodes. */
async function accountWith(page: Page, properties: object, others: object[] = []): Promise<void> {
  const id = `state${++count}`;
  const usual = { dataCenter: 'eu', mode: 'simple', timeout: '15', rateLimit: '20', subscription: 'sub' };
  await importNodes(page, [...others, { id, type: 'tuya-config', name: '', ...usual, ...properties }]);
  await account(page, id);
}

async function unfold(page: Page): Promise<void> {
  await page.evaluate("$('.red-ui-tray details').prop('open', true)");
}

/** Answers step by step. */
async function answerInSteps(page: Page, path: string, steps: readonly object[]): Promise<void> {
  const body = steps.map((step) => `${JSON.stringify(step)}\n`).join('');
  await page.route(`**/${path}`, (route) => route.fulfill({ contentType: STEPS, body }));
}

const results = (page: Page, text: RegExp | string): Promise<void> =>
  page.locator('#tuya-config-results', { hasText: text }).waitFor();

/** Stages of which one failed with all that can be said of one. */
function failedStages(): Stage[] {
  return STAGES.map((stage, at) => ({
    stage,
    ok: at < 3,
    message:
      at === 3
        ? 'TUYA_1004: sign invalid (openapi-with-a-long-name-of-its-own.tuyaeu-central-europe.example.com/v1.0/token)'
        : 'All is well here, as far as anybody can tell who looks at it from the outside',
    hint: at === 3 ? 'Copy the Access Secret once more, and do not forget its last letters.' : '',
    ...(at > 3 ? { ok: false, tried: false as const } : {}),
    ...(at === 3
      ? { details: `client_id${'0123456789abcdef'.repeat(12)}\nGET\n\n/v1.0/token?grant_type=1` }
      : {}),
  }));
}

function centers(): Center[] {
  return Object.keys(DATA_CENTERS).map((dataCenter, at) => ({
    dataCenter,
    ok: at < 2,
    ...(at > 2 ? { unknown: true as const } : {}),
    message: at < 2 ? 'The data center knows this key' : 'No answer within five seconds',
  }));
}

/** A month in which much was asked; the one before is there too. */
function usage(): UsageAnswer {
  const days = (month: string, number: number): UsageAnswer['perDay'] =>
    Array.from({ length: number }, (_, at) => ({
      day: `${month}-${String(at + 1).padStart(2, '0')}`,
      calls: 400 + 37 * (at % 9),
      messages: 12,
    }));
  const nodes = [
    { id: 'poller', name: 'Power of the washing machine in the cellar', calls: 9_120 },
    { id: 'weather', name: 'Weather', calls: 720 },
    { id: '', name: '', calls: 41 },
  ];
  const sums = { calls: 9_881, reads: 9_700, commands: 120, tokens: 41, repeats: 20, messages: 240 };
  return {
    ...{ month: '2026-11', begins: '2026-12-01', budget: 12_000, left: 2_119, forecast: 14_821, today: 411 },
    ...{ ...sums, byNode: nodes, perDay: days('2026-11', 20) },
    advice: [
      { id: 'poller', perDay: 456, every: 189, fitting: 320, later: true },
      { id: 'weather', perDay: 36, every: 2_400, fitting: null, later: false },
    ],
    before: { month: '2026-10', ...sums, byNode: nodes, perDay: days('2026-10', 31) },
  };
}

async function showUsage(page: Page): Promise<void> {
  await page.route('**/tuya-config/*/usage', (route) => route.fulfill({ json: usage() }));
  await account(page, SIMPLE);
  await page.locator('#tuya-config-usage .tuya-spenders').waitFor();
}

async function showUsers(page: Page): Promise<void> {
  const user = (uid: string): object => ({
    uid,
    base_url: 'https://openapi.tuyaeu.com',
    authorized_at: 1_790_000_000_000,
    expires_at: 1_790_007_200_000,
  });
  const users = ['eu1699999999999aBcDe', 'eu1700000000000fGhIj'].map(user);
  await page.route('**/tuya-config/*/users*', (route) => route.fulfill({ json: { users, more: 70 } }));
  await account(page, CODE);
  await page.locator('#tuya-config-users button').first().waitFor();
}

async function devices(page: Page): Promise<void> {
  await page.route('**/tuya-config/devices', (route) =>
    route.fulfill({
      json: {
        devices: [LONG, 'Desk lamp', 'Fan', 'Front door'].map((name, at) => ({
          ...{ id: `${DEVICE}${at}`, name, category: 'wk', online: at !== 2, codes: ['switch_led'] },
        })),
      },
    }),
  );
}

/** A node that sends values to a device that the editor knows by name. */
const commands = (values: readonly [string, unknown][]): object => ({
  ...{ account: SIMPLE, method: 'POST', path: COMMANDS, bodyType: 'json' },
  params: [{ name: 'device_id', value: DEVICE, type: 'str', label: LONG }],
  body: JSON.stringify({ commands: values.map(([code, value]) => ({ code, value })) }),
});

const TOKEN: State[] = [
  { dialog: 'tuya-token', title: 'new', reach: (page) => edit(page, 'tuya-token') },
  {
    dialog: 'tuya-token',
    title: 'filled',
    reach: (page) =>
      edit(page, 'tuya-token', {
        ...{ name: LONG, account: CODE, action: 'renew', uid: 'users[0].uid', uidType: 'jsonata' },
        ...{ property: 'tuya.token', propertyType: 'flow', includeRefreshToken: true },
      }),
  },
  {
    dialog: 'tuya-token',
    title: 'wrong',
    reach: (page) => edit(page, 'tuya-token', { account: '', action: 'authorize', property: '' }),
  },
];

const REQUEST: State[] = [
  { dialog: 'tuya-request', title: 'new', reach: (page) => edit(page, 'tuya-request') },
  {
    dialog: 'tuya-request',
    title: 'calls listed',
    reach: async (page) => {
      await edit(page, 'tuya-request', { account: SIMPLE });
      await page.locator('#tuya-request-search').fill('device');
      await page.locator('#tuya-request-found li').nth(3).waitFor();
      await page.keyboard.press('ArrowDown');
    },
  },
  {
    dialog: 'tuya-request',
    title: 'no call fits',
    reach: async (page) => {
      await edit(page, 'tuya-request', { account: SIMPLE });
      await page.locator('#tuya-request-search').fill('zzzz');
      await page.locator('.tuya-choice-none:visible').waitFor();
    },
  },
  {
    dialog: 'tuya-request',
    title: 'a list, all folds open',
    reach: async (page) => {
      await edit(page, 'tuya-request', {
        ...{ name: LONG, account: SIMPLE, method: 'GET', pages: 'all', maxPages: '7', query: '{"a":1}' },
        path: '/v1.0/devices/{device_id}/statistics/days?code={code}',
        params: [
          { name: 'device_id', value: DEVICE, type: 'str', label: LONG },
          { name: 'code', value: 'code', type: 'msg' },
        ],
        ...{ timeout: '30', ret: 'values', reuse: '60', headers: '{"x":"y"}', model: true },
      });
      await unfold(page);
    },
  },
  {
    dialog: 'tuya-request',
    title: 'a body by hand',
    reach: async (page) => {
      await edit(page, 'tuya-request', {
        ...{ account: SIMPLE, method: 'POST', path: '/v2.0/cloud/thing/unknown', bodyType: 'auto' },
        ...{ uid: 'uid', uidType: 'str', bodyFormat: 'form' },
      });
      await unfold(page);
    },
  },
  {
    dialog: 'tuya-request',
    title: 'values in rows',
    reach: async (page) => {
      await page.route('**/tuya-config/model', (route) => route.fulfill({ json: MODEL }));
      await edit(page, 'tuya-request', commands(VALUES));
      await page
        .locator('#tuya-request-values-list > li')
        .nth(VALUES.length - 1)
        .waitFor();
    },
  },
  {
    dialog: 'tuya-request',
    title: 'a device that nobody knows',
    reach: async (page) => {
      await page.route('**/tuya-config/model', (route) =>
        route.fulfill({ status: 500, json: { message: `${DEVICE} is not known here`, hint: 'Look again.' } }),
      );
      await edit(page, 'tuya-request', commands(VALUES));
      await page.locator('#tuya-request-values-note', { hasText: 'Look again' }).waitFor();
    },
  },
  {
    dialog: 'tuya-request',
    title: 'devices listed',
    reach: async (page) => {
      await devices(page);
      await edit(page, 'tuya-request', { ...commands([]), bodyType: 'none' });
      await page.locator('#tuya-request-pick-device').click();
      await page.locator('.tuya-picker li').nth(3).waitFor();
      await page.keyboard.press('ArrowDown');
    },
  },
  {
    dialog: 'tuya-request',
    title: 'devices that cannot be asked for',
    reach: async (page) => {
      await page.route('**/tuya-config/devices', (route) => route.fulfill({ status: 500, json: {} }));
      await edit(page, 'tuya-request', { ...commands([]), bodyType: 'none' });
      await page.locator('#tuya-request-pick-device').click();
      await page.waitForFunction(
        "/\\S{4,}/.test($('.tuya-picker .tuya-note').text()) && $('.tuya-picker [aria-disabled]').length === 0",
      );
    },
  },
  {
    dialog: 'tuya-request',
    title: 'placeholders, with devices for one',
    reach: async (page) => {
      await devices(page);
      await edit(page, 'tuya-request', {
        ...{ account: SIMPLE, method: 'GET', path: '/v2.0/infrareds/{infrared_id}/remotes/{remote_id}/keys' },
        params: [{ name: 'device_ids', value: `${DEVICE}0,${DEVICE}1`, type: 'str' }],
      });
      await page.locator('#tuya-request-params button[aria-expanded]:visible').first().click();
      await page.locator('.tuya-picker li').nth(3).waitFor();
    },
  },
  {
    dialog: 'tuya-request',
    title: 'users listed',
    reach: async (page) => {
      const users = ['eu1699999999999aBcDe', 'eu1700000000000fGhIj'].map((uid) => ({
        uid,
        base_url: 'https://a',
      }));
      await page.route('**/tuya-config/*/users*', (route) => route.fulfill({ json: { users, more: 9 } }));
      await edit(page, 'tuya-request', { account: CODE, method: 'GET', path: '/v1.0/devices' });
      await page.locator('#tuya-request-pick-user').click();
      await page.locator('.tuya-picker li').nth(1).waitFor();
    },
  },
  {
    dialog: 'tuya-request',
    title: 'wrong',
    reach: async (page) => {
      await edit(page, 'tuya-request', {
        ...{
          account: '',
          method: 'POST',
          path: 'https://openapi.tuyaeu.com/v1.0/devices',
          body: '{',
          bodyType: 'json',
        },
        ...{
          timeout: 'soon',
          reuse: '-1',
          pages: 'all',
          maxPages: '0',
          property: '',
          query: '{',
          headers: '[',
        },
      });
      await unfold(page);
    },
  },
];

const EVENT: State[] = [
  { dialog: 'tuya-event', title: 'new', reach: (page) => edit(page, 'tuya-event') },
  {
    dialog: 'tuya-event',
    title: 'filled, all folds open',
    reach: async (page) => {
      await edit(page, 'tuya-event', {
        ...{ name: LONG, account: SIMPLE, devices: [DEVICE, `${DEVICE}1`], codes: ['temp_set', 'battery*'] },
        ...{ deviceNames: { [DEVICE]: LONG, [`${DEVICE}1`]: LONG }, ack: 'flow' },
      });
      await unfold(page);
    },
  },
  {
    dialog: 'tuya-event',
    title: 'devices listed',
    reach: async (page) => {
      await devices(page);
      await edit(page, 'tuya-event', { account: SIMPLE });
      await page.locator('#tuya-event-pick-device').click();
      await page.locator('.tuya-picker li').nth(3).waitFor();
    },
  },
  {
    dialog: 'tuya-event',
    title: 'codes that need devices',
    reach: async (page) => {
      await edit(page, 'tuya-event', { account: SIMPLE });
      await page.locator('#tuya-event-pick-code').click();
      await page.waitForFunction("/\\S{4,}/.test($('.tuya-picker .tuya-note').text())");
    },
  },
  {
    dialog: 'tuya-event',
    title: 'wrong',
    reach: async (page) => {
      await edit(page, 'tuya-event', {
        ...{ account: '', kinds: [], devices: ['a b'], codes: ['*x'], property: '' },
        ...{ ack: 'flow', ackTimeout: '0', maxAge: '-1' },
      });
      await unfold(page);
    },
  },
];

const ACCOUNT: State[] = [
  { dialog: 'tuya-config', title: 'new', reach: (page) => account(page, '_ADD_') },
  {
    dialog: 'tuya-config',
    title: 'filled, all folds open',
    reach: async (page) => {
      await accountWith(page, {
        ...{ name: LONG, dataCenter: 'custom', baseUrl: 'https://a-long-name-of-its-own.tuyaeu.example.com' },
        ...{ mode: '${MODE}', tls: '${TLS}', proxy: '${PROXY}', overBudget: '${OVER}' },
        ...{ messageUrl: 'wss://messages.tuyaeu.example.com:8285', budget: '26000' },
      });
      await unfold(page);
    },
  },
  {
    dialog: 'tuya-config',
    title: 'wrong',
    reach: async (page) => {
      await accountWith(page, {
        ...{ dataCenter: 'custom', baseUrl: 'tuyaeu', mode: 'code', timeout: 'soon', rateLimit: '-1' },
        ...{ budget: '1.5', authorizeUrl: 'here', redirectUrl: 'there', subscription: 'a b' },
        messageUrl: 'https://a',
      });
      await unfold(page);
    },
  },
  {
    dialog: 'tuya-config',
    title: 'inside a subflow',
    reach: async (page) => {
      const id = `sub${++count}`;
      const subflow = { id, type: 'subflow', name: 'inside', in: [], out: [] };
      await accountWith(page, { z: id, mode: 'code' }, [subflow]);
      await page.locator('#tuya-config-in-subflow').waitFor();
    },
  },
  {
    dialog: 'tuya-config',
    title: 'a test under way',
    reach: async (page) => {
      await page.route('**/tuya-config/test', () => undefined);
      await account(page, SIMPLE);
      await page.locator('#tuya-config-test').click();
      await page.locator('#tuya-config-stop').waitFor();
    },
  },
  {
    dialog: 'tuya-config',
    title: 'a test that was passed',
    reach: async (page) => {
      await account(page, SIMPLE);
      await page.locator('#tuya-config-test').click();
      await page.locator('#tuya-config-stop').waitFor({ state: 'hidden' });
    },
  },
  {
    dialog: 'tuya-config',
    title: 'a test that failed, and what was signed',
    reach: async (page) => {
      await answerInSteps(page, 'tuya-config/test', failedStages());
      await account(page, SIMPLE);
      await page.locator('#tuya-config-test').click();
      await results(page, 'last letters');
      await unfold(page);
    },
  },
  {
    dialog: 'tuya-config',
    title: 'results of other settings',
    reach: async (page) => {
      await answerInSteps(page, 'tuya-config/test', failedStages());
      await account(page, SIMPLE);
      await page.locator('#tuya-config-test').click();
      await results(page, 'last letters');
      await page.locator('#node-config-input-client_id').fill('another');
      await page.locator('.tuya-outdated').waitFor();
    },
  },
  {
    dialog: 'tuya-config',
    title: 'a question before all data centers are asked',
    reach: async (page) => {
      await account(page, SIMPLE);
      await page.locator('#tuya-config-find').click();
      await page.locator('#tuya-config-results button').first().waitFor();
    },
  },
  {
    dialog: 'tuya-config',
    title: 'data centers to choose from',
    reach: async (page) => {
      await answerInSteps(page, 'tuya-config/find-data-center', centers());
      await account(page, SIMPLE);
      await page.locator('#tuya-config-find').click();
      await page.locator('#tuya-config-results button').first().click();
      await page.locator('.tuya-choose').nth(1).waitFor();
      await page.locator('.tuya-choose').first().click();
    },
  },
  {
    dialog: 'tuya-config',
    title: 'users listed, with a search',
    reach: async (page) => {
      await showUsers(page);
      await page.locator('#tuya-config-users button').last().click();
    },
  },
  { dialog: 'tuya-config', title: 'calls of this month', reach: showUsage },
  {
    dialog: 'tuya-config',
    title: 'calls of the month before',
    reach: async (page) => {
      await showUsage(page);
      await page.locator('#tuya-config-usage button').click();
    },
  },
  {
    dialog: 'tuya-config',
    title: 'a report to copy by hand',
    reach: async (page) => {
      await account(page, SIMPLE);
      await page.evaluate('RED.clipboard.copyText = () => false');
      await page.locator('#tuya-config-report').click();
      await page.locator('#tuya-config-report-text').waitFor();
    },
  },
];

export const STATES: readonly State[] = [...TOKEN, ...REQUEST, ...EVENT, ...ACCOUNT];

/** Closes whatever dialog is open, and lets everything be answered again as it is. */
export async function leave(page: Page): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  const cancel = page.locator('#node-dialog-cancel, #node-config-dialog-cancel').last();
  if ((await cancel.count()) === 0) return;
  await cancel.click();
  await page.locator('.red-ui-tray').waitFor({ state: 'detached' });
}
