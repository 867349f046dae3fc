import english from '../../locales/en-US/errors.json';
import { isObject } from '../json';
import { dayIn, listIn, numberIn } from '../written';

/** What errors say, kept as keys of the texts, so that it can be said in any language. */

/** A text by its key, such as `codes.1106.hint`, and what stands in its `__placeholders__`. */
export interface Text {
  readonly key: string;
  readonly values: Values;
}

/** What each language writes in its own way: a date such as `2026-11-05`, a number that people count, a list. */
export type Written =
  | { readonly day: string }
  | { readonly amount: number }
  | { readonly list: readonly Said[]; readonly plain?: true };

/** What stands in the placeholders of a text; a text may hold others. A bare number is a code, and stays as it is. */
export type Values = Readonly<Record<string, number | Said>>;

/** What can be said: a text, what is written as the language does, or the words of somebody else, which stay as they are. */
export type Said = Text | Written | string;

/** Says something in one language. */
export type Speaker = (said: Said) => string;

/** The text of a key in one language, if it has one. */
export type LookUp = (key: string) => string | undefined;

/** Looks texts up in what a file of texts holds. */
export function lookUpIn(texts: unknown): LookUp {
  return (key) => {
    const found = key.split('.').reduce((level, part) => (isObject(level) ? level[part] : undefined), texts);
    return typeof found === 'string' ? found : undefined;
  };
}

const inEnglish = lookUpIn(english);

/** The language of programs and of those who have no other. */
const ENGLISH = 'en-US';

/** Who speaks a language; what its texts lack is said in English. */
export function speakerOf(lookUp: LookUp, lang = ENGLISH): Speaker {
  const speak = (said: Said): string => {
    if (typeof said === 'string') return said;
    if ('day' in said) return dayIn(lang, said.day);
    if ('amount' in said) return numberIn(lang, said.amount);
    if ('list' in said) return listIn(lang, said.list.map(speak), said.plain);
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

/** Who says what programs read. */
export const speakEnglish: Speaker = speakerOf(inEnglish);

/** The text of a key where there is one: not each code has its own. */
export function textAt(key: string): Text | undefined {
  return inEnglish(key) === undefined ? undefined : { key, values: {} };
}

/** What a problem says: what happened and, where it is known better than by its code, what to do next. */
export type Problem = readonly [message: Text, hint?: Text];

/** A problem by its key, such as `path.host`, whose message and hint have the same values. */
export function problemAt(key: string, values: Values = {}): Problem {
  const message = { key: `problem.${key}.message`, values };
  const hint = textAt(`problem.${key}.hint`);
  return hint === undefined ? [message] : [message, { ...hint, values }];
}

/** The same with its words changed, those of its values too: for what nobody may see. */
export function reworded(said: Said, change: (words: string) => string): Said {
  if (typeof said === 'string') return change(said);
  if ('list' in said) return { ...said, list: said.list.map((one) => reworded(one, change)) };
  if (!('key' in said)) return said;
  const values = Object.entries(said.values).map(
    ([name, value]) => [name, typeof value === 'number' ? value : reworded(value, change)] as const,
  );
  return { key: said.key, values: Object.fromEntries(values) };
}
