import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import { root } from './root';

const below = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The language of a README that is a translation: `de` of `README.de.md`. */
const languageOf = (name: string): string | undefined => /^README\.([\w-]+)\.md$/.exec(name)?.[1];

/** What users read in English: README and the pages below docs/, by their paths. */
export const PAGES: Readonly<Record<string, string>> = Object.fromEntries(
  ['README.md', ...below.filter((name) => languageOf(name) === undefined).map((name) => `docs/${name}`)].map(
    (path) => [path, read(path)],
  ),
);

/** README in other languages, by the names that Node-RED's editor gives them. */
export const TRANSLATED: Readonly<Record<string, string>> = Object.fromEntries(
  below.flatMap((name) => {
    const lang = languageOf(name);
    return lang === undefined ? [] : [[lang, read(`docs/${name}`)]];
  }),
);

/** One page by its path. */
export function page(path: string): string {
  const text = PAGES[path];
  if (text === undefined) throw new Error(`There is no page ${path}`);
  return text;
}

/** The fenced snippets of a text in a language; of all languages where none is named. */
export function snippets(text: string, language = '\\w+'): string[] {
  return [...text.matchAll(new RegExp('^```' + language + '\\n([\\s\\S]*?)^```$', 'gm'))].map(
    ([, snippet = '']) => snippet,
  );
}

/** The one snippet of a language on a page in which some words stand. */
export function snippetWith(path: string, language: string, words: string): string {
  const found = snippets(page(path), language).filter((snippet) => snippet.includes(words));
  found.should.have.length(1, `${found.length} snippets of ${path} hold ${words}`);
  return found.join();
}

/** What stands under a heading, up to the next one of its rank or above. */
export function section(path: string, heading: string): string {
  const [, signs = '', text = ''] =
    new RegExp(`^(#+) ${heading.replace(/[^\w ]/g, '\\$&')}\\n([\\s\\S]*)`, 'm').exec(page(path)) ?? [];
  text.should.not.equal('', `${path} has no heading ${heading}`);
  return text.split(new RegExp(`^#{1,${signs.length}} `, 'm'))[0] ?? '';
}

/** The words in bold on a page, which it quotes from dialogs; a way such as `Import → Examples` is several. */
export function boldIn(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`]*`|<[^>]+>/g, '');
  return [...prose.matchAll(/\*\*([^*]+)\*\*/g)]
    .flatMap(([, words = '']) => words.split('→'))
    .map((words) => words.replace(/\s+/g, ' ').trim());
}
