import { isObject } from '../json';
import { textOf } from './fields';

/** Rows of code and value in an answer: whose they are, read through a model, and as an object. */

/** A device in an answer. */
export interface Owner {
  device: string;
  /** Empty where the answer does not say. */
  product: string;
}

/** Reads one value of a device. */
export type Read = (owner: Owner, code: string, value: unknown) => unknown;

/** A row of a state. */
interface Row extends Record<string, unknown> {
  code: string;
}

/** Where rows stand in what is said of a device: its state, and in the thing model its properties. */
const STATES = ['status', 'properties'] as const;
/** Where devices stand in a list. */
const DEVICES = ['devices', 'list'] as const;
/** An answer is no deeper; what is, is nothing of a device. */
const DEEPEST = 12;

function isRow(value: unknown): value is Row {
  return isObject(value) && typeof value.code === 'string' && Object.hasOwn(value, 'value');
}

/** A list of rows, or one that is empty. */
function areRows(value: unknown): value is Row[] {
  return Array.isArray(value) && (value as unknown[]).every(isRow);
}

/** Whose rows stand in an object: its own, where it says which device it is, else those of the one around it. */
function ownerOf(object: Readonly<Record<string, unknown>>, around: Owner): Owner {
  const hasRows = Object.values(object).some((value) => areRows(value) && value.length > 0);
  if (!hasRows) return around;
  const device = [object.device_id, object.devId, object.id].map(textOf).find((id) => id !== '');
  if (device === undefined) return around;
  const product = textOf(object.product_id) || textOf(object.productId);
  return { device, product: product || (device === around.device ? around.product : '') };
}

function mapped(value: unknown, owner: Owner, read: Read, depth: number): unknown {
  if (depth > DEEPEST) return value;
  if (Array.isArray(value)) {
    return (value as unknown[]).map((item) =>
      isRow(item)
        ? { ...item, value: read(owner, item.code, item.value) }
        : mapped(item, owner, read, depth + 1),
    );
  }
  if (!isObject(value)) return value;
  const own = ownerOf(value, owner);
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, mapped(field, own, read, depth + 1)]),
  );
}

/** A result in which each value of a device is read; rows of a device that nobody names are read with an empty one. */
export function readRows(result: unknown, device: string, read: Read): unknown {
  return mapped(result, { device, product: '' }, read, 0);
}

/** The devices of which a result has rows. */
export function ownersIn(result: unknown, device: string): Owner[] {
  const owners = new Map<string, Owner>();
  readRows(result, device, (owner, _, value) => {
    const known = owners.get(owner.device);
    if (owner.device !== '' && (known?.product ?? '') === '') owners.set(owner.device, owner);
    return value;
  });
  return [...owners.values()];
}

/** `{ code: value }`; of a code that stands there twice the first counts. By fromEntries a code such as __proto__ is data as any other. */
function objectOf(rows: readonly Row[]): Record<string, unknown> {
  return Object.fromEntries([...rows].reverse().map(({ code, value }) => [code, value]));
}

/** The state in what is said of a device. */
function stateOf(said: unknown): Row[] | undefined {
  if (!isObject(said)) return undefined;
  return STATES.map((name) => said[name]).find(areRows);
}

function byDevice(devices: readonly unknown[]): Record<string, unknown> | undefined {
  const entries = devices.map((said): [string, unknown] | undefined => {
    const rows = stateOf(said);
    if (rows === undefined || !isObject(said)) return undefined;
    const id = [said.device_id, said.devId, said.id].map(textOf).find((text) => text !== '');
    return id === undefined ? undefined : [id, objectOf(rows)];
  });
  if (!entries.every((entry) => entry !== undefined)) return undefined;
  return Object.fromEntries(entries);
}

/**
 * A result as values: rows of one device become `{ code: value }`, those of several `{ device_id: { code: value } }`. What holds no state, a
 * log among it, stays as it is.
 */
export function valuesOf(result: unknown): unknown {
  if (areRows(result)) return objectOf(result);
  if (Array.isArray(result)) return byDevice(result) ?? result;
  const own = stateOf(result);
  if (own !== undefined) return objectOf(own);
  const list = isObject(result) ? DEVICES.map((name) => result[name]).find(Array.isArray) : undefined;
  return (list && byDevice(list as unknown[])) ?? result;
}
