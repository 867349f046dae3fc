import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountKey, RequestKey, Say } from '../../nodes/editor/texts';
import { root } from './root';

interface Texts {
  [key: string]: string | Texts;
}

/** The languages that there are. */
export const LANGUAGES = ['en-US', 'de', 'fr', 'es-ES', 'ja', 'zh-CN'] as const;

/** What a file of texts holds. */
function read(lang: string, type: string): Texts {
  return JSON.parse(readFileSync(join(root, `dist/nodes/locales/${lang}/${type}.json`), 'utf8')) as Texts;
}

/** Says the texts of a node's dialog as Node-RED does, in English where `lng` asks for it; a key that leads to none fails. */
function textsOf<Key extends string>(type: string, lang: string): Say<Key> {
  const files = new Map([lang, 'en-US'].map((one) => [one, read(one, type)]));
  return (key, values = {}) => {
    const found = [type, ...key.split('.')].reduce<string | Texts | undefined>(
      (place, part) => (typeof place === 'object' ? place[part] : undefined),
      files.get(String(values.lng ?? lang)),
    );
    if (typeof found !== 'string') throw new Error(`There is no text ${key}`);
    return found.replace(/__(\w+)__/g, (_, name: string) => String(values[name] ?? `__${name}__`));
  };
}

/** The keys that stand below one of a node's texts. */
export function keysOf(lang: string, type: string, below: string): string[] {
  const texts = read(lang, type)[type];
  const found = typeof texts === 'object' ? texts[below] : undefined;
  return Object.keys(found ?? {});
}

/** Who says the texts of a request's dialog in a language. */
export const sayingIn = (lang: string): Say<RequestKey> => textsOf('tuya-request', lang);
/** Who says the texts of an account's dialog in a language. */
export const sayingOfAccountIn = (lang: string): Say<AccountKey> => textsOf('tuya-config', lang);

export const saying = sayingIn('en-US');
export const sayingOfAccount = sayingOfAccountIn('en-US');
