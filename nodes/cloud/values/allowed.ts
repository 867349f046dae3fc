import type { Said, Text } from '../errors/language';
import { text } from '../errors/texts';
import { meantOf } from './scale';
import type { Code, IntegerType, ValueType } from './model';

/** What a value may be, in words: an error lists it. */

/** Of a longer list only the beginning is told. */
const MOST = 40;
const LONGEST = 60;

/** A name as an error may show it, in whatever language: short, and without line breaks and the like. */
export function shown(name: string): string {
  return name.replace(/\p{C}/gu, '?').slice(0, LONGEST);
}

/** A list in words, such as `auto, manual, eco`. */
export function listed(names: readonly string[]): Said {
  const some = { list: names.slice(0, MOST).map(shown), plain: true } as const;
  return names.length > MOST ? text('allowed.more', { some, count: { amount: names.length - MOST } }) : some;
}

/** The codes of a list in words. */
export function codesIn(codes: readonly Code[]): Said {
  return codes.length === 0 ? text('allowed.none') : listed(codes.map(({ code }) => code));
}

function numbers({ min, max, scale, step, unit }: IntegerType): Text {
  const meant = (raw = 0): string => `${meantOf(raw, scale)}${unit === '' ? '' : ` ${shown(unit)}`}`;
  const values = { min: meant(min), max: meant(max), step: meant(step) };
  if (min === undefined) return text(max === undefined ? 'allowed.number.any' : 'allowed.number.to', values);
  return text(max === undefined ? 'allowed.number.from' : 'allowed.number.between', values);
}

/** What a value of a type may be. */
export function allowed(type: ValueType): Text {
  switch (type.kind) {
    case 'Boolean':
      return text('allowed.truth');
    case 'Enum':
      return text('allowed.oneOf', { names: listed(type.range) });
    case 'Integer':
      return numbers(type);
    case 'String':
      return type.maxlen === undefined
        ? text('allowed.text')
        : text('allowed.shortText', { most: type.maxlen });
    case 'Json':
      return text('allowed.json');
    case 'Colour': {
      const { h, s, v } = type;
      const saturation = { sMin: s.min, sMax: s.max };
      return text('allowed.colour', { hMin: h.min, hMax: h.max, ...saturation, vMin: v.min, vMax: v.max });
    }
    case 'Raw':
      return text('allowed.bytes');
    case 'Bitmap':
      return type.labels.length === 0
        ? text('allowed.whole')
        : text('allowed.bits', { names: listed(type.labels) });
    case 'Other':
      return text('allowed.anything');
  }
}
