import type { Request } from 'express';
import type { Speaker } from '../../cloud';
import { lookUpIn } from '../../cloud';
import english from '../../locales/en-US/tuya-config.json';
import { ENGLISH, languages, speakerIn, textsOf } from '../texts/languages';

/** The texts in the language that a browser asks for: Node-RED itself knows only the editor's and its own. */

/** A text by its key, such as `callback.done.title`. */
export type Say = (key: string) => string;

/** A language and its texts. */
export interface Language {
  /** As a page's `lang` has it. */
  lang: string;
  say: Say;
  /** Says what an error says: `error.in(speak)`. */
  speak: Speaker;
}

const inEnglish = lookUpIn(english);

/** The texts for a request. What a translation lacks is said in English. */
export function textsFor(req: Pick<Request, 'acceptsLanguages'>): Language {
  const wanted = req.acceptsLanguages(languages());
  const lang = wanted === false ? ENGLISH : wanted;
  const lookUp = lang === ENGLISH ? inEnglish : textsOf(lang, 'tuya-config.json');
  const say = (key: string): string => lookUp(`tuya-config.${key}`) ?? inEnglish(`tuya-config.${key}`) ?? key;
  return { lang, say, speak: speakerIn(lang) };
}
