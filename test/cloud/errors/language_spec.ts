import should from 'should';
import { lookUpIn, reworded, speakEnglish, speakerOf, textAt } from '../../../nodes/cloud/errors/language';
import { text } from '../../../nodes/cloud/errors/texts';

const WORLD = { a: { b: 'found', n: 7, has: 'one __x__, __x__ and __y__' }, alone: '__what__!' };

describe('what errors say', () => {
  const inWorld = lookUpIn(WORLD);
  const speak = speakerOf(inWorld);

  it('stands at a key of the texts, if that leads to a text', () => {
    should(inWorld('a.b')).equal('found');
    for (const nowhere of ['', 'a', 'a.n', 'a.c', 'a.b.c', 'a.b.length', 'constructor.name', 'a.toString'])
      should(inWorld(nowhere)).be.undefined();
    should(lookUpIn(undefined)('a')).be.undefined();
  });

  it('has its values where its placeholders are, each as often as it stands there', () => {
    speak({ key: 'a.has', values: { x: 1, y: 'two' } }).should.equal('one 1, 1 and two');
  });

  it('a placeholder without a value stays, and no value of every object fills it', () => {
    speak({ key: 'a.has', values: { x: 1 } }).should.equal('one 1, 1 and __y__');
    speakerOf(() => '__constructor__')({ key: 'k', values: {} }).should.equal('__constructor__');
  });

  it('what a value holds is no placeholder, nor does any character of it mean anything', () => {
    speak({ key: 'a.has', values: { x: '__y__', y: '$& $1' } }).should.equal('one __y__, __y__ and $& $1');
  });

  it('a value that is a text is said in the same language', () => {
    speak({ key: 'alone', values: { what: { key: 'a.b', values: {} } } }).should.equal('found!');
  });

  it('the words of somebody else stay as they are', () => {
    speak('a.b').should.equal('a.b');
    speakEnglish('1106 __x__').should.equal('1106 __x__');
  });

  it('what a language lacks is said in English, and what nobody has is its key', () => {
    speak(text('hint.tid'))
      .should.equal(speakEnglish(text('hint.tid')))
      .and.match(/tid/);
    speak({ key: 'no.where', values: {} }).should.equal('no.where');
  });

  it('days, numbers that people count and lists are written as the language does; a bare number is a code', () => {
    const german = speakerOf(inWorld, 'de');
    const written = { key: 'a.has', values: { x: { amount: 1106 }, y: { day: '2026-12-01' } } };
    german(written).should.equal('one 1.106, 1.106 and 1. Dezember');
    speakEnglish(written.values.y).should.equal('December 1');
    german({ key: 'alone', values: { what: 1106 } }).should.equal('1106!');
    const list = ['x', { key: 'a.b', values: {} }, 'y'];
    german({ list }).should.equal('x, found und y');
    german({ list, plain: true }).should.equal('x, found, y');
  });

  it('there is a text of a key or none', () => {
    should(textAt('codes.1106.cause')).eql({ key: 'codes.1106.cause', values: {} });
    should(textAt('codes.1106')).be.undefined();
  });

  it('can be changed word by word, in its values and theirs', () => {
    const loud = (words: string): string => words.toUpperCase();
    should(reworded('no', loud)).equal('NO');
    const inner = { key: 'alone', values: { what: 'deep' } };
    should(reworded({ key: 'a.has', values: { x: 1, y: inner, z: 'flat' } }, loud)).eql({
      key: 'a.has',
      values: { x: 1, y: { key: 'alone', values: { what: 'DEEP' } }, z: 'FLAT' },
    });
    should(reworded({ list: ['no', inner], plain: true }, loud)).eql({
      list: ['NO', { key: 'alone', values: { what: 'DEEP' } }],
      plain: true,
    });
    should(reworded({ day: '2026-12-01' }, loud)).eql({ day: '2026-12-01' });
    should(reworded({ amount: 7 }, loud)).eql({ amount: 7 });
  });
});
