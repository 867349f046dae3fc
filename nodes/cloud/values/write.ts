import { problem, text as said } from '../errors/texts';
import { badRequest } from '../errors/tuya-error';
import { jsonText } from '../request/json-text';
import { allowed, codesIn, shown } from './allowed';
import { bitsOf } from './bits';
import { meantColour, sentColour } from './colour-forms';
import type { DeviceModel, IntegerType, ValueType } from './model';
import { rawOf } from './scale';

/** What is meant, as the device wants it: checked before a call is spent. */

const WORDS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  [1, true],
  ['true', true],
  ['on', true],
  ['1', true],
  [false, false],
  [0, false],
  ['false', false],
  ['off', false],
  ['0', false],
]);
/** As people and JSON write a number: no hexadecimal digits, and not the nothing that JavaScript takes for 0. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The marks of a value that cannot be meant. */
const NONE = Symbol('none');

/** A number, also as a text; NaN for anything else. */
function numberIn(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : NaN;
}

function plainText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Limits count after rounding. A step is not enforced: Tuya does not refuse what is off it, and devices report such values themselves. */
function integer({ min = -Infinity, max = Infinity, scale }: IntegerType, value: unknown): unknown {
  const raw = rawOf(numberIn(value), scale);
  return Number.isSafeInteger(raw) && raw >= min && raw <= max ? raw : NONE;
}

function text(value: unknown, maxlen = Infinity): unknown {
  const isJson = typeof value === 'object' && value !== null;
  const written = isJson ? jsonText(value, said('what.value')) : plainText(value);
  return written === undefined || written.length > maxlen ? NONE : written;
}

function bytes(value: unknown): unknown {
  // Not instanceof: a function node has types of its own.
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
  return typeof value === 'string' ? value : NONE;
}

function written(type: ValueType, value: unknown): unknown {
  switch (type.kind) {
    case 'Boolean':
      return WORDS.get(typeof value === 'string' ? value.trim().toLowerCase() : value) ?? NONE;
    case 'Enum': {
      const one = plainText(value);
      const isKnown = one !== undefined && (type.range.length === 0 || type.range.includes(one));
      return isKnown ? one : NONE;
    }
    case 'Integer':
      return integer(type, value);
    case 'String':
      return text(value, type.maxlen);
    case 'Json':
      return typeof value === 'object' || typeof value === 'string' ? text(value) : NONE;
    case 'Colour': {
      const colour = meantColour(value, type);
      return colour === undefined ? NONE : sentColour(colour, type);
    }
    case 'Raw':
      return bytes(value);
    case 'Bitmap': {
      const bits = Array.isArray(value) ? bitsOf(value, type.labels) : numberIn(value);
      return Number.isSafeInteger(bits) ? bits : NONE;
    }
    case 'Other':
      return value;
  }
}

/**
 * A value as the device wants it: 23.5 with a scale of 1 becomes 235, `"on"` true, `"55"` 55, an object its JSON text, `#ff8800` a colour
 * in the device's own numbers and form.
 * @throws TuyaError `TUYA_BAD_REQUEST` that lists what is allowed, where the device has no such code, only reports it, or cannot be set
 * to such a value. It does not repeat the value, which may be somebody's secret.
 */
export function writeValue({ functions, status }: DeviceModel, code: string, value: unknown): unknown {
  const isIt = (one: { code: string }): boolean => one.code === code;
  const known = functions.find(isIt);
  const name = shown(code);
  if (known === undefined) {
    const what = { code: name, codes: codesIn(functions) };
    throw badRequest(
      ...(status.some(isIt) ? problem('value.reported', what) : problem('value.noCode', what)),
    );
  }
  const raw = written(known.type, value);
  if (raw !== NONE) return raw;
  throw badRequest(...problem('value.other', { code: name, allowed: allowed(known.type) }));
}
