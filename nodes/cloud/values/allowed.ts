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
export function listed(texts: readonly string[]): string {
  const first = texts.slice(0, MOST).map(shown);
  return [...first, ...(texts.length > MOST ? [`and ${texts.length - MOST} more`] : [])].join(', ');
}

/** The codes of a list in words. */
export function codesIn(codes: readonly Code[]): string {
  return codes.length === 0 ? 'none' : listed(codes.map(({ code }) => code));
}

function numbers({ min, max, scale, step, unit }: IntegerType): string {
  const meant = (raw: number): string => `${meantOf(raw, scale)}${unit === '' ? '' : ` ${shown(unit)}`}`;
  const from = min === undefined ? '' : ` from ${meant(min)}`;
  const to = max === undefined ? '' : ` to ${meant(max)}`;
  return `a number${from}${to}, in steps of ${meant(step)}`;
}

/** What a value of a type may be. */
export function allowed(type: ValueType): string {
  switch (type.kind) {
    case 'Boolean':
      return 'true or false, also as "on" and "off", 1 and 0';
    case 'Enum':
      return `one of ${listed(type.range)}`;
    case 'Integer':
      return numbers(type);
    case 'String':
      return type.maxlen === undefined ? 'a text' : `a text of at most ${type.maxlen} characters`;
    case 'Json':
      return 'an object, or its JSON as a text';
    case 'Colour':
      return (
        'a colour such as "#ff8800" or "orange", or an object with ' +
        (['h', 's', 'v'] as const)
          .map((part) => `${part} from ${type[part].min} to ${type[part].max}`)
          .join(', ')
      );
    case 'Raw':
      return 'bytes: a Buffer, or Base64 as a text';
    case 'Bitmap':
      return type.labels.length === 0
        ? 'a whole number'
        : `a whole number, or a list of ${listed(type.labels)}`;
    case 'Other':
      return 'whatever the device takes';
  }
}
