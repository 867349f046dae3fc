import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Request } from 'express';
import { isObject } from '../../cloud';
import english from '../../locales/en-US/tuya-config.json';

/** The catalogue's texts in the language that a browser asks for: Node-RED itself knows only the editor's and its own. */

const ENGLISH = 'en-US';
const FOLDER = join(__dirname, '../../locales');

/** A text by its key, such as `callback.done.title`, with the values of its `__placeholders__`. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

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

function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/__(\w+?)__/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

/** The texts for a request. What a translation lacks is said in English. */
export function textsFor(req: Pick<Request, 'acceptsLanguages'>): Language {
  const wanted = req.acceptsLanguages(languages());
  const lang = wanted === false ? ENGLISH : wanted;
  const catalogue = catalogueOf(lang);
  const say: Say = (key, values = {}) =>
    filled(lookUp(catalogue, key) ?? lookUp(english, key) ?? key, values);
  return { lang, say };
}
