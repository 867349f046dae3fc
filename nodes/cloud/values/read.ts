import { unpacked } from '../exact-json';
import { labelsOf } from './bits';
import { reportedColour } from './colour-forms';
import { numberOf } from './fields';
import type { DeviceModel, ValueType } from './model';
import { meantOf } from './scale';

/** What a device reports, as it is meant. */

function read(type: ValueType, value: unknown): unknown {
  switch (type.kind) {
    case 'Boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'Integer': {
      const raw = numberOf(value);
      return raw === undefined ? value : meantOf(raw, type.scale);
    }
    case 'String':
    case 'Json':
      return unpacked(value);
    case 'Colour':
      return reportedColour(value) ?? unpacked(value);
    case 'Bitmap':
      return labelsOf(numberOf(value) ?? NaN, type.labels) ?? value;
    default:
      return value;
  }
}

/**
 * A value of a device as it is meant: 235 with a scale of 1 is 23.5, JSON in a text the object, the bits of a fault their names. In a log
 * values are texts, and become what they stand for. What the model does not say goes as it is.
 */
export function readValue({ functions, status }: DeviceModel, code: string, value: unknown): unknown {
  const isIt = (one: { code: string }): boolean => one.code === code;
  const known = status.find(isIt) ?? functions.find(isIt);
  return known === undefined ? value : read(known.type, value);
}
