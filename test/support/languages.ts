import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root';

/** What our texts say in each language, and whether a text on the screen is none of them. */

/** Languages that a person's browser asks for, by the names of their folders, and what the person's machine says in LANG. */
export const MACHINES = {
  'en-US': { browser: 'en-US', LANG: 'en_US.UTF-8' },
  de: { browser: 'de-DE', LANG: 'de_DE.UTF-8' },
  ja: { browser: 'ja-JP', LANG: 'ja_JP.UTF-8' },
} as const;
export type Language = keyof typeof MACHINES;

interface Texts {
  [key: string]: string | Texts;
}

/** Every text of a language by its key, such as `tuya-config.button.test`. */
export function textsOf(language: Language): ReadonlyMap<string, string> {
  const known = read.get(language);
  if (known !== undefined) return known;
  const folder = join(root, 'dist/nodes/locales', language);
  const texts = new Map<string, string>();
  const walk = (place: Texts, keys: readonly string[]): void => {
    for (const [key, value] of Object.entries(place)) {
      if (typeof value === 'string') texts.set([...keys, key].join('.'), plain(value));
      else walk(value, [...keys, key]);
    }
  };
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json')))
    walk(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Texts, []);
  read.set(language, texts);
  return texts;
}
const read = new Map<Language, ReadonlyMap<string, string>>();

/** A text as it is seen: without elements and entities of HTML. */
function plain(text: string): string {
  return text.replace(/<[^>]+>/g, '').replaceAll('&gt;', '>');
}

/** Keys of texts that stand in a text as they are. */
export function rawKeysIn(text: string): string[] {
  const keys = textsOf('en-US');
  const dotted = text.match(/[\w-]+(?:\.[\w-]+)+/g) ?? [];
  return [...new Set(dotted)].filter(
    (one) => keys.has(one) || /^tuya-(config|token|request|event)\.(?!js|css|json|html)[a-z]/.test(one),
  );
}

/** English that a text of ours begins, ends or holds between its placeholders. */
function fragmentsOf(text: string): string[] {
  return text
    .split(/__\w+__|\n/)
    .map((part) => part.replace(/^[\s.,:;()–…]+|[\s.,:;()–…]+$/g, ''))
    .filter((part) => /[A-Za-z]{3}/.test(part));
}

/**
 * English of ours that stands in a text of another language: what our English texts say where the language says something else, and,
 * where it has letters of its own, three English words in a row.
 * @param names what is called so in every language, such as devices
 */
export function englishIn(text: string, language: Language, names: readonly string[] = []): string[] {
  if (language === 'en-US') return [];
  const said = textsOf(language);
  const all = [...said.values(), ...names];
  const isTheirs = (part: string): boolean => all.some((one) => one.includes(part));
  const lines = new Set(text.split('\n').map((line) => line.trim()));
  const found = new Set<string>();
  for (const [key, english] of textsOf('en-US')) {
    if (said.get(key) === english) continue;
    for (const part of fragmentsOf(english)) {
      const isThere = part.includes(' ') ? text.includes(part) : lines.has(part);
      if (isThere && !isTheirs(part)) found.add(part);
    }
  }
  if (language === 'ja') {
    const unnamed = names.reduce((rest, name) => rest.replaceAll(name, '\n'), text);
    for (const [run] of unnamed.matchAll(/[A-Za-z][a-z'’]*(?: [A-Za-z][a-z'’]*){2,}/g))
      if (!isTheirs(run)) found.add(run);
  }
  return [...found];
}
