import 'should';
import { flawsOf, impossible } from '../../../nodes/cloud/diagnosis/key-form';
import { KEY, inWords } from '../../support/refused';

const said = (value: string): string => inWords([impossible(value, 'secret') ?? ''])[0] ?? '';

describe('the form of a key', () => {
  it('is nothing to talk about where it is that of Tuya’s keys', () => {
    flawsOf(KEY).should.eql([]);
    said(KEY.secret).should.equal('');
  });

  for (const [what, value, words] of [
    ['a blank within', 'abc def', /holds a blank$/],
    ['a no-break space', 'abc\u00a0def', /holds a blank$/],
    ['a tab', 'abc\tdef', /holds a blank$/],
    ['a line break at its end', 'abc\n', /holds a line break$/],
    ['a line break of Windows', 'abc\r\ndef', /holds a line break$/],
    ['a vertical tab', 'abc\u000bdef', /holds a line break$/],
    ['a line separator', 'abc\u2028def', /holds a line break$/],
    ['a zero-width space', 'abc\u200bdef', /holds an invisible character$/],
    ['a byte-order mark', '\ufeffabc', /holds a blank$|holds an invisible character$/],
    ['a soft hyphen', 'abc\u00addef', /holds an invisible character$/],
    ['a mark of direction', 'abc\u202edef', /holds an invisible character$/],
    ['a control character', 'abc\u0007def', /holds an invisible character$/],
    ['a typographic quotation mark', '“abc”', /holds a character that cannot belong to it$/],
    ['the dots of a password field', '••••••••', /only the stars or dots that hide it$/],
    ['dots before the part that is shown', '••••abc', /holds a character that cannot belong to it$/],
  ] as const) {
    it(`${what}: no call can be made, and it says which it is`, () => {
      said(value)
        .should.match(words)
        .and.match(/^The secret /)
        .and.not.containEql('abc');
    });
  }

  it('a key of whatever letters, digits and signs may be tried', () => {
    for (const value of ['x', 'a-b_c.d', '!~', '****']) said(value).should.equal('');
  });

  for (const [what, key, words] of [
    ['the same text twice', { ...KEY, secret: KEY.client_id }, /same text as the client_id/],
    ['changed places', { client_id: KEY.secret, secret: KEY.client_id }, /changed places/],
    ['a letter too few', { ...KEY, secret: KEY.secret.slice(1) }, /has 31 characters, and Tuya's have 32/],
    ['a letter too many', { ...KEY, secret: `${KEY.secret}x` }, /has 33 characters, and Tuya's have 32/],
    ['stars', { ...KEY, secret: '********' }, /The secret is only the stars or dots/],
    ['quotation marks', { ...KEY, secret: `"${KEY.secret}"` }, /The secret stands in quotation marks/],
    ['stars before the part that is shown', { ...KEY, secret: '****wxyz' }, /The secret has 8 characters/],
    ['a quotation mark at its end alone', { ...KEY, secret: 'ab"cde"' }, /The secret has 7 characters/],
    ['a quotation mark at its beginning alone', { ...KEY, secret: '"abc"de' }, /The secret has 7 characters/],
    ['a sign in the secret', { ...KEY, secret: `${KEY.secret.slice(1)}!` }, /secret holds something besides/],
    ['an id too short', { ...KEY, client_id: 'abc' }, /client_id has 3 characters, and Tuya's have 20/],
    ['an id in quotation marks', { ...KEY, client_id: "'abc'" }, /The client_id stands in quotation marks/],
    ['a sign in the id', { ...KEY, client_id: 'abcdefghij012345678-' }, /client_id holds something besides/],
  ] as const) {
    it(`${what}: it is the one thing that is named`, () => {
      const flaws = inWords(flawsOf(key));
      flaws.should.have.length(1);
      flaws.join().should.match(words).and.not.containEql(key.secret).and.not.containEql(key.client_id);
    });
  }

  it('two flaws are named both, that of the secret first', () => {
    const [first, second] = inWords(flawsOf({ client_id: 'id', secret: 'short' }));
    String(first).should.match(/^The secret has 5/);
    String(second).should.match(/^The client_id has 2/);
  });

  it('two halves of the same length have not changed places', () => {
    const [first] = inWords(flawsOf({ client_id: KEY.secret, secret: `${KEY.secret.slice(1)}x` }));
    String(first).should.match(/^The client_id has 32/);
  });
});
