import 'should';
import type { CallFigures } from './calls';
import { faultsOf, leftByCall } from './verdict';

const clients = ['node:http, signed by hand', "Tuya's SDK", 'this client'];

/** Three rounds in which a call costs this much, and heaps in bytes. */
function figures(raw: number, sdk: number, ours: number, heap = [1e6, 1e6, 1e6, 1e6]): CallFigures {
  return { clients, calls: 1000, rounds: Array.from({ length: 3 }, () => [raw, sdk, ours]), heap };
}

describe('the verdict of the bench', () => {
  it('lets pass what costs no more than 0.7 of the SDK and 2.3 of node:http', () => {
    faultsOf(figures(100, 1000, 230)).should.eql([]);
    faultsOf(figures(100, 100, 70)).should.eql([]);
  });

  it('says what costs more, and beside what', () => {
    faultsOf(figures(100, 1000, 231)).should.eql(['A call costs 2.31 of node:http: more than 2.3']);
    faultsOf(figures(100, 100, 71)).should.eql(["A call costs 0.71 of Tuya's SDK: more than 0.7"]);
  });

  it('goes by the median: one slow round is nobody’s fault', () => {
    const odd = figures(100, 1000, 200);
    odd.rounds[0] = [100, 1000, 5000];
    faultsOf(odd).should.eql([]);
  });

  it('says that the heap grows when a call leaves more than 16 bytes behind', () => {
    leftByCall(figures(1, 1, 1, [0, 0, 32_000, 32_000])).should.equal(16);
    faultsOf(figures(100, 1000, 100, [0, 0, 32_000, 32_000])).should.eql([]);
    faultsOf(figures(100, 1000, 100, [0, 0, 34_000, 34_000])).should.eql([
      'The heap grows by 17.0 bytes a call: more than 16',
    ]);
  });

  it('takes nothing measured for a fault', () => {
    faultsOf({ clients: [], calls: 1000, rounds: [], heap: [] }).should.have.length(3);
  });
});
