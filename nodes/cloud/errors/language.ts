import english from '../../locales/en-US/errors.json';
import { isObject } from '../json';

/** What errors say, kept as keys of the texts, so that it can be said in any language. */

/** A text by its key, such as `codes.1106.hint`, and what stands in its `__placeholders__`. */
export interface Text {
  readonly key: string;
  readonly values: Values;
}

/** What stands in the placeholders of a text; a text may hold others. */
export type Values = Readonly<Record<string, string | number | Text>>;

/** What can be said: a text, or the words of somebody else, which stay as they are. */
export type Said = Text | string;

/** Says something in one language. */
export type Speaker = (said: Said) => string;

/** The text of a key in one language, if it has one. */
export type LookUp = (key: string) => string | undefined;

/** Looks texts up in what a file of texts holds. */
export function lookUpIn(texts: unknown): LookUp {
  return (key) => {
    const found = key
      .split('.')
      .reduce(
        (level, part) => (isObject(level) && Object.hasOwn(level, part) ? level[part] : undefined),
        texts,
      );
    return typeof found === 'string' ? found : undefined;
  };
}

const inEnglish = lookUpIn(english);

/** Who speaks a language; what it lacks is said in English. */
export function speakerOf(lookUp: LookUp): Speaker {
  const speak = (said: Said): string => {
    if (typeof said === 'string') return said;
    const { key, values } = said;
    const text = lookUp(key) ?? inEnglish(key) ?? key;
    return text.replace(/__(\w+?)__/g, (placeholder, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) return placeholder;
      return typeof value === 'number' ? String(value) : speak(value);
    });
  };
  return speak;
}

/** The language of programs and of those who have no other. */
export const speakEnglish: Speaker = speakerOf(inEnglish);

/** The text of a key where there is one: not each code has its own. */
export function textAt(key: string): Text | undefined {
  return inEnglish(key) === undefined ? undefined : { key, values: {} };
}

/** The same with its words changed, those of its values too: for what nobody may see. */
export function reworded(said: Said, change: (words: string) => string): Said {
  if (typeof said === 'string') return change(said);
  const values = Object.entries(said.values).map(
    ([name, value]) => [name, typeof value === 'number' ? value : reworded(value, change)] as const,
  );
  return { key: said.key, values: Object.fromEntries(values) };
}
