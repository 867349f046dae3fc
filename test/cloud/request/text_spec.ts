import 'should';
import { text as textOf } from '../../../nodes/cloud/errors/texts';
import { sentText } from '../../../nodes/cloud/request/text';

describe('what a value becomes as text', () => {
  const text = (value: unknown): string => sentText(value, textOf('what.body'));
  const refused = (value: unknown, reason: RegExp): void => {
    (() => text(value)).should.throw({ message: reason, code: 'TUYA_BAD_REQUEST' });
  };

  it('texts, numbers, BigInts and booleans are themselves', () => {
    text('ü').should.equal('ü');
    text('').should.equal('');
    text(1.5).should.equal('1.5');
    text(0).should.equal('0');
    text(false).should.equal('false');
    text(9007199254740993n).should.equal('9007199254740993');
  });

  it('lists become comma lists, without what is nothing', () => {
    text(['a', 2, null, undefined, true, ['b', 'c']]).should.equal('a,2,true,b,c');
    text([]).should.equal('');
  });

  it('objects become JSON', () => {
    text({ y: [1] }).should.equal('{"y":[1]}');
    text([{ a: 1 }, { b: 2 }]).should.equal('{"a":1},{"b":2}');
  });

  it('a lone surrogate becomes the sign for what is no character', () => {
    text('a\ud800').should.equal('a\ufffd');
    text(['\udc00']).should.equal('\ufffd');
  });

  it('a number that is none is refused, in a list and in an object too', () => {
    for (const value of [NaN, Infinity, -Infinity, [1, NaN]]) refused(value, /^The body is not a number$/);
    refused({ a: NaN }, /holds NaN in "a"/);
  });

  it('what has no text is refused by what it is', () => {
    refused(() => 1, /^The body cannot be sent \(function\)$/);
    refused(Symbol('x'), /symbol/);
    refused(undefined, /undefined/);
    refused(new Map(), /type Map/);
  });
});
