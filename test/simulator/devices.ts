import { dayOfPower, flickering, reportOf } from './day';
import type { Entry } from './day';
import { asThing, pointsOf } from './models';
import type { Described } from './messages/publish';
import type { Generation } from './models';

/** What a value of a device may be. */
export interface DataPoint {
  code: string;
  /** As its maker calls it. */
  name: string;
  type: 'Boolean' | 'Integer' | 'Enum' | 'Json' | 'String' | 'Raw' | 'Bitmap';
  values: Record<string, unknown>;
  writable: boolean;
  /** The generation that alone knows this code; absent where both do. */
  only?: Generation;
}

/** A device of the demo house. */
export interface Device {
  id: string;
  name: string;
  category: string;
  product_id: string;
  online: boolean;
  /** Whose app account it is linked to. */
  uid: string;
  /** Through which of its data sources the project sees it. */
  source: 'product' | 'app' | 'user';
  points: DataPoint[];
  state: Record<string, unknown>;
  /** What it has reported, the newest first. */
  logs: Entry[];
}

/** What a code is called where its maker does not say it otherwise. */
const nameOf = (code: string): string => code.replaceAll('_', ' ');
const point = (
  code: string,
  type: DataPoint['type'],
  values: DataPoint['values'] = {},
  writable = true,
): DataPoint => ({ code, name: nameOf(code), type, values, writable });
const flag = (code: string, writable = true): DataPoint => point(code, 'Boolean', {}, writable);
const whole = (code: string, min: number, max: number, unit = '', scale = 0, writable = true): DataPoint =>
  point(code, 'Integer', { unit, min, max, scale, step: 1 }, writable);
const choice = (code: string, ...range: string[]): DataPoint => point(code, 'Enum', { range });
const told = (one: DataPoint): DataPoint => ({ ...one, writable: false });
const stepped = (one: DataPoint, step: number): DataPoint => ({ ...one, values: { ...one.values, step } });
const custom = (one: DataPoint): DataPoint => ({ ...one, only: 'thing' });
const part = (max: number): object => ({ min: 0, scale: 0, unit: '', max, step: 1 });
const colour = point('colour_data_v2', 'Json', { h: part(360), s: part(1000), v: part(1000) });
const socket = [
  flag('switch_1'),
  whole('countdown_1', 0, 86400, 's'),
  whole('cur_power', 0, 50000, 'W', 1, false),
  whole('cur_voltage', 0, 5000, 'V', 1, false),
  whole('add_ele', 0, 50000, 'kWh', 3, false),
];

function device(
  id: string,
  name: string,
  category: string,
  points: DataPoint[],
  state: Record<string, unknown>,
  online = true,
  uid = 'uid-anna',
  source: Device['source'] = 'user',
  product_id = `p${category}demo`,
): Device {
  return {
    id,
    name,
    category,
    product_id,
    online,
    uid,
    source,
    points,
    state,
    logs: [],
  };
}

/** Tenths of a watt, for a socket at which nothing is switched on now. */
const USUAL_POWER = 1500;

/** The demo house: one device of each kind that people ask about. */
export function demoHouse(now: number): Device[] {
  const house = [
    device(
      'lamp0001desk',
      'Desk lamp',
      'dj',
      [
        flag('switch_led'),
        choice('work_mode', 'white', 'colour', 'scene'),
        whole('bright_value_v2', 10, 1000),
        whole('temp_value_v2', 0, 1000),
        colour,
        custom(flag('do_not_disturb')),
        custom(point('scene_data', 'String', { maxlen: 255 })),
      ],
      {
        switch_led: false,
        work_mode: 'white',
        bright_value_v2: 600,
        temp_value_v2: 300,
        colour_data_v2: '{"h":258,"s":553,"v":136}',
        do_not_disturb: false,
        scene_data: '{"scene":1,"speed":50}',
      },
    ),
    device('sock0001coffee', 'Coffee socket', 'cz', socket, {
      switch_1: true,
      countdown_1: 0,
      cur_power: 8421,
      cur_voltage: 2304,
      add_ele: 153,
    }),
    device(
      'ther0001living',
      'Living room thermostat',
      'wk',
      [
        flag('switch'),
        { ...stepped(whole('temp_set', 50, 350, '℃', 1), 5), name: '设置温度' },
        whole('temp_current', -200, 600, '℃', 1, false),
        choice('mode', 'auto', 'manual', 'eco'),
        point('fault', 'Bitmap', { label: ['sensor', 'overheat', 'battery_low'], maxlen: 3 }, false),
        custom(flag('child_lock')),
        custom(point('week_program', 'Raw', { maxlen: 128 })),
      ],
      {
        switch: true,
        temp_set: 210,
        temp_current: 190,
        mode: 'auto',
        fault: 0,
        child_lock: false,
        week_program: 'BgAUCB4=',
      },
    ),
    device(
      'door0001front',
      'Front door sensor',
      'mcs',
      [flag('doorcontact_state', false), whole('battery_percentage', 0, 100, '%', 0, false)],
      { doorcontact_state: false, battery_percentage: 87 },
    ),
    device(
      'curt0001bed',
      'Bedroom curtain',
      'cl',
      [
        choice('control', 'open', 'stop', 'close'),
        whole('percent_control', 0, 100, '%'),
        whole('percent_state', 0, 100, '%', 0, false),
      ],
      { control: 'stop', percent_control: 100, percent_state: 100 },
    ),
    device(
      'sock0002garage',
      'Garage socket',
      'cz',
      socket,
      { switch_1: false, countdown_1: 0, cur_power: 0, cur_voltage: 0, add_ele: 12 },
      false,
    ),
    device('hub00001ir', 'Infrared hub', 'wnykq', [], {}, true, 'uid-anna', 'product'),
    device(
      'lamp0002kitchen',
      'Kitchen lamp',
      'dj',
      [flag('switch_led'), whole('bright_value_v2', 10, 1000)],
      { switch_led: true, bright_value_v2: 400 },
      true,
      'uid-ben',
      'app',
      'pdjplain',
    ),
    device(
      'sock0003tv',
      'Television socket',
      'cz',
      socket,
      { switch_1: true, countdown_1: 0, cur_power: 612, cur_voltage: 2311, add_ele: 77 },
      true,
      'uid-ben',
      'app',
    ),
    device(
      'butt0001hall',
      'Hall button',
      'wxkg',
      [
        told(choice('switch_mode1', 'click', 'double_click', 'press')),
        whole('battery_percentage', 0, 100, '%', 0, false),
      ],
      { switch_mode1: 'click', battery_percentage: 64 },
    ),
  ];
  for (const one of house) {
    const [first] = one.points;
    const code = first?.code ?? 'online';
    const power = one.category === 'cz' ? dayOfPower(Number(one.state.cur_power) || USUAL_POWER, now) : [];
    const switched = flickering(code, first === undefined ? true : one.state[code], now);
    one.logs = [...switched, ...power].sort((left, right) => right.event_time - left.event_time);
  }
  return house;
}

/** Carries a command out, with what follows from it in a real house: what the device then reports. */
export function execute(target: Device, code: string, value: unknown, now: number): Record<string, unknown> {
  const before = { ...target.state };
  target.state[code] = typeof value === 'object' ? JSON.stringify(value) : value;
  if (code === 'switch_1') target.state.cur_power = value === true ? 8421 : 0;
  if (code === 'percent_control') target.state.percent_state = value;
  if (code === 'control' && value !== 'stop') target.state.percent_state = value === 'open' ? 100 : 0;
  if (code === 'temp_set') target.state.temp_current = value;
  target.logs.unshift(reportOf(code, target.state[code], now, '2'));
  const changed = Object.entries(target.state).filter(([name, is]) => name === code || before[name] !== is);
  return Object.fromEntries(changed);
}

/** The device as the cloud describes it. */
export function describeDevice(one: Device): Record<string, unknown> {
  const { id, name, category, product_id, online, uid } = one;
  return { id, name, category, product_id, online, uid, local_key: 'not-in-the-demo', status: statusOf(one) };
}

/** `[{code, value}]`, in the words of a generation. */
export function statusOf(
  one: Device,
  generation: Generation = 'instructions',
): { code: string; value: unknown }[] {
  return pointsOf(one, generation).map((known) => {
    const value = one.state[known.code];
    return { code: known.code, value: generation === 'thing' ? asThing(known, value) : value };
  });
}

/** The state as people read it: a number of tenths with its point. */
export function shownState({ points, state }: Device): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(state).map(([code, value]) => {
      const { scale } = points.find((known) => known.code === code)?.values ?? {};
      return [
        code,
        typeof value === 'number' && typeof scale === 'number' ? Number(`${value}e-${scale}`) : value,
      ];
    }),
  );
}

/** The product of a device, and its codes: their numbers, from 1 on, and their values in the thing model; any for what it does not have. */
export function codesOf(one: Device | undefined): Described {
  const find = (code: string): DataPoint | undefined => one?.points.find((known) => known.code === code);
  return {
    product_id: one?.product_id ?? 'pkdemo',
    dpOf: (code) => (one?.points.findIndex((known) => known.code === code) ?? -1) + 1 || 101,
    asThing: (code, value) => asThing(find(code), value),
  };
}
