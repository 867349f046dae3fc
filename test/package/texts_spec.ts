import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import english from '../../nodes/locales/en-US/errors.json';
import { filesOfNodes } from '../support/imports';
import { root } from '../support/root';

const sources = filesOfNodes('.ts').map((file) => ({
  file,
  text: readFileSync(join(root, 'nodes', file), 'utf8'),
}));
const all = sources.map(({ text }) => text).join('\n');

/** The keys of a tree of texts that lead to one, and what stands there. */
function textsIn(tree: object, before = ''): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([name, found]: [string, unknown]) =>
    typeof found === 'string'
      ? [[`${before}${name}`, found] as [string, string]]
      : textsIn(found as object, `${before}${name}.`),
  );
}

/** Whether a source names a key, whole or with its last piece left open. */
function isNamed(key: string): boolean {
  const open = key.slice(0, key.lastIndexOf('.') + 1);
  return all.includes(`'${key}'`) || (open !== '' && all.includes(`\`${open}\${`));
}

/** A sentence that is thrown as it stands: no translation would reach it. */
const SENTENCE =
  /\b(?:badRequest|configError)\(\s*['"`]|\bnew TuyaError\(\s*[^,()]+,\s*['"`]|\b(?:log|node)\.(?:warn|error)\(\s*['"`]/;

/** Sentences for those who write programs, who have no other language. */
const OPEN = ['cloud/create-client.ts'];

describe('what errors and the log say', () => {
  const { codes, page, problem, log, ...rest } = english;

  it('is a text, so that it can be translated: no sentence is thrown as it stands', () => {
    const thrown = sources.filter(({ text }) => SENTENCE.test(text)).map(({ file }) => file);
    thrown.filter((file) => !OPEN.includes(file)).should.eql([]);
  });

  it('is said somewhere: no text has been left behind', () => {
    const problems = [...new Set(textsIn(problem).map(([key]) => key.replace(/\.(message|hint)$/, '')))];
    const keys = [...problems, ...textsIn(log).map(([key]) => key), ...textsIn(rest).map(([key]) => key)];
    keys.length.should.be.above(100);
    keys.filter((key) => !isNamed(key)).should.eql([]);
  });

  it('begins with a capital and ends as it should: a next step with its full stop, what happened without', () => {
    const hints = [...textsIn(codes), ...textsIn(problem)].filter(([key]) => key.endsWith('.hint'));
    hints.filter(([, text]) => !/^[A-Z_].*[.?…]$/.test(text)).should.eql([]);
    const messages = textsIn(problem).filter(([key]) => key.endsWith('.message'));
    messages.filter(([, text]) => !/^(?:[A-Z_"]|msg\.).*[^.]$/.test(text)).should.eql([]);
  });

  it('of a row is whole: a cause in a few words, a next step, and nothing put in', () => {
    textsIn(codes)
      .filter(([, text]) => text.includes('__'))
      .should.eql([]);
    const causes = textsIn(codes).filter(([key]) => key.endsWith('.cause'));
    causes.filter(([, text]) => text.length > 60 || /[.!?]$/.test(text)).should.eql([]);
    page.should.have.property('class').which.is.an.Object();
  });

  for (const [source, isOne] of [
    ["badRequest('The path is missing')", true],
    ['configError(\n  `The ${label}`', true],
    ["new TuyaError('TUYA_X', 'No')", true],
    ["node.warn('No')", true],
    ["badRequest(...problem('path.missing'))", false],
    ["new TuyaError(code, text('hint.tid'))", false],
  ] as const) {
    it(`${JSON.stringify(source)} ${isOne ? 'is' : 'is no'} sentence that is thrown`, () => {
      SENTENCE.test(source).should.equal(isOne);
    });
  }
});
