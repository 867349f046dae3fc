import type { TroubleName } from '../simulator/troubles';

/** The tab of `npm start` on which things go wrong: a button for each mistake, so that a person can see what it is told. */

/** A node as a flow file has it. */
interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

/** The demo cloud as the tab's accounts find it. */
export interface Demo {
  url: string;
  client_id: string;
  secret: string;
}

const TAB = 'wrong0flow';
const LEFT = 180;
const TOP = 120;
const ROW = 50;
const READ = { method: 'GET', path: '/v1.0/devices/lamp0001desk/status' };
/** What a new node of the palette holds, without which the editor would mark it. */
const NEW = { property: 'payload', propertyType: 'msg', uid: 'uid', uidType: 'msg' };
const SWITCH = { method: 'POST', path: '/v1.0/devices/{device_id}/commands' };

/** One mistake: its button, what makes the trouble, and the node that runs into it. */
interface Mistake {
  /** What its button says. */
  name: string;
  /** What the demo cloud is asked to play, for how many calls and for which. */
  trouble?: { trouble: TroubleName; times?: number; kind?: 'token' | 'business' };
  /** A key or mode of its own. */
  account?: { credentials?: Partial<Pick<Demo, 'client_id' | 'secret'>>; mode?: string };
  /** The node that fails, by its type and settings. */
  node?: Record<string, unknown>;
  /** What the message holds. */
  msg?: Record<string, unknown>;
  /** The login of a user stands before the node: its code is none that counts. */
  login?: boolean;
}

/** One that the demo cloud has never seen, as it is with a key of the other kind. */
const OTHER_KEY = { client_id: 'demo0app0key00000001', secret: 'another0secret0that0fits0nothing' };

const MISTAKES: readonly Mistake[] = [
  { name: 'wrong secret', account: { credentials: { secret: 'another0secret0that0fits0nothing' } } },
  { name: 'blank in the secret', account: { credentials: { secret: 'demo0secret0of 0the0playground001' } } },
  { name: 'secret cut short', account: { credentials: { secret: 'demo0secret0of0the0playground00' } } },
  {
    name: 'ID and secret swapped',
    account: {
      credentials: { client_id: 'demo0secret0of0the0playground001', secret: 'demo0client0id000001' },
    },
  },
  { name: 'secret made anew at Tuya', trouble: { trouble: 'secret made anew', kind: 'business' } },
  { name: 'wrong data center', trouble: { trouble: 'wrong data center' } },
  {
    name: 'App key in simple mode',
    trouble: { trouble: 'wrong kind of key' },
    account: { credentials: OTHER_KEY },
  },
  {
    name: 'Cloud key in code mode',
    trouble: { trouble: 'wrong kind of key' },
    account: { mode: 'code', credentials: OTHER_KEY },
    login: true,
  },
  {
    name: 'service not authorized',
    trouble: { trouble: 'service missing' },
    node: { method: 'GET', path: '/v1.0/position/weather?lon=13.4&lat=52.5' },
  },
  { name: 'trial over', trouble: { trouble: 'trial over' } },
  { name: 'quota used up', trouble: { trouble: 'quota used up' } },
  {
    name: 'device not linked',
    node: { method: 'GET', path: '/v1.0/devices/vdevo1600000000000/status' },
  },
  { name: 'clock off', trouble: { trouble: 'clock off', times: 2 } },
  { name: 'a proxy drops a header', trouble: { trouble: 'header dropped', kind: 'business' } },
  {
    name: 'device offline',
    node: SWITCH,
    msg: { device_id: 'sock0002garage', payload: { commands: [{ code: 'switch_1', value: true }] } },
  },
  {
    name: 'code unknown to the device',
    node: SWITCH,
    msg: { device_id: 'lamp0001desk', payload: { commands: [{ code: 'switch_9', value: true }] } },
  },
  // Last, because the account waits a little before it asks for yet another token.
  { name: 'somebody takes the token', trouble: { trouble: 'token taken', times: 2 } },
];

/** A row of the tab, and its account where it has one of its own. */
function rowOf(
  { name, trouble, account, node, msg, login }: Mistake,
  row: number,
  demo: Demo,
  shared: string,
): FlowNode[] {
  const id = (part: string): string => `wrong${String(row).padStart(2, '0')}${part}`;
  const place = (column: number): object => ({ z: TAB, x: LEFT + column * 220, y: TOP + row * ROW });
  const own: FlowNode[] =
    account === undefined
      ? []
      : [
          {
            id: id('account'),
            type: 'tuya-config',
            name,
            dataCenter: 'custom',
            baseUrl: demo.url,
            mode: account.mode ?? 'simple',
            redirectUrl: 'https://127.0.0.1/callback',
            credentials: { client_id: demo.client_id, secret: demo.secret, ...account.credentials },
          },
        ];
  const uses = own[0]?.id ?? shared;
  const first = trouble !== undefined ? id('trouble') : login === true ? id('login') : id('node');
  const said = trouble ?? msg?.payload ?? {};
  const button = {
    id: id('button'),
    type: 'inject',
    ...place(0),
    name,
    props: [
      { p: 'payload', v: JSON.stringify(said), vt: 'json' },
      ...(msg?.device_id === undefined ? [] : [{ p: 'device_id', v: msg.device_id, vt: 'str' }]),
    ],
    repeat: '',
    once: false,
    wires: [[first]],
  };
  const ask = {
    id: id('trouble'),
    type: 'http request',
    ...place(1),
    name: 'tell the demo cloud',
    method: 'POST',
    ret: 'txt',
    paytoqs: 'ignore',
    url: `${demo.url}/trouble`,
    headers: [
      {
        keyType: 'other',
        keyValue: 'content-type',
        valueType: 'other',
        valueValue: 'application/x-www-form-urlencoded',
      },
    ],
    wires: [[login === true ? id('login') : id('node')]],
  };
  const begin = [
    {
      id: id('login'),
      type: 'tuya-token',
      ...place(2),
      account: uses,
      ...NEW,
      action: 'authorize',
      wires: [[id('code')]],
    },
    {
      id: id('code'),
      type: 'change',
      ...place(3),
      name: 'as if a user had agreed',
      rules: [
        { t: 'set', p: 'state', pt: 'msg', to: 'payload.state', tot: 'msg' },
        { t: 'set', p: 'code', pt: 'msg', to: 'code0of0a0login', tot: 'str' },
      ],
      wires: [[id('node')]],
    },
  ];
  const fails = {
    id: id('node'),
    type: 'tuya-request',
    ...place(login === true ? 4 : 2),
    name: '',
    account: uses,
    ...NEW,
    ...READ,
    pathType: 'str',
    ...(login === true ? { type: 'tuya-token', action: 'exchange' } : node),
    wires: [[]],
  };
  return [button, ...(trouble === undefined ? [] : [ask]), ...(login === true ? begin : []), fails, ...own];
}

/**
 * The tab and its accounts.
 * @param shared the id of an account that works
 */
export function wrongTab(demo: Demo, shared: string): FlowNode[] {
  return [
    {
      id: TAB,
      type: 'tab',
      label: 'When something goes wrong',
      info: 'Each button makes one mistake, or asks the demo cloud to play it. No Catch node is needed to see what it is told.',
    },
    {
      id: 'wrong0info',
      type: 'comment',
      z: TAB,
      x: 330,
      y: 60,
      name: 'Open the debug sidebar and press a button: each mistake, and what to do about it',
      info: '',
      wires: [],
    },
    ...MISTAKES.flatMap((mistake, row) => rowOf(mistake, row, demo, shared)),
  ];
}

/** The names of its buttons, and the ids to press them by. */
export const BUTTONS: readonly { name: string; id: string }[] = MISTAKES.map(({ name }, row) => ({
  name,
  id: `wrong${String(row).padStart(2, '0')}button`,
}));
