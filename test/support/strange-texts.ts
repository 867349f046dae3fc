import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root';

/** What of a page is not in its language: keys instead of texts, English that has a translation, and English at all. */

interface Texts {
  [key: string]: string | Texts;
}

const FILES = ['tuya-config', 'tuya-request', 'tuya-event', 'tuya-token', 'errors'];
/** Words that hold English sentences together, and that none of the other languages has. */
const JOINTS = /\b(the|and|is|are|of|to|for|with|that|this|which|from)\b/gi;
/** Fewer stand in names, such as those of Tuya's console. */
const MANY = 3;
/** Shorter texts are words that a device or Node-RED may have too. */
const TELLING = 4;

function flat(tree: Texts, before = ''): [string, string][] {
  return Object.entries(tree).flatMap(([name, found]) =>
    typeof found === 'string'
      ? [[before + name, found] as [string, string]]
      : flat(found, `${before}${name}.`),
  );
}

/** The texts of a language, by file and key. */
function textsIn(lang: string): Map<string, string> {
  const all = FILES.flatMap((file) => {
    const texts = JSON.parse(
      readFileSync(join(root, `dist/nodes/locales/${lang}/${file}.json`), 'utf8'),
    ) as Texts;
    return flat(texts).map(([key, text]) => [`${file}:${key}`, text] as const);
  });
  return new Map(all);
}

/** A text as it looks with anything in its placeholders. */
function lookOf(text: string): RegExp {
  const parts = text.split(/__\w+?__/).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`, 's');
}

/** What HTML says, as it reads. */
function readable(text: string): string {
  return text
    .replace(/<[^>]+>/g, '')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
}

/** Tells what is strange among texts of a page that speaks a language. */
export function strangerTo(lang: string): (texts: readonly string[]) => string[] {
  const [english, own] = [textsIn('en-US'), textsIn(lang)];
  const ownTexts = new Set([...own.values()].map(readable));
  const keys = new Set(
    [...english.keys()].flatMap((key) => [
      key,
      key.split(':')[1] ?? '',
      key.replace(/^.*?[:.]/, '').replace(/^tuya-\w+\./, ''),
    ]),
  );
  const words = new Set<string>();
  const looks: RegExp[] = [];
  for (const [key, text] of english) {
    if (own.get(key) === text || ownTexts.has(readable(text)) || text.length < TELLING) continue;
    if (/__\w+__/.test(text)) {
      if (/[a-z]{3}.*\s.*[a-z]{3}/i.test(text.replace(/__\w+__/g, ''))) looks.push(lookOf(readable(text)));
    } else words.add(readable(text));
  }
  return (texts) =>
    texts.flatMap((text) => {
      if (keys.has(text) && text.includes('.')) return [`a raw key: ${text}`];
      if (lang === 'en-US') return [];
      if (words.has(text) || looks.some((look) => look.test(text)))
        return [`English that has a translation: ${text}`];
      return (text.match(JOINTS) ?? []).length >= MANY ? [`English: ${text}`] : [];
    });
}
