import names from './colour-names.json';

/** Colours as people write them, `#ff8800` or `orange`, and as hue, saturation and value. */

/** Hue in degrees from 0 to 360, the others from 0 to 1. */
export interface Hsv {
  h: number;
  s: number;
  v: number;
}

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(names));

/** `#ff8800`, `#f80` or a name that CSS knows, in any case; undefined for what is no colour. */
export function rgbOf(text: string): Rgb | undefined {
  const wanted = text.trim().toLowerCase();
  const [, digits = ''] = /^#([\da-f]{3}|[\da-f]{6})$/.exec(NAMES.get(wanted) ?? wanted) ?? [];
  if (digits === '') return undefined;
  const size = digits.length / 3;
  // A digit alone stands for two of it.
  const part = (i: number): number => parseInt(digits.slice(i * size, (i + 1) * size).repeat(3 - size), 16);
  return [part(0), part(1), part(2)];
}

/** Red, green and blue as hue, saturation and value. */
export function hsvOf([red, green, blue]: Rgb): Hsv {
  const most = Math.max(red, green, blue);
  const spread = most - Math.min(red, green, blue);
  const s = most === 0 ? 0 : spread / most;
  const v = most / 255;
  if (spread === 0) return { h: 0, s, v };
  const sixth =
    most === red
      ? ((green - blue) / spread + 6) % 6
      : most === green
        ? (blue - red) / spread + 2
        : (red - green) / spread + 4;
  return { h: sixth * 60, s, v };
}

/** Hue, saturation and value as red, green and blue. */
export function rgbOfHsv({ h, s, v }: Hsv): Rgb {
  const part = (offset: number): number => {
    const k = (offset + h / 60) % 6;
    return Math.round(255 * (v - v * s * Math.max(0, Math.min(k, 4 - k, 1))));
  };
  return [part(5), part(3), part(1)];
}

/** `#ff8800`. */
export function hexOf(rgb: Rgb): string {
  return `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
