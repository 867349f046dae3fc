import { objectIn } from '../exact-json';
import { hsvOf, rgbOf, rgbOfHsv } from './colour';
import type { Hsv } from './colour';
import type { ColourType, Range } from './colour-type';
import { numberOf } from './fields';

/** A colour in the device's own numbers, from what people write and from and to the forms of both generations. */

/** Hue, saturation and value in the device's own numbers, such as 0 to 360, 1000 and 1000. */
export interface Colour {
  h: number;
  s: number;
  v: number;
}

const PARTS = ['h', 's', 'v'] as const;

/** A share of a range, as a whole number. */
function within({ min, max }: Range, share: number): number {
  return Math.round(min + share * (max - min));
}

function shareOf({ min, max }: Range, value: number): number {
  return max > min ? (value - min) / (max - min) : 0;
}

/** A colour of any kind in the numbers of a device. */
export function inRanges({ h, s, v }: Hsv, type: ColourType): Colour {
  return { h: within(type.h, h / 360), s: within(type.s, s), v: within(type.v, v) };
}

/** A device's colour as it looks on any other. */
export function fromRanges({ h, s, v }: Colour, type: ColourType): Hsv {
  return { h: shareOf(type.h, h) * 360, s: shareOf(type.s, s), v: shareOf(type.v, v) };
}

/** `{ h, s, v }` of numbers, or its JSON; undefined for anything else. */
function partsIn(value: unknown): Colour | undefined {
  const given = objectIn(value);
  const [h, s, v] = PARTS.map((part) => numberOf(given?.[part]));
  return h === undefined || s === undefined || v === undefined ? undefined : { h, s, v };
}

function hexPart(digits: string, from: number, to: number): number {
  return parseInt(digits.slice(from, to), 16);
}

/** The colour that a device reports, in whichever form; undefined for what is none. */
export function reportedColour(value: unknown): Colour | undefined {
  if (typeof value !== 'string') return partsIn(value);
  if (/^[\da-f]{12}$/i.test(value)) {
    return { h: hexPart(value, 0, 4), s: hexPart(value, 4, 8), v: hexPart(value, 8, 12) };
  }
  // RRGGBB comes first, and says the same again.
  if (/^[\da-f]{14}$/i.test(value)) {
    return { h: hexPart(value, 6, 10), s: hexPart(value, 10, 12), v: hexPart(value, 12, 14) };
  }
  return partsIn(value);
}

/** Whether all parts are within what the device counts. */
function fits(colour: Colour, type: ColourType): boolean {
  return PARTS.every((part) => colour[part] >= type[part].min && colour[part] <= type[part].max);
}

/** The colour that is meant: `#ff8800`, `orange`, `{ h, s, v }` in the device's own numbers, or as it reports one; undefined for none. */
export function meantColour(value: unknown, type: ColourType): Colour | undefined {
  const rgb = typeof value === 'string' ? rgbOf(value) : undefined;
  if (rgb !== undefined) return inRanges(hsvOf(rgb), type);
  const colour = reportedColour(value);
  if (colour === undefined) return undefined;
  const whole = { h: Math.round(colour.h), s: Math.round(colour.s), v: Math.round(colour.v) };
  return fits(whole, type) ? whole : undefined;
}

/** A colour in the form in which the device wants it. */
export function sentColour(colour: Colour, type: ColourType): Colour | string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const { h, s, v } = colour;
  if (type.form === 'json') return { h, s, v };
  if (type.form === 'hsv') return hex(h, 4) + hex(s, 4) + hex(v, 4);
  const rgb = rgbOfHsv(fromRanges(colour, type)).map((part) => hex(part, 2));
  return rgb.join('') + hex(h, 4) + hex(s, 2) + hex(v, 2);
}
