import type { DataPoint, Device } from './devices';

/** What the cloud tells of a device's values, in both generations of the API, and which values it takes. */

/** The words in which one speaks of a device: standard instructions, or the thing model with all data points. */
export type Generation = 'instructions' | 'thing';

interface Part {
  min: number;
  max: number;
}

/** The names of the thing model's types. */
const TYPES: Readonly<Record<DataPoint['type'], string>> = {
  Boolean: 'bool',
  Integer: 'value',
  Enum: 'enum',
  Json: 'string',
  String: 'string',
  Raw: 'raw',
  Bitmap: 'bitmap',
};

/** The codes that a generation knows. */
export function pointsOf({ points }: Device, generation: Generation): DataPoint[] {
  return points.filter(({ only }) => only === undefined || only === generation);
}

/** Functions (what can be set) and the status set of the standard instructions; `values` is a JSON text, as Tuya has it. */
export function specificationOf(device: Device): {
  category: string;
  functions: unknown[];
  status: unknown[];
} {
  const rows = (points: readonly DataPoint[]): unknown[] =>
    points.map(({ code, name, type, values }) => ({
      code,
      type,
      values: JSON.stringify(values),
      name,
      desc: '',
    }));
  const all = pointsOf(device, 'instructions');
  return {
    category: device.category,
    functions: rows(all.filter(({ writable }) => writable)),
    status: rows(all),
  };
}

/** The thing model, which is JSON in a text. */
export function thingModelOf(device: Device): { model: string } {
  const properties = pointsOf(device, 'thing').map((point) => {
    const { code, name, type, values, writable } = point;
    const limits = type === 'Json' ? { maxlen: 255 } : values;
    return {
      abilityId: device.points.indexOf(point) + 1,
      accessMode: writable ? 'rw' : 'ro',
      code,
      description: '',
      extensions: { iconName: 'icon-dp', attribute: '0' },
      name,
      typeSpec: { type: TYPES[type], ...limits },
    };
  });
  const services = [{ actions: [], code: '', description: '', events: [], name: '', properties }];
  return { model: JSON.stringify({ modelId: `m${device.product_id}`, services }) };
}

function colourIn(value: unknown): Record<string, unknown> | undefined {
  if (typeof value === 'object') return (value ?? undefined) as Record<string, unknown> | undefined;
  if (typeof value !== 'string') return undefined;
  try {
    const parsed = JSON.parse(value) as unknown;
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A value as the thing model has it: a colour is twelve hexadecimal digits there. */
export function asThing(point: DataPoint | undefined, value: unknown): unknown {
  const colour = point?.type === 'Json' ? colourIn(value) : undefined;
  const parts = ['h', 's', 'v'].map((name) => Number(colour?.[name]));
  if (!parts.every(Number.isInteger)) return value;
  return parts.map((part) => part.toString(16).padStart(4, '0')).join('');
}

/** The same the other way round; what is no colour stays as it is. */
function fromThing({ type }: DataPoint, value: unknown): unknown {
  if (type !== 'Json' || typeof value !== 'string' || !/^[0-9a-f]{12}$/i.test(value)) return value;
  const part = (i: number): number => parseInt(value.slice(i * 4, i * 4 + 4), 16);
  return { h: part(0), s: part(1), v: part(2) };
}

function isColour(value: unknown, values: Readonly<Record<string, unknown>>): boolean {
  const colour = colourIn(value);
  return ['h', 's', 'v'].every((name) => {
    const { min, max } = values[name] as Part;
    const part = colour?.[name];
    return typeof part === 'number' && Number.isInteger(part) && part >= min && part <= max;
  });
}

function takes({ type, values }: DataPoint, value: unknown): boolean {
  switch (type) {
    case 'Boolean':
      return typeof value === 'boolean';
    case 'Integer': {
      // A number off its step is taken.
      const { min, max } = values as unknown as Part;
      return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
    }
    case 'Enum':
      return (values.range as unknown[]).includes(value);
    case 'Json':
      return isColour(value, values);
    case 'String':
      return typeof value === 'string' && value.length <= Number(values.maxlen);
    case 'Raw':
      return typeof value === 'string' && Buffer.from(value, 'base64').toString('base64') === value;
    case 'Bitmap':
      return false;
  }
}

/** A command for one code: Tuya's error code where it cannot be carried out, else the value as the device keeps it. */
export function judge(
  device: Device,
  { code, value }: { code: string; value: unknown },
  generation: Generation,
): { refused: number } | { value: unknown } {
  if (!device.online) return { refused: 2001 };
  const known = pointsOf(device, generation);
  if (!known.some(({ writable }) => writable)) return { refused: 2003 };
  const point = known.find((one) => one.code === code && one.writable);
  if (point === undefined) return { refused: 2008 };
  const own = generation === 'thing' ? fromThing(point, value) : value;
  return takes(point, own) ? { value: own } : { refused: 2008 };
}
