import { objectIn } from '../exact-json';
import { isObject } from '../json';
import { colourOf, formOf, isColourCode } from './colour-type';
import type { ColourType } from './colour-type';
import { listOf, numberOf, textOf } from './fields';

/** What a device can do and report, as Tuya's model says it, in either generation of the API (PROTOCOL 9.9). */

/**
 * The two generations: standard instructions, which `/v1.0/…/status` and `/commands` speak, and the thing model with all data
 * points, which `/v2.0/cloud/thing/…` speaks. One device may have other codes and other forms of a value in each.
 */
export type Generation = 'instructions' | 'thing';

/** What a device can do, and what it reports. */
export interface DeviceModel {
  /** What may be sent to it. */
  functions: Code[];
  /** What it reports. */
  status: Code[];
}

/** One code of a device. */
export interface Code {
  code: string;
  /** As its maker calls it, often in Chinese; the code itself where it has none. */
  name: string;
  type: ValueType;
}

/** A whole number that stands for another one: 235 with `scale` 1 means 23.5. All of these are as Tuya sends them, not scaled. */
export interface IntegerType {
  kind: 'Integer';
  min?: number;
  max?: number;
  /** Digits after the point. */
  scale: number;
  /** At least 1. */
  step: number;
  /** Such as `℃`; empty where there is none. */
  unit: string;
}

/** What a value may be. */
export type ValueType =
  | { kind: 'Boolean' }
  | { kind: 'Enum'; range: string[] }
  | IntegerType
  | { kind: 'String'; maxlen?: number }
  | { kind: 'Json' }
  | ColourType
  /** Bytes as Base64. */
  | { kind: 'Raw'; maxlen?: number }
  /** A number whose bits are faults; the first label is the lowest bit. */
  | { kind: 'Bitmap'; labels: string[] }
  /** What this package does not know goes as it is. */
  | { kind: 'Other'; name: string };

/** Brightness beyond this is counted to 1000, and so are the colours of the same lamp. */
const OLD_BRIGHTNESS = 255;
/** Tuya has no more; what is beyond is nonsense. */
const MOST_DIGITS = 15;

function integerOf(values: Record<string, unknown>): IntegerType {
  const [min, max] = [numberOf(values.min), numberOf(values.max)];
  const scale = numberOf(values.scale) ?? 0;
  const step = numberOf(values.step) ?? 1;
  return {
    kind: 'Integer',
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    scale: Number.isInteger(scale) && scale > 0 && scale <= MOST_DIGITS ? scale : 0,
    step: step > 0 ? step : 1,
    unit: textOf(values.unit),
  };
}

function maxlenOf(values: Record<string, unknown>): { maxlen?: number } {
  const maxlen = numberOf(values.maxlen) ?? 0;
  return maxlen > 0 ? { maxlen } : {};
}

/** A row of a model, before it is known which generation it comes from. */
interface Row {
  code: string;
  name: string;
  type: string;
  values: Record<string, unknown>;
}

function typeOf({ code, type, values }: Row, fine: boolean): ValueType {
  switch (type.toLowerCase()) {
    case 'boolean':
    case 'bool':
      return { kind: 'Boolean' };
    case 'enum':
      return { kind: 'Enum', range: listOf(values.range).map(String) };
    case 'integer':
    case 'value':
      return integerOf(values);
    case 'string':
      return isColourCode(code)
        ? colourOf(code, values, { text: true, fine })
        : { kind: 'String', ...maxlenOf(values) };
    case 'json':
      return isColourCode(code) ? colourOf(code, values, { text: false, fine }) : { kind: 'Json' };
    case 'raw':
      return { kind: 'Raw', ...maxlenOf(values) };
    case 'bitmap':
    case 'fault':
      return { kind: 'Bitmap', labels: listOf(values.label).map(String) };
    default:
      return { kind: 'Other', name: type };
  }
}

/** Whether the lamp counts to 1000 and not to 255: its brightness says so where its colours say nothing. */
function isFine(rows: readonly Row[]): boolean {
  return rows.some(
    ({ code, values }) => code.startsWith('bright_value') && (numberOf(values.max) ?? 0) > OLD_BRIGHTNESS,
  );
}

function codesOf(rows: readonly Row[], all: readonly Row[]): Code[] {
  const fine = isFine(all);
  return rows.map((row) => ({ code: row.code, name: row.name, type: typeOf(row, fine) }));
}

function rowsOf(list: unknown, read: (item: Record<string, unknown>) => Omit<Row, 'code' | 'name'>): Row[] {
  return listOf(list)
    .filter(isObject)
    .flatMap((item) => {
      const code = textOf(item.code);
      return code === '' ? [] : [{ code, name: textOf(item.name) || code, ...read(item) }];
    });
}

/** The model in the result of `GET /v1.0/devices/{id}/specifications`, whose `values` are JSON in a text; empty for anything else. */
export function readSpecification(result: unknown): DeviceModel {
  const { functions, status } = isObject(result) ? result : {};
  const read = ({ type, values }: Record<string, unknown>): Omit<Row, 'code' | 'name'> => ({
    type: textOf(type),
    // Some devices have nonsense there, such as `{true,false}`.
    values: objectIn(values) ?? {},
  });
  const [can, says] = [rowsOf(functions, read), rowsOf(status, read)];
  const all = [...can, ...says];
  return { functions: codesOf(can, all), status: codesOf(says, all) };
}

/** The model in the result of `GET /v2.0/cloud/thing/{id}/model`, which is JSON in a text; empty for anything else. */
export function readThingModel(result: unknown): DeviceModel {
  const model = isObject(result) ? objectIn(result.model) : undefined;
  const services = listOf(model?.services).filter(isObject);
  const all = services.flatMap(({ properties }) =>
    rowsOf(properties, ({ typeSpec, accessMode }) => {
      const values = objectIn(typeSpec) ?? {};
      return { type: textOf(values.type), values: { ...values, accessMode: textOf(accessMode) } };
    }),
  );
  // `ro` reports only, `wr` is sent only, `rw` and whatever else does both.
  const without = (...modes: string[]): Row[] =>
    all.filter(({ values }) => !modes.includes(textOf(values.accessMode).toLowerCase()));
  return { functions: codesOf(without('ro'), all), status: codesOf(without('wr', 'wo'), all) };
}

/** The model in the answer of either call. */
export function readModel(generation: Generation, result: unknown): DeviceModel {
  return generation === 'thing' ? readThingModel(result) : readSpecification(result);
}

/**
 * A model of one generation for values of the other, where that has none of its own. Only colours are written otherwise there.
 * @param generation of the values
 */
export function lentTo(generation: Generation, { functions, status }: DeviceModel): DeviceModel {
  const lent = (codes: readonly Code[]): Code[] =>
    codes.map((code) =>
      code.type.kind === 'Colour'
        ? { ...code, type: { ...code.type, form: formOf(code.type, generation === 'thing') } }
        : code,
    );
  return { functions: lent(functions), status: lent(status) };
}
