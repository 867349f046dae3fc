import { hsvOf, rgbOf } from '../../cloud/values/colour';
import { inRanges, sentColour } from '../../cloud/values/colour-forms';
import type { Code, ValueType } from '../../cloud/values/model';
import type { Row } from './command-body';
import { middleOf } from './integer';

/** What a new row begins with: a value that the device takes. */

/** The colour with which a row begins. */
const WARM = hsvOf(rgbOf('#ff8800') ?? [255, 255, 255]);

/** A value of a type, as it is sent. */
export function startValue(type: ValueType): unknown {
  switch (type.kind) {
    case 'Boolean':
      return true;
    case 'Enum':
      return type.range[0] ?? '';
    case 'Integer':
      return middleOf(type);
    case 'Colour':
      return sentColour(inRanges(WARM, type), type);
    case 'Bitmap':
      return 0;
    default:
      return '';
  }
}

/** A row for a device: of a code that no other row has, switches first. */
export function startRow(functions: readonly Code[], taken: readonly Row[]): Row | undefined {
  const free = functions.filter(({ code }) => !taken.some((row) => row.code === code));
  const first =
    free.find(({ code, type }) => type.kind === 'Boolean' && code.startsWith('switch')) ?? free[0];
  return first === undefined ? undefined : { code: first.code, value: startValue(first.type) };
}
