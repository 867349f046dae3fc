import 'should';
import should from 'should';
import fc from 'fast-check';
import { dataIdOf, timeOfDataId } from '../../../nodes/cloud/messages/data-id';

const HEX = '0005b81315e32f945aa53abb5f170078';

describe('the id of a report', () => {
  it('R12: has one spelling, whichever came', () => {
    dataIdOf('AAW4ExXjL5RapTq7XxcAeA').should.equal(HEX);
    dataIdOf('AAW4ExXjL5RapTq7XxcAeA==').should.equal(HEX);
    dataIdOf(HEX.toUpperCase()).should.equal(HEX);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const hex = Buffer.from(bytes).toString('hex');
        dataIdOf(Buffer.from(bytes).toString('base64').slice(0, 22)).should.equal(hex);
        dataIdOf(Buffer.from(bytes).toString('base64url')).should.equal(hex);
        dataIdOf(hex).should.equal(hex);
      }),
    );
  });

  it('of another kind stays as it is, and what is no text is none', () => {
    dataIdOf('d1').should.equal('d1');
    dataIdOf('A'.repeat(23)).should.equal('A'.repeat(23));
    for (const odd of [`A${HEX}F`, `x${HEX.toUpperCase()}`, `${HEX.toUpperCase()}x`])
      dataIdOf(odd).should.equal(odd);
    for (const odd of [undefined, null, 5, {}]) dataIdOf(odd).should.equal('');
  });

  it('begins with a clock', () => {
    Math.floor(timeOfDataId('00065c52d82d65550000000000000000') ?? 0).should.equal(1790360744191);
    should(timeOfDataId(HEX)).equal(1609766994653.076);
    should(timeOfDataId('d1')).be.undefined();
  });
});
