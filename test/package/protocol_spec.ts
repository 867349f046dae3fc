import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import should from 'should';
import rows from '../../nodes/cloud/errors/error-codes.json';
import { codes } from '../../nodes/locales/en-US/errors.json';
import { root } from '../support/root';

const page = readFileSync(join(root, 'nodes/cloud/PROTOCOL.md'), 'utf8');
const catalogue = Object.entries(
  rows as Readonly<Record<string, { class: string; remedy: string; source: string }>>,
);
const texts = codes as Readonly<Record<string, { disputed?: string }>>;
const ofTuya = catalogue.filter(([code]) => !code.startsWith('TUYA_'));

/** A section of the page, such as 5.2. */
function section(number: string): string {
  return page.split(/^(?=#{2,3} \d)/m).find((part) => part.startsWith(`### ${number} `)) ?? '';
}

interface Told {
  section: string;
  code: string;
  says: string;
  class: string;
  remedy: string;
}
const told = ['5.2', '5.3', '5.4'].flatMap((number) =>
  [...section(number).matchAll(/^\| (\w+) +\| ([^|]*)\| (\w+) +\| (\w+) +\|$/gm)]
    .map(([, code = '', says = '', about = '', remedy = '']): Told => {
      return { section: number, code, says: says.trim(), class: about, remedy };
    })
    .filter(({ code }) => code !== 'code'),
);

describe('the page of Tuya’s rules, and the catalogue of errors', () => {
  it('know the same codes, each once', () => {
    told
      .map(({ code }) => code)
      .sort()
      .should.eql(ofTuya.map(([code]) => code).sort());
  });

  for (const [code, row] of ofTuya) {
    it(`agree on ${code}: what it is about, what helps, and where sources disagree`, () => {
      const found = told.find((one) => one.code === code);
      should([found?.class, found?.remedy]).eql([row.class, row.remedy]);
      const doubts = [...page.matchAll(new RegExp(`^- ${code}: (.*(?:\\n {2}.*)*)`, 'gm'))].map(
        ([, text = '']) => text.replace(/\n {2}/g, ' '),
      );
      doubts.should.eql(texts[code]?.disputed === undefined ? [] : [texts[code].disputed]);
      // A code is known from a page of Tuya's that says so in words, or from the section that tells of it.
      if (row.source.startsWith('https:')) section('5.2').should.containEql(row.source);
      else row.source.should.equal(`PROTOCOL ${found?.section ?? ''}`, code);
    });
  }

  it('what others say of a code, and no page of Tuya’s, is disputed or a family', () => {
    for (const { code, says } of told.filter(({ says: words }) => words === '')) {
      const family = code.endsWith('xx') || /^24\d\d$|^2884/.test(code);
      should(family || texts[code]?.disputed !== undefined).be.true(`${code} ${says}`);
    }
  });
});
