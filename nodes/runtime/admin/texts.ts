import type { Request } from 'express';
import type { Speaker } from '../../cloud';
import { lookUpIn } from '../../cloud';
import english from '../../locales/en-US/tuya-config.json';
import { ENGLISH, languages, speakerIn, textsOf } from '../texts/languages';

/** The texts in the language that a browser asks for: Node-RED itself knows only the editor's and its own. */

/** A text by its key, such as `callback.done.title`, with the values of its `__placeholders__`. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** A language and its texts. */
export interface Language {
  /** As a page's `lang` has it. */
  lang: string;
  say: Say;
  /** Says what an error says: `error.in(speak)`. */
  speak: Speaker;
}

const inEnglish = lookUpIn(english);

function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/__(\w+?)__/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

/** The texts for a request. What a translation lacks is said in English. */
export function textsFor(req: Pick<Request, 'acceptsLanguages'>): Language {
  const wanted = req.acceptsLanguages(languages());
  const lang = wanted === false ? ENGLISH : wanted;
  const lookUp = lang === ENGLISH ? inEnglish : textsOf(lang, 'tuya-config.json');
  const own = (key: string): string => lookUp(key) ?? inEnglish(key) ?? key.replace(/^tuya-config\./, '');
  const say: Say = (key, values = {}) => filled(own(`tuya-config.${key}`), values);
  return { lang, say, speak: speakerIn(lang) };
}
