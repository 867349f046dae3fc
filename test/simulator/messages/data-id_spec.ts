import 'should';
import { dataIdBytes, spellings } from './data-id';

describe('the id of a report in the simulator', () => {
  it('begins with microseconds, and is spelled in hex and in base64 (PROTOCOL 10.1)', () => {
    const chance = Buffer.from('5aa53abb5f170078', 'hex');
    const bytes = dataIdBytes(1609766994653.076, chance);
    spellings.base64(bytes).should.equal('AAW4ExXjL5RapTq7XxcAeA');
    spellings.hex(bytes).should.equal('0005B81315E32F945AA53ABB5F170078');
  });

  it('is another one each time', () => {
    dataIdBytes(1).equals(dataIdBytes(1)).should.be.false();
  });
});
