import { inspect } from 'node:util';
import fc from 'fast-check';
import should from 'should';
import { objectIn, parseExactJson, unpacked } from '../../nodes/cloud/exact-json';

/** A number as it ought to come, of those that are written without an exponent. */
function exact(_name: string, value: unknown): unknown {
  const isLong = Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(Number(value)) < 1e21;
  return isLong ? String(value) : value;
}

describe('JSON that is never rounded', () => {
  for (const [text, value] of [
    ['9007199254740991', 9007199254740991],
    ['-9007199254740991', -9007199254740991],
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['1000000000000000', 1000000000000000],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['12345678901234567.5', 12345678901234567.5],
    ['12345678901234567e2', 12345678901234567e2],
    ['12345678901234567E2', 12345678901234567e2],
    ['0.1234567890123456789', 0.1234567890123456789],
    ['-0.1234567890123456789', -0.1234567890123456789],
    ['1.5e1', 15],
  ] as const) {
    it(`P21: ${text}`, () => {
      for (const [wrapped, whole] of [
        [text, value],
        [`[${text}]`, [value]],
        [`[ ${text} ,\n${text}\t]`, [value, value]],
        [`{"a":${text}}`, { a: value }],
        [`{"a": ${text}, "b":${text}}`, { a: value, b: value }],
      ] as const) {
        (parseExactJson(wrapped) as object).should.deepEqual(whole);
      }
    });
  }

  it('P21: a string alone stays as it is, whatever digits it holds', () => {
    (parseExactJson('"9007199254740993"') as string).should.equal('9007199254740993');
  });

  it('P21: empty texts beside such numbers', () => {
    const text = '{"":9007199254740993,"a":["",9007199254740993,""]}';
    const long = '9007199254740993';
    (parseExactJson(text) as object).should.deepEqual({ '': long, a: ['', long, ''] });
  });

  it('P21: digits in a string stay as they are, whatever stands before the quote', () => {
    for (const text of [
      '9007199254740993',
      ':9007199254740993,',
      '"9007199254740993"',
      '\\9007199254740993',
      '\\"',
      '\\\\" 9007199254740993',
      'ends with a backslash\\',
      'ends with two\\\\',
    ]) {
      const value = { [text]: [text, text], n: 1 };
      (parseExactJson(JSON.stringify(value)) as object).should.deepEqual(value);
      const mixed = `{"a":${JSON.stringify(text)},"b":9007199254740993}`;
      (parseExactJson(mixed) as object).should.deepEqual({ a: text, b: '9007199254740993' });
    }
  });

  it('P21: whatever JSON.parse makes of any value, such numbers excepted', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const { same } = parseExactJson(`{"long":9007199254740993,"same":${text}}`) as { same: unknown };
        should(same).deepEqual(JSON.parse(text, exact));
      }),
    );
  });

  it('P21: any integer beyond the safe ones comes as its digits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (n) => {
        const expected = Number.isSafeInteger(Number(n)) ? Number(n) : String(n);
        should((parseExactJson(`{"n":${n}}`) as { n: unknown }).n).equal(expected);
      }),
    );
  });

  it('what is no JSON is none', () => {
    for (const text of [
      '',
      '{',
      '{"a":9007199254740993',
      '"9007199254740993',
      '{"a":00000000000000001}',
      '{"a":"\\',
      '9007199254740993x',
      '{"9007199254740993',
      '+9007199254740993',
    ]) {
      (() => parseExactJson(text)).should.throw(SyntaxError);
    }
  });

  it('10 MB of rows, or of one string full of escapes, are read like any other', () => {
    const row = '{"id":"12345678901234567890","n":9007199254740993,"t":"\\"quoted\\""}';
    const text = `[${Array.from({ length: 150_000 }, () => row).join()}]`;
    (parseExactJson(text) as unknown[]).should.have.length(150_000);
    const escapes = '\\\\'.repeat(4_000_000);
    (parseExactJson(`["${escapes}",9007199254740993]`) as [string, string])[1].should.equal(
      '9007199254740993',
    );
  });
});

describe('JSON in a text', () => {
  for (const [value, meant] of [
    ['{"id":9007199254740993}', { id: '9007199254740993' }],
    [' \n[1]', [1]],
    ['{"a":', '{"a":'],
    ['[object Object]', '[object Object]'],
    ['7', '7'],
    ['true', 'true'],
    ['"see [1]"', '"see [1]"'],
    ['see [1]', 'see [1]'],
    ['', ''],
    [['[1]'], ['[1]']],
    [{ a: '[1]' }, { a: '[1]' }],
    [7, 7],
    [null, null],
    [undefined, undefined],
  ] as const) {
    it(`is what it holds, and anything else as it is: ${inspect(value)}`, () => {
      should(unpacked(value)).eql(meant);
    });
  }

  it('may hold an object, which may also be there itself', () => {
    const object = { a: 1 };
    should(objectIn(object)).equal(object);
    should(objectIn('{"a":1}')).eql(object);
    for (const none of ['{"a":', '[1]', '7', 'null', '', 7, null, undefined, [1]]) {
      should(objectIn(none)).equal(undefined);
    }
  });
});
