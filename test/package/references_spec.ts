import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import { filesBelow, lostIn, remarksOf, targets } from '../support/references';
import { root } from '../support/root';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('references', () => {
  const all = targets();
  const spec = 'test/package/references_spec.ts';
  const sources = filesBelow(['nodes', 'test'], '.ts').filter((path) => path !== spec);
  const remarks = sources.flatMap((path) => remarksOf(path, read(path)));

  it('have somewhere to point to', () => {
    all.protocol.should.have.keys('1.2', '4', '8', '10.1');
    [...all.rules].should.eql(Array.from({ length: all.rules.size }, (_, i) => String(i + 1)));
    all.rules.size.should.equal(13);
    for (const number of ['N1', 'N18', 'P21', 'L16', 'A15', 'R25']) all.faults.should.have.key(number);
    all.faults.size.should.equal(18 + 21 + 16 + 15 + 25);
  });

  it('in comments and test titles point to what is there', () => {
    remarks.length.should.be.above(500);
    remarks.flatMap(({ at, text }) => lostIn(text, all).map((lost) => `${at}: ${lost}`)).should.eql([]);
  });

  it('of faults: every number is a row once, in order', () => {
    const rows = [...read('test/FAULTS.md').matchAll(/^\| ([NPLAR])(\d+) +\|/gm)];
    const letters = [...new Set(rows.map(([, letter]) => letter))];
    for (const letter of letters) {
      const numbers = rows.filter((row) => row[1] === letter).map((row) => Number(row[2]));
      numbers.should.eql(numbers.map((_, i) => i + 1));
    }
  });

  it('in pages, texts and configuration name no page that is not here', () => {
    const texts = ['.md', '.html', '.json', '.mjs'].flatMap((ending) =>
      filesBelow(['nodes', '.github', 'docs'], ending),
    );
    const lost = [
      ...texts,
      'README.md',
      'CONTRIBUTING.md',
      'SECURITY.md',
      'CHANGELOG.md',
      'test/FAULTS.md',
    ].filter((path) => /\b(DESIGN|STYLE|FINDINGS|TRANSPORT|REALTIME)(\.md\b| \d)/.test(read(path)));
    lost.should.eql([]);
  });

  const seen = (source: string): string[] => remarksOf('x.ts', source).map(({ text }) => text);

  it('are looked for in comments of every kind, in titles, and in lists of faults', () => {
    seen('/** one */ const a = 1; // two\n/* three */ f(/* four */ 1);\nlet b; // five').should.eql([
      '/** one */',
      '// two',
      '/* three */',
      '/* four */',
      '// five',
    ]);
    seen("it('N1: x', f); describe(`P1 ${x}`, f); it.skip('A1', f); g('RULES 99');").should.eql([
      "'N1: x'",
      '`P1 ${x}`',
      "'A1'",
    ]);
    seen("const rows = [['N3', 'reset'], ['P01', 'x']];").should.eql(["'N3'"]);
  });

  for (const [text, lost] of [
    ['(PROTOCOL 99)', 'PROTOCOL 99'],
    ['(PROTOCOL 1.77)', 'PROTOCOL 1.77'],
    ['(RULES 99)', 'RULES 99'],
    ['N99: a fault', 'N99'],
    ['(A8, A99)', 'A99'],
    ['(RULES 4, 5 and 97)', 'RULES 97'],
    ['(rule 5)', 'rule 5'],
    ['by the rules of RULES', 'RULES'],
    ['see DESIGN', 'DESIGN'],
    ['as TRANSPORT says', 'TRANSPORT'],
    ['issue 9', 'issue 9'],
  ] as const) {
    it(`"${text}" leads nowhere`, () => {
      lostIn(text, all).should.containEql(lost);
    });
  }

  for (const text of [
    '(PROTOCOL 1.2)',
    '(RULES 9)',
    'N4, P10: a read',
    'PROTOCOL.md',
    'P01: a licence',
    'UTF-8',
  ]) {
    it(`"${text}" is fine`, () => {
      lostIn(text, all).should.eql([]);
    });
  }
});
