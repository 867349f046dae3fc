import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import { root } from '../support/root';

const FOLDER = join(root, 'nodes/locales');
const ENGLISH = 'en-US';
/** As Node-RED's own editor names them. */
const LANGUAGES = ['de', 'en-US', 'es-ES', 'fr', 'ja', 'zh-CN'];

/** Tuya's pages are in English, and in one more of these languages, under the same path. */
const TUYA_PAGES = 'https://developer.tuya.com/';
const TUYA_SPEAKS: Readonly<Record<string, string>> = { 'zh-CN': 'cn' };

interface Texts {
  [key: string]: string | Texts;
}

const read = (lang: string, file: string): string => readFileSync(join(FOLDER, lang, file), 'utf8');
const files = readdirSync(join(FOLDER, ENGLISH));

/** Each text with its key. */
function textsOf(lang: string, file: string): Map<string, string> {
  const flat = (tree: Texts, before: string): [string, string][] =>
    Object.entries(tree).flatMap(([name, found]) =>
      typeof found === 'string'
        ? [[before + name, found] as [string, string]]
        : flat(found, `${before}${name}.`),
    );
  return new Map(flat(JSON.parse(read(lang, file)) as Texts, ''));
}

/** What no translation may change: placeholders, elements, signs of HTML, addresses. */
function fixedIn(text: string): string[] {
  const fixed =
    text.match(/__\w+__|<!--[^]*?-->|<\/?\w+[^>]*>|&\w+;|https?:\/\/[^\s"<\u0080-\uffff]*|\$\{\w+\}/g) ?? [];
  return fixed
    .map((one) =>
      one
        .replace(/\s+/g, ' ')
        .replace(/ >$/, '>')
        .replace(/^(http.*?)[.,;:]$/, '$1'),
    )
    .sort();
}

describe('the languages', () => {
  it('are those that are spoken', () => {
    readdirSync(FOLDER).sort().should.eql(LANGUAGES);
  });

  for (const lang of LANGUAGES.filter((one) => one !== ENGLISH)) {
    describe(lang, () => {
      it('has every file', () => {
        readdirSync(join(FOLDER, lang)).should.eql(files);
      });

      for (const file of files.filter((name) => name.endsWith('.json'))) {
        it(`${file} says all that English says, with the same placeholders`, () => {
          const english = textsOf(ENGLISH, file);
          const own = textsOf(lang, file);
          [...own.keys()].sort().should.eql([...english.keys()].sort());
          for (const [key, text] of english) {
            if (key === 'language') continue;
            fixedIn(own.get(key) ?? '').should.eql(fixedIn(text), key);
          }
        });
      }

      for (const file of files.filter((name) => name.endsWith('.html'))) {
        it(`${file} has the parts of the English help`, () => {
          const own = read(lang, file)
            .replaceAll(`errors.${lang}.html`, `errors.${ENGLISH}.html`)
            .replaceAll(`${TUYA_PAGES}${TUYA_SPEAKS[lang] ?? 'en'}/`, `${TUYA_PAGES}en/`);
          fixedIn(own).should.eql(fixedIn(read(ENGLISH, file)));
        });
      }

      it('names itself, so that errors are said in it too', () => {
        for (const file of files.filter((name) => name.startsWith('tuya-') && name.endsWith('.json'))) {
          (JSON.parse(read(lang, file)) as Texts).should.have.property('language', lang);
        }
      });

      it('is none of English that was left standing: few texts are the same', () => {
        const english = textsOf(ENGLISH, 'errors.json');
        // Tuya's console has services by their English names, where it has no Chinese ones.
        const same = [...textsOf(lang, 'errors.json')].filter(
          ([key, text]) => / .* /.test(text) && english.get(key) === text && !key.startsWith('service.'),
        );
        same.map(([key]) => key).should.eql([]);
      });
    });
  }
});
