import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import rows from '../../nodes/cloud/errors/error-codes.json';
import { STAGES } from '../../nodes/shared/admin';
import {
  Help,
  LANGUAGES,
  PLACES,
  TYPES,
  copiesIn,
  sectionOf,
  shown,
  termsIn,
  textsIn,
} from '../support/help';
import type { Lang, NodeType } from '../support/help';
import { root } from '../support/root';

interface Texts {
  [key: string]: string | Texts;
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const parsed = (path: string): Texts => JSON.parse(read(path)) as Texts;

/** The text of a key such as `label.name`. */
function textAt(texts: Texts, key: string): string {
  const found = key
    .split('.')
    .reduce<string | Texts | undefined>(
      (level, part) => (typeof level === 'object' ? level[part] : undefined),
      texts,
    );
  if (typeof found !== 'string') throw new Error(`There is no text ${key}`);
  return found;
}

/** All texts of a tree. */
function allOf(texts: Texts): string[] {
  return Object.values(texts).flatMap((found) => (typeof found === 'string' ? [found] : allOf(found)));
}

const ownTexts = (lang: Lang, type: NodeType): Texts =>
  parsed(`dist/nodes/locales/${lang}/${type}.json`)[type] as Texts;

/** A word as it begins a heading. */
const capital = (word: string): string => word.charAt(0).toLocaleUpperCase() + word.slice(1);

/** The headings of the help of Node-RED's own nodes, the most frequent first. */
function coreHeadings(lang: Lang): string[] {
  const folder = join(root, 'node_modules/@node-red/nodes/locales', lang);
  const counts = new Map<string, number>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.html')) continue;
    for (const title of textsIn(readFileSync(join(folder, file), 'utf8'), 'h3'))
      counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([title]) => title);
}

/** The names that a source reads from a message, or sets in one; comments name others. */
function namesIn(files: readonly string[], pattern: RegExp): string[] {
  const sources = files.map((file) => read(`nodes/${file}`).replace(/\/\*[^]*?\*\/|\/\/.*/g, ''));
  return sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name));
}

const READ = /\bmsg\.(\w+)/g;
const SET = /\b(?:msg|copy)\.(\w+) = /g;
/** What each node takes from a message, and what it puts into one, as its code says. */
const MESSAGES: Partial<Record<NodeType, { inputs: string[]; outputs: string[] }>> = {
  'tuya-token': {
    inputs: [
      'uid',
      ...namesIn(['tuya-token.ts'], READ),
      // Of a request and its payload it takes nothing but what `find` looks for.
      ...namesIn(['runtime/node/token-actions.ts'], /\bmsg\.(?!req\b|payload\b)(\w+)/g),
      ...namesIn(['runtime/node/token-actions.ts'], /\bfind\('(\w+)'\)/g),
    ],
    outputs: ['payload', ...namesIn(['runtime/node/flow-node.ts'], SET)],
  },
  'tuya-request': {
    inputs: ['uid', 'device_id', ...namesIn(['runtime/node/api-call.ts'], READ)],
    outputs: [
      'payload',
      ...namesIn(['runtime/node/answer.ts', 'runtime/node/pages-out.ts', 'runtime/node/flow-node.ts'], SET),
    ],
  },
  'tuya-event': {
    inputs: ['event.id'],
    outputs: [
      ...namesIn(['runtime/node/event-out.ts'], /^ {2}(payload|topic|device_id|event): /gm),
      ...namesIn(['runtime/node/complaints.ts'], SET),
    ],
  },
};

/** The keys of what a dialog shows, in its order, such as `label.name`. */
function keysIn(type: NodeType, pattern: RegExp): string[] {
  const [dialog = ''] = read(`dist/nodes/${type}.html`).split('<script type="text/javascript">');
  return [...dialog.matchAll(pattern)].map(([, key = '']) => key);
}

/** Labels beside fields: a text below `label` that stands in a `label` element. */
const LABEL =
  /<label\b[^>]*?(?:data-i18n="[\w-]+\.(label\.\w+)"|>(?:(?!<\/label>)[^])*?data-i18n="[\w-]+\.(label\.\w+)")/g;

/** What is a heading of a fold, and no field. */
const FOLD = /<summary data-i18n="[\w-]+\.(label\.\w+)"/g;
const BUTTON = /data-i18n="[\w-]+\.(button\.\w+)"/g;

/** What a node is set to, but for types of values and what the dialog keeps for itself. */
function settingsOf(type: NodeType): string[] {
  const [, script = ''] = read(`dist/nodes/${type}.html`).split('<script type="text/javascript">');
  const [, defaults = ''] = /\n {6}defaults: \{\n([^]*?)\n {6}\},\n/.exec(script) ?? [];
  const [, credentials = ''] = /\n {6}credentials: \{(.*)\},\n/.exec(script) ?? [];
  const names = [
    ...[...defaults.matchAll(/^ {8}(\w+): \{/gm)].map(([, name = '']) => name),
    ...[...credentials.matchAll(/(\w+): \{/g)].map(([, name = '']) => name),
  ];
  return names.filter((name) => !/Type$|^deviceNames$|^inputs$/.test(name));
}

function labelsOf(type: NodeType): string[] {
  const [dialog = ''] = read(`dist/nodes/${type}.html`).split('<script type="text/javascript">');
  return [...dialog.matchAll(LABEL)].map(([, own = '', within = '']) => own || within);
}

/** The elements that make blocks, in order: what a reader sees without reading. */
function blocksOf({ html }: Help): string[] {
  return html.match(/<(?:h3|h4|p|dl|dt|dd|ul|ol|li|pre|i|a)(?=[\s>])/g) ?? [];
}

const examples = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.json'),
);

for (const lang of LANGUAGES) {
  const editor = parsed(`node_modules/@node-red/editor-client/locales/${lang}/editor.json`);
  const core = parsed(`node_modules/@node-red/nodes/locales/${lang}/messages.json`);
  const headings = coreHeadings(lang);
  const everyText = new Set(TYPES.flatMap((type) => allOf(ownTexts(lang, type))));

  describe(`the help in ${lang}`, () => {
    it('has the headings of Node-RED’s own help, in one order', () => {
      for (const type of TYPES) {
        const help = new Help(lang, type);
        help.sections.length.should.equal(Object.keys(PLACES[type]).length, type);
        const title = (name: string): string => help.sections[PLACES[type][name] ?? -1]?.title ?? '';
        // Details, inputs and outputs are on most of its pages.
        title('details').should.equal(headings[0], type);
        if (type !== 'tuya-config')
          headings
            .slice(1, 3)
            .sort()
            .should.eql([title('inputs'), title('outputs')].sort(), type);
        title('status').should.equal(capital(textAt(core, 'debug.status')), type);
        title('errors').should.startWith(capital(textAt(core, 'common.status.error')), type);
        textAt(editor, 'library.types.examples').should.startWith(title('example'), type);
        const [properties = ''] = textsIn(sectionOf(help, type, 'details'), 'h4');
        properties.should.equal(textAt(editor, 'editor-tab.properties'), type);
      }
    });

    for (const type of TYPES) {
      describe(type, () => {
        const help = new Help(lang, type);
        const texts = ownTexts(lang, type);
        const details = sectionOf(help, type, 'details');

        it('begins with one plain sentence, which the palette shows', () => {
          const [, first = ''] = /^\s*<p>([^]*?)<\/p>\s*$/.exec(help.opening) ?? [];
          first.should.equal(first.replace(/<[^>]*>/g, ''));
          shown(first).length.should.be.within(20, 160);
        });

        it('describes each field of the dialog once, in its order', () => {
          const labels = labelsOf(type).map((key) => textAt(texts, key));
          labels.length.should.be.above(6);
          termsIn(details)
            .map(({ text }) => text)
            .should.eql(labels);
          for (const { text, said } of termsIn(details))
            said.map(shown).join(' ').length.should.be.above(5, text);
        });

        it('describes whatever the node is set to', () => {
          const settings = settingsOf(type);
          settings.length.should.be.above(5);
          const labels = labelsOf(type);
          settings.filter((name) => !labels.includes(`label.${name}`)).should.eql([]);
        });

        it('names each fold and each button', () => {
          const named = new Set([...textsIn(help.html, 'b'), ...textsIn(details, 'h4')]);
          for (const key of [...keysIn(type, FOLD), ...keysIn(type, BUTTON)])
            named.has(textAt(texts, key)).should.equal(true, key);
        });

        it('shows words of the dialogs only as they stand there', () => {
          const words = textsIn(help.html, 'b').map((text) => text.replace(/ …$/, ' …'));
          words.filter((text) => !everyText.has(text)).should.eql([]);
        });

        it('leads to pages that are there, and away from the editor only into another window', () => {
          const links = [...help.html.matchAll(/<a\b([^>]*)>/g)].map(([, attributes = '']) => attributes);
          links.length.should.be.above(1);
          const pages = links.flatMap((attributes) => {
            attributes.should.match(/target="_blank"/);
            const [, href = ''] = /href="([^"]*)"/.exec(attributes) ?? [];
            if (/^https:\/\/(platform|developer)\.tuya\.com(\/|$)/.test(href)) return [];
            return [href.replace('resources/@tuya-flows/node-red-tuya-cloud/', 'resources/')];
          });
          pages.should.eql([`resources/errors.${lang}.html`]);
          pages.filter((path) => !existsSync(join(root, path))).should.eql([]);
          sectionOf(help, type, 'errors').should.containEql(`errors.${lang}.html`);
        });

        it('names errors that there are', () => {
          const errors = sectionOf(help, type, 'errors').replace(/<details>[^]*<\/details>/, '');
          const codes = termsIn(errors).flatMap(({ html }) => textsIn(html, 'code'));
          codes.length.should.be.above(3);
          const known = (code: string): boolean =>
            Object.keys(rows).some((row) =>
              new RegExp(`^(?:TUYA_)?${row.replaceAll('x', '\\d')}$`).test(code.replace(/^TUYA_(?=\d)/, '')),
            );
          codes.filter((code) => !known(code)).should.eql([]);
          codes.should.eql([...new Set(codes)]);
        });

        it('is laid out as in English, and its example can be copied from a narrow column', () => {
          const english = new Help('en-US', type);
          blocksOf(help).should.eql(blocksOf(english));
          const copies = copiesIn(sectionOf(help, type, 'example'));
          copies.length.should.be.above(0);
          copies.should.eql(copiesIn(sectionOf(english, type, 'example')));
          for (const line of copies.join('\n').split('\n')) line.length.should.be.belowOrEqual(29, line);
        });

        it('names examples that there are', () => {
          for (const [, name = ''] of help.html.matchAll(
            /["“„«「]\u00a0?(Let users[\w ()]*)\u00a0?["”“»」]/g,
          ))
            examples.some((file) => file.includes(name)).should.equal(true, name);
        });

        if (type === 'tuya-config')
          it('lists the stages of the test in their order', () => {
            const [test = ''] = details.split('<h4>').filter((text) => text.includes('<ol>'));
            const stages = textsIn(test, 'li');
            stages.should.have.length(STAGES.length);
            for (const [place, stage] of STAGES.entries()) {
              const [name = ''] = textAt(texts, `stageName.${stage}`).split(/[,，(]/);
              String(stages[place]).should.startWith(name.trim());
            }
          });

        const messages = MESSAGES[type];
        if (messages === undefined) return;
        it('describes each property of the messages once, and those that may be missing as such', () => {
          const { inputs, outputs } = messages;
          for (const [name, wanted] of [
            ['inputs', inputs],
            ['outputs', outputs],
          ] as const) {
            const section = sectionOf(help, type, name);
            const lists = [...section.matchAll(/<dl[^>]*>/g)].map(([list]) => list);
            lists.should.eql(['<dl class="message-properties">'], name);
            const terms = termsIn(section);
            const own = wanted.filter((one) => one !== '');
            terms
              .map(({ text }) => text)
              .sort()
              .should.eql([...new Set(own)].sort(), name);
            for (const { html, said } of terms) {
              textsIn(html, 'span').should.have.length(1);
              said.should.have.length(1);
            }
          }
        });
      });
    }
  });
}
