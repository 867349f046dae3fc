import 'should';
import { missing } from '../peers/missing';
import { measureLoad } from './load';
import { measureSize } from './size';

describe('what a client brings along', () => {
  before(function () {
    if (missing().length > 0) this.skip(); // npm run bench installs what they need
  });

  it('is loaded in each round', () => {
    const { clients, rounds } = measureLoad({ rounds: 1 });
    rounds.should.have.length(1);
    (rounds[0] ?? []).should.have.length(clients.length);
    (rounds[0] ?? []).every((ms) => ms > 0).should.equal(true);
  });

  it('is on the disk: itself and all that it depends on', () => {
    const sizes = measureSize();
    const of = (client: string) => sizes.find((one) => one.client === client);
    (of('node:http by hand')?.bytes ?? -1).should.equal(0);
    for (const { client, packages, bytes, own } of sizes) {
      if (client === 'node:http by hand') continue;
      packages.should.be.above(0, client);
      own.should.be.above(0, client);
      bytes.should.be.aboveOrEqual(own, client);
    }
    const ours = of('this client');
    (ours?.packages ?? 0).should.be.above(5);
    (ours?.bytes ?? 0).should.be.above(ours?.own ?? Infinity);
    (of('undici by hand')?.packages ?? 0).should.equal(1);
  });
});
