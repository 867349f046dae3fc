import { dayOfPower, flickering, reportOf } from './day';
import type { Entry } from './day';

/** What a value of a device may be. */
export interface DataPoint {
  code: string;
  type: 'Boolean' | 'Integer' | 'Enum' | 'Json';
  values: Record<string, unknown>;
  writable: boolean;
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

const flag = (code: string, writable = true): DataPoint => ({ code, type: 'Boolean', values: {}, writable });
const whole = (code: string, min: number, max: number, unit = '', scale = 0, writable = true): DataPoint => ({
  code,
  type: 'Integer',
  values: { unit, min, max, scale, step: 1 },
  writable,
});
const choice = (code: string, ...range: string[]): DataPoint => ({
  code,
  type: 'Enum',
  values: { range },
  writable: true,
});
const told = (point: DataPoint): DataPoint => ({ ...point, writable: false });
const colour: DataPoint = {
  code: 'colour_data_v2',
  type: 'Json',
  values: { h: { min: 0, max: 360 }, s: { max: 1000 }, v: { max: 1000 } },
  writable: true,
};
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
): Device {
  return {
    id,
    name,
    category,
    product_id: `p${category}demo`,
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
      ],
      {
        switch_led: false,
        work_mode: 'white',
        bright_value_v2: 600,
        temp_value_v2: 300,
        colour_data_v2: '{"h":258,"s":553,"v":136}',
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
        whole('temp_set', 5, 35, '℃'),
        whole('temp_current', -20, 60, '℃', 0, false),
        choice('mode', 'auto', 'manual', 'eco'),
      ],
      { switch: true, temp_set: 21, temp_current: 19, mode: 'auto' },
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

/** Why a command cannot be carried out: Tuya's code, or undefined when it can. */
export function refusal(target: Device, code: unknown, value: unknown): number | undefined {
  if (!target.online) return 2001;
  const point = target.points.find((one) => one.code === code && one.writable);
  if (point === undefined) return 2008;
  switch (point.type) {
    case 'Boolean':
      return typeof value === 'boolean' ? undefined : 2008;
    case 'Integer': {
      const { min, max } = point.values as { min: number; max: number };
      return typeof value === 'number' && value >= min && value <= max ? undefined : 2008;
    }
    case 'Enum':
      return (point.values.range as unknown[]).includes(value) ? undefined : 2008;
    default:
      return typeof value === 'object' || typeof value === 'string' ? undefined : 2008;
  }
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

/** `[{code, value}]`. */
export function statusOf(one: Device): { code: string; value: unknown }[] {
  return one.points.map(({ code }) => ({ code, value: one.state[code] }));
}

/** Functions (what can be set) or the whole status set; `values` is a JSON text, as Tuya has it. */
export function pointsOf(one: Device, writable: boolean): Record<string, unknown>[] {
  return one.points
    .filter((point) => point.writable || !writable)
    .map(({ code, type, values }) => ({ code, type, values: JSON.stringify(values), name: code, desc: '' }));
}

/** The product of a device and the numbers of its codes, from 1 on; any number for what it does not have. */
export function codesOf(one: Device | undefined): {
  product_id: string;
  dpOf: (code: string) => number;
} {
  return {
    product_id: one?.product_id ?? 'pkdemo',
    dpOf: (code) => (one?.points.findIndex((point) => point.code === code) ?? -1) + 1 || 101,
  };
}
