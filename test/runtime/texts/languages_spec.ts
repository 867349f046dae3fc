import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import should from 'should';
import { TuyaError, badRequest, speakEnglish } from '../../../nodes/cloud';
import {
  languageOfRed,
  languages,
  speakerIn,
  speakerOfRed,
  textsOf,
} from '../../../nodes/runtime/texts/languages';
import { root } from '../../support/root';

describe('the languages', () => {
  const folder = join(root, 'dist/nodes/locales/yy');
  before(() => {
    mkdirSync(folder, { recursive: true });
    const translated = {
      codes: { 1106: { cause: 'ykeit', hint: 'Ytu.' } },
      message: { tuya: 'Y __text__ Y __code__' },
    };
    writeFileSync(join(folder, 'errors.json'), JSON.stringify(translated));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const refusal = new TuyaError('TUYA_1106', { key: 'message.tuya', values: { code: '1106', text: 'no' } });

  it('are folders, and English comes first', () => {
    should(languages()[0]).equal('en-US');
    languages().should.containEql('yy');
  });

  it('have files of texts, or not', () => {
    should(textsOf('yy', 'errors.json')('codes.1106.hint')).equal('Ytu.');
    should(textsOf('yy', 'tuya-config.json')('tuya-config.title')).be.undefined();
    should(textsOf('zz', 'errors.json')('codes.1106.hint')).be.undefined();
  });

  it('say the same error, each in its own words', () => {
    refusal.in(speakerIn('yy')).should.eql({ message: 'Y no Y 1106', hint: 'Ytu.' });
    refusal.in(speakerIn('en-US')).should.eql({ message: refusal.message, hint: refusal.hint });
    refusal.message.should.equal('Tuya answered 1106: no');
    speakerIn('yy').should.equal(speakerIn('yy'));
  });

  it("leave words that are nobody's text as they are", () => {
    badRequest('odd', 'mend').in(speakerIn('yy')).should.eql({ message: 'odd', hint: 'mend' });
  });

  it('A14: a language that is no folder of ours is English, wherever its name would lead', () => {
    for (const lang of ['language', 'zz', '../../..', '', '__proto__'])
      speakerIn(lang).should.equal(speakEnglish);
  });

  it('Node-RED names its own by a text that each of its files has', () => {
    const asked: string[] = [];
    const red = (lang: string): Parameters<typeof speakerOfRed>[0] => ({
      _: (key: string) => {
        asked.push(key);
        return lang;
      },
    });
    refusal.in(speakerOfRed(red('yy'))).hint.should.equal('Ytu.');
    speakerOfRed(red('en-US')).should.equal(speakEnglish);
    languageOfRed(red('yy')).should.equal('yy');
    // Without a text for it Node-RED gives back what it was asked for.
    for (const lang of ['language', 'zz']) languageOfRed(red(lang)).should.equal('en-US');
    asked.should.eql(Array(5).fill('language'));
  });
});
