import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Request } from 'express';
import { isObject } from '../../cloud';
import english from '../../locales/en-US/tuya-config.json';

/** The catalogue's texts in the language that a browser asks for: Node-RED itself knows only the editor's and its own. */

const ENGLISH = 'en-US';
const FOLDER = join(__dirname, '../../locales');

/** A text by its key, such as `callback.done.title`. */
export type Say = (key: string) => string;

/** A language and its texts. */
export interface Language {
  /** As a page's `lang` has it. */
  lang: string;
  say: Say;
}

function lookUp(catalogue: unknown, key: string): string | undefined {
  const found = ['tuya-config', ...key.split('.')].reduce(
    (level: unknown, part) => (isObject(level) ? level[part] : undefined),
    catalogue,
  );
  return typeof found === 'string' ? found : undefined;
}

function catalogueOf(lang: string): unknown {
  const file = join(FOLDER, lang, 'tuya-config.json');
  return lang === ENGLISH || !existsSync(file) ? english : JSON.parse(readFileSync(file, 'utf8'));
}

/** The languages that there are, English first. */
function languages(): string[] {
  const others = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name !== ENGLISH) : [];
  return [ENGLISH, ...others];
}

/** The texts for a request. What a translation lacks is said in English. */
export function textsFor(req: Pick<Request, 'acceptsLanguages'>): Language {
  const wanted = req.acceptsLanguages(languages());
  const lang = wanted === false ? ENGLISH : wanted;
  const catalogue = catalogueOf(lang);
  return { lang, say: (key) => lookUp(catalogue, key) ?? lookUp(english, key) ?? key };
}
