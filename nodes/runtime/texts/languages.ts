import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { lookUpIn, speakEnglish, speakerOf } from '../../cloud';
import type { LookUp, Speaker } from '../../cloud';
import type { Red } from '../red-types';

/** The languages that there are: a folder each, with files of texts. What one lacks is said in English. */

export const ENGLISH = 'en-US';
const FOLDER = join(__dirname, '../../locales');

/** The languages that there are, English first. */
export function languages(): string[] {
  const others = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name !== ENGLISH) : [];
  return [ENGLISH, ...others];
}

/** The texts of a file in a language; none where it has not been translated. */
export function textsOf(lang: string, file: string): LookUp {
  const path = join(FOLDER, lang, file);
  return lookUpIn(existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {});
}

const speakers = new Map([[ENGLISH, speakEnglish]]);

/** Who says errors in a language; in English where there is no such language. */
export function speakerIn(lang: string): Speaker {
  const known = speakers.get(lang);
  if (known !== undefined) return known;
  if (!languages().includes(lang)) return speakEnglish;
  const speaker = speakerOf(textsOf(lang, 'errors.json'), lang);
  speakers.set(lang, speaker);
  return speaker;
}

/** The language of Node-RED itself. Its texts name it: Node-RED tells nobody which one it has chosen. */
export function languageOfRed(RED: Pick<Red, '_'>): string {
  const lang = RED._('language');
  return languages().includes(lang) ? lang : ENGLISH;
}

/** Who says errors in the language of Node-RED itself. */
export function speakerOfRed(RED: Pick<Red, '_'>): Speaker {
  return speakerIn(RED._('language'));
}
