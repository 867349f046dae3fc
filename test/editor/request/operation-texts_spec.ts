import 'should';
import { OPERATIONS } from '../../../nodes/cloud/catalogue/operations';
import { inEnglish, meaningOf, textsOf } from '../../../nodes/editor/request/operation-texts';
import { LANGUAGES, keysOf, saying, sayingIn } from '../../support/texts';

describe('what operations are called', () => {
  for (const lang of LANGUAGES) {
    const say = sayingIn(lang);

    it(`is said of each in ${lang}: title, short title, words, group, and what its parameters mean`, () => {
      for (const operation of OPERATIONS) {
        const { title, short, words, group } = textsOf(operation, say);
        for (const text of [title, short, words, group]) text.trim().should.equal(text).and.not.equal('');
        for (const one of operation.params) meaningOf(one, say).should.not.equal('');
      }
    });

    it(`is told apart in ${lang}: no two have the same title`, () => {
      const titles = OPERATIONS.map((operation) => textsOf(operation, say).title);
      titles.filter((title, place) => titles.indexOf(title) !== place).should.eql([]);
    });

    it(`is said of none that is not there, in ${lang}`, () => {
      const ids = OPERATIONS.map(({ id }) => id);
      keysOf(lang, 'tuya-request', 'operation').sort().should.eql(ids.sort());
      const groups = [...new Set(OPERATIONS.map(({ group }) => group))];
      keysOf(lang, 'tuya-request', 'group').sort().should.eql(groups.sort());
      const meanings = OPERATIONS.flatMap(({ params }) => params.map(({ text }) => text));
      keysOf(lang, 'tuya-request', 'param')
        .sort()
        .should.eql([...new Set(meanings)].sort());
    });
  }

  for (const lang of LANGUAGES.filter((one) => one !== 'en-US')) {
    it(`is no English that was left standing in ${lang}`, () => {
      const say = sayingIn(lang);
      for (const operation of OPERATIONS) {
        const [own, english] = [textsOf(operation, say), textsOf(operation, saying)];
        for (const part of ['title', 'short', 'words'] as const) own[part].should.not.equal(english[part]);
        inEnglish(say)(`operation.${operation.id as 'get-home'}.title`).should.equal(english.title);
      }
    });
  }
});
