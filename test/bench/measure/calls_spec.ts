import should from 'should';
import { missing } from '../peers/missing';
import { measureCalls } from './calls';
import { measureMemory } from './memory';

describe('calls of all clients', function () {
  this.timeout(120_000); // many processes, on a machine that may be busy

  before(function () {
    if (missing().length > 0) this.skip(); // npm run bench installs what they need
  });

  it('cost something, in each round and each of them', async () => {
    const { clients, rounds, speeds, atOnce } = await measureCalls({ rounds: 2, calls: 10, warm: 1 });
    should(clients[0]).equal('this client');
    atOnce.should.be.above(1);
    for (const figures of [rounds, speeds]) {
      figures.should.have.length(2);
      for (const values of figures) {
        values.should.have.length(clients.length);
        values.every((value) => value > 0 && Number.isFinite(value)).should.equal(true);
      }
    }
  });

  it('have a heap before the first of them and after each so many', async () => {
    const { clients, heaps, calls } = await measureMemory({ points: 2, calls: 20 });
    calls.should.equal(20);
    heaps.should.have.length(clients.length);
    for (const values of heaps) {
      values.should.have.length(3);
      values.every((bytes) => bytes > 1_000_000).should.equal(true);
    }
  });
});
