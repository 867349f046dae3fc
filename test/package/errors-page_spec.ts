import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import should from 'should';
import rows from '../../nodes/cloud/errors/error-codes.json';
import english from '../../nodes/locales/en-US/errors.json';
import { root } from '../support/root';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What a reader sees of a piece of HTML. */
function seen(html: string): string {
  return html
    .replace(/<[^>]+>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .trim();
}

interface Row {
  class: keyof typeof english.page.class;
  remedy: keyof typeof english.page.does;
  source: string;
}
const catalogue = Object.entries(rows as Readonly<Record<string, Row>>);
const texts = english.codes as Readonly<Record<string, { cause: string; hint: string; disputed?: string }>>;

/** The pieces of HTML between two words. */
function pieces(html: string, open: string, close: string): string[] {
  return html
    .split(open)
    .slice(1)
    .map((rest) => rest.split(close)[0] ?? '');
}

/** The rows of a page, each with its section and cells. */
function rowsOf(page: string): { section: string; id: string; cells: string[]; html: string }[] {
  return pieces(page, '<section id="', '</section>').flatMap((section) =>
    pieces(section, '<tr id="', '</tr>').map((html) => ({
      section: /^\w+/.exec(section)?.[0] ?? '',
      id: /^[^"]+/.exec(html)?.[0] ?? '',
      cells: [...html.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell = '']) => seen(cell)),
      html,
    })),
  );
}

interface Maker {
  errorsPage: (catalogue: unknown) => string;
  errorsHelp: (catalogue: unknown) => string;
  pageName: (lang: string) => string;
}
const maker = (): Promise<Maker> =>
  import(pathToFileURL(join(root, 'errors-page.mjs')).href) as Promise<Maker>;

describe('the page of errors that ships', () => {
  const page = read('resources/errors.en-US.html');
  const shown = rowsOf(page);

  it('has each row of the catalogue once, under its class, and no other', () => {
    shown
      .map(({ section, id }) => `${section} ${id}`)
      .sort()
      .should.eql(catalogue.map(([code, row]) => `${row.class} ${code}`).sort());
  });

  for (const [code, { remedy, source }] of catalogue) {
    it(`${code}: cause, next step, what the node does, and where it is known from`, () => {
      const row = shown.find(({ id }) => id === code);
      const text = texts[code];
      const doubt =
        text?.disputed === undefined ? '' : english.page.disputed.replace('__text__', text.disputed);
      should(row?.cells.slice(0, 4)).eql([
        code,
        capital(text?.cause ?? 'missing') + doubt,
        text?.hint ?? 'missing',
        english.page.does[remedy],
      ]);
      const url = source.startsWith('https:') ? source : `/${source.split(' ')[0] ?? ''}.md"`;
      should(row?.html).containEql(url);
      if (!source.startsWith('https:')) should(row?.cells[4]).equal(source);
    });
  }

  it('says its classes in words, and leads to each', () => {
    for (const [name, words] of Object.entries(english.page.class)) {
      page.should.containEql(`<a href="#${name}">${words}</a>`);
      page.should.containEql(`<h2>${words}</h2>`);
    }
  });

  it('loads nothing: it is read where there is no way out', () => {
    page.should.not.match(/\ssrc=|<link|<script|@import|url\(/);
    page.should.match(/^<!doctype html>\n<html lang="en-US">/);
  });
});

describe('the help', () => {
  it('of tuya-request has each row of the catalogue once, in short', () => {
    const help = read('dist/nodes/locales/en-US/tuya-request.html');
    const terms = [
      ...help.matchAll(/<dt>(\w+) <span class="property-type">([^<]*)<\/span><\/dt><dd>([^<]*)<\/dd>/g),
    ]
      .map(([, code = '', cause = '', hint = '']) => [code, seen(cause), seen(hint)])
      .filter(([code = '']) => code in rows);
    terms.sort().should.eql(catalogue.map(([code]) => [code, texts[code]?.cause, texts[code]?.hint]).sort());
    help.should.not.containEql('every error');
  });

  const folder = 'dist/nodes/locales/en-US';
  for (const file of readdirSync(join(root, folder)).filter((name) => name.endsWith('.html'))) {
    it(`${file} leads to the page, and to no page that is not there`, () => {
      const pages = [...read(`${folder}/${file}`).matchAll(/href="(resources\/[^"]+)"/g)].map(
        ([, href = '']) => href.replace('resources/@tuya-flows/node-red-tuya-cloud/', 'resources/'),
      );
      pages.should.containEql('resources/errors.en-US.html');
      pages.filter((path) => !existsSync(join(root, path))).should.eql([]);
    });
  }
});

describe('a page of errors in another language', () => {
  const made = {
    lang: 'yy',
    rows: { 7: { class: 'input', remedy: 'none', source: 'PROTOCOL 5.2' } },
    english: { ...english, codes: { 7: { cause: 'bad', hint: 'Do <b> & "c".' } } },
    texts: { page: { class: { input: 'Yput' } }, codes: { 7: { cause: 'ybad' } } },
  };

  it('says what is translated so, and the rest in English', async () => {
    const { errorsPage, errorsHelp, pageName } = await maker();
    const page = errorsPage(made);
    pageName('yy').should.equal('errors.yy.html');
    page.should.containEql('<html lang="yy">').and.containEql('<h2>Yput</h2>');
    page.should.containEql(`<h2>${english.page.class.busy}</h2>`);
    const [row] = rowsOf(page);
    should(row?.cells).eql(['7', 'Ybad', 'Do <b> & "c".', 'Nothing.', 'PROTOCOL 5.2']);
    errorsHelp(made).should.containEql('errors.yy.html').and.containEql('ybad');
  });

  it('no text of it is taken for HTML', async () => {
    const { errorsPage, errorsHelp } = await maker();
    for (const html of [errorsPage(made), errorsHelp(made)]) {
      html.should.containEql('Do &lt;b&gt; &amp; &quot;c&quot;.').and.not.containEql('<b>');
    }
  });
});
