import { isObject } from '../json';
import { numberOf } from './fields';

/** How a device writes a colour: which of its codes are colours, how far it counts, and in which form. */

/** From where to where one part of a colour is counted. */
export interface Range {
  min: number;
  max: number;
}

/** A colour as hue, saturation and value, each in the device's own numbers. */
export interface ColourType {
  kind: 'Colour';
  h: Range;
  s: Range;
  v: Range;
  /**
   * `json`: `{"h":0,"s":1000,"v":1000}`, as standard instructions have it. The thing model has a text of hexadecimal digits: `hsv`, four
   * for each part; `rgbhsv`, as lamps have it that count to 255: RRGGBB, four digits of hue, two of each other part.
   */
  form: 'json' | 'hsv' | 'rgbhsv';
}

const HUE: Range = { min: 0, max: 360 };
const FINE: Range = { min: 0, max: 1000 };
const COARSE: Range = { min: 0, max: 255 };

/** `colour_data`, `colour_data_v2`, `colour_data_hsv`, and the spelling of some makers of their own codes. */
export function isColourCode(code: string): boolean {
  return /^colou?r_data(_v\d+|_hsv)?(_\d+)?$/i.test(code);
}

function rangeIn(values: Record<string, unknown>, part: string, usual: Range): Range {
  const said = values[part];
  if (!isObject(said)) return usual;
  const max = numberOf(said.max) ?? usual.max;
  return { min: numberOf(said.min) ?? usual.min, max };
}

/**
 * The colour type of a code.
 * @param values what the model says of it, `{ h: { min, max }, s, v }`; many devices say nothing
 * @param how whether it is a plain text, and whether the lamp is known to count to 1000
 */
export function colourOf(
  code: string,
  values: Record<string, unknown>,
  { text, fine }: { text: boolean; fine: boolean },
): ColourType {
  const usual = fine || /_v2/i.test(code) ? FINE : COARSE;
  const s = rangeIn(values, 's', usual);
  return {
    kind: 'Colour',
    h: rangeIn(values, 'h', HUE),
    s,
    v: rangeIn(values, 'v', usual),
    form: formOf({ s }, text),
  };
}

/**
 * The form of a colour.
 * @param text whether it is a plain text, as in the thing model
 */
export function formOf({ s }: Pick<ColourType, 's'>, text: boolean): ColourType['form'] {
  if (!text) return 'json';
  return s.max > COARSE.max ? 'hsv' : 'rgbhsv';
}
