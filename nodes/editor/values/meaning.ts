import { meantColour, sentColour } from '../../cloud/values/colour-forms';
import type { DeviceModel, ValueType } from '../../cloud/values/model';
import { readValue } from '../../cloud/values/read';
import { rawOf } from '../../cloud/values/scale';
import type { Row } from './command-body';

/** Rows in a body whose values are written as they are meant, 23.5 and not 235: a node with `model` translates when it sends. */

function sent(type: ValueType | undefined, value: unknown): unknown {
  if (type?.kind === 'Integer' && typeof value === 'number') return rawOf(value, type.scale);
  if (type?.kind === 'Colour') {
    const colour = meantColour(value, type);
    return colour === undefined ? value : sentColour(colour, type);
  }
  return value;
}

/** A row that is meant, as it is sent; what cannot be meant stays, and is shown as it is. */
export function sentRow({ functions }: DeviceModel, { code, value }: Row): Row {
  return { code, value: sent(functions.find((one) => one.code === code)?.type, value) };
}

/** A row that is sent, as it is meant. */
export function meantRow(model: DeviceModel, { code, value }: Row): Row {
  return { code, value: readValue(model, code, value) };
}
