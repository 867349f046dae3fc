import 'should';
import { base64, messageId, placeOf } from './message-id';

const bytes = (text: string): Buffer => Buffer.from(text, 'base64');

describe('the id of a message in the simulator', () => {
  it('is base64 of a protobuf: ledger, entry, then partition and place in a batch where there are any', () => {
    messageId({ ledger: 10, entry: 40, partition: -1 }).should.equal('CAoQKA==');
    bytes(messageId({ ledger: 10, entry: 40, partition: 0, batchIndex: 3 }))
      .toString('hex')
      .should.equal('080a102818002003');
    bytes(messageId({ ledger: 10, entry: 40, partition: 0, batchIndex: 3, batchSize: 9 }))
      .toString('hex')
      .should.equal('080a1028180020033009');
    bytes(messageId({ ledger: 300, entry: 0, partition: 10 }))
      .toString('hex')
      .should.equal('08ac021000180a');
  });

  it('is read as it was written, beyond 32 bits too', () => {
    for (const place of [
      { ledger: 10, entry: 40, partition: -1 },
      { ledger: 2 ** 40 + 1, entry: 127, partition: 10 },
      { ledger: 1, entry: 128, partition: 0, batchIndex: 7, batchSize: 300 },
    ]) {
      [placeOf(bytes(messageId(place)))].should.eql([place]);
    }
  });

  it('is none where bytes are cut, no protobuf, or without an entry', () => {
    for (const hex of ['', '080a', '080a10', '08', 'ff', '0a0a102800']) {
      (placeOf(Buffer.from(hex, 'hex')) === undefined).should.be.true(hex);
    }
  });

  it('is base64 as Java reads it: the alphabet, padded or not', () => {
    for (const text of ['CAoQKA==', 'CAoQKA', '', 'CAoQKAAB'])
      (base64(text) === undefined).should.be.false(text);
    for (const text of ['CAoQK', 'CAo-KA==', 'CAoQKA=', 'CA oQKA=', '%%%']) {
      (base64(text) === undefined).should.be.true(text);
    }
  });
});
