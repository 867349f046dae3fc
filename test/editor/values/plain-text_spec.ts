import fc from 'fast-check';
import 'should';
import { textOf, valueIn } from '../../../nodes/editor/values/plain-text';

describe('a value in a text field', () => {
  it('is a text as it stands, or the JSON that it is', () => {
    textOf('auto').should.equal('auto');
    textOf('55').should.equal('"55"');
    textOf('true').should.equal('"true"');
    textOf('"55"').should.equal('"\\"55\\""');
    textOf(55).should.equal('55');
    textOf({ h: 1 }).should.equal('{"h":1}');
    textOf('').should.equal('');
    textOf(undefined).should.equal('');
    String(valueIn('auto')).should.equal('auto');
    (valueIn('55') as number).should.equal(55);
    (valueIn('"55"') as string).should.equal('55');
    (valueIn('{"h":1}') as object).should.eql({ h: 1 });
    (valueIn('{"h":') as string).should.equal('{"h":');
  });

  it('comes back as it was, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        JSON.stringify(valueIn(textOf(value))).should.equal(JSON.stringify(value));
      }),
    );
  });
});
