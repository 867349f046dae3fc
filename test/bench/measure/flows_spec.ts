import should from 'should';
import { measureFlows } from './flows';

describe('flows that call', function () {
  this.timeout(120_000); // many processes, on a machine that may be busy

  it('cost something, in each round and both of them', async () => {
    const { flows, rounds, speeds, nodeRed } = await measureFlows({ rounds: 2, messages: 30, warm: 1 });
    nodeRed.should.match(/^\d+\.\d+\.\d+/);
    should(flows[0]).equal('tuya-request');
    for (const figures of [rounds, speeds]) {
      figures.should.have.length(2);
      for (const values of figures) {
        values.should.have.length(2);
        values.every((value) => value > 0 && Number.isFinite(value)).should.equal(true);
      }
    }
  });
});
