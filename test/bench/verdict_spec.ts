import 'should';
import type { CallFigures } from './measure/calls';
import type { MemoryFigures } from './measure/memory';
import type { MessageFigures } from './processes/messages';
import { callFaultsOf, leftByCall, memoryFaultsOf, messageFaultsOf } from './verdict';

const clients = ['this client', 'node:http by hand', "Tuya's SDK"];

/** Three rounds in which a call costs this much. */
function figures(raw: number, sdk: number, ours: number): CallFigures {
  const rounds = Array.from({ length: 3 }, () => [ours, raw, sdk]);
  return { clients, calls: 1000, atOnce: 1, rounds, speeds: [] };
}

/** Heaps of this client, in bytes, a thousand calls apart; the first one before any call. */
function memory(...heaps: number[]): MemoryFigures {
  return { clients, calls: 1000, heaps: [[0, ...heaps], [], []] };
}

describe('the verdict of the bench', () => {
  it('lets pass what costs no more than 0.7 of the SDK and 2.3 of node:http', () => {
    callFaultsOf(figures(100, 1000, 230)).should.eql([]);
    callFaultsOf(figures(100, 100, 70)).should.eql([]);
  });

  it('says what costs more, and beside what', () => {
    callFaultsOf(figures(100, 1000, 231)).should.eql(['A call costs 2.31 of node:http: more than 2.3']);
    callFaultsOf(figures(100, 100, 71)).should.eql(["A call costs 0.71 of Tuya's SDK: more than 0.7"]);
  });

  it('goes by the median: one slow round is nobody’s fault', () => {
    const odd = figures(100, 1000, 200);
    odd.rounds[0] = [5000, 100, 1000];
    callFaultsOf(odd).should.eql([]);
  });

  it('says that the heap grows when a call leaves more than 16 bytes behind', () => {
    leftByCall(memory(0, 0, 32_000, 32_000), 'this client').should.equal(16);
    memoryFaultsOf(memory(0, 0, 32_000, 32_000)).should.eql([]);
    memoryFaultsOf(memory(0, 0, 34_000, 34_000)).should.eql([
      'The heap grows by 17.0 bytes a call: more than 16',
    ]);
  });

  it('what was there before the first call is nobody’s leak', () => {
    leftByCall(memory(1e9, 1e9, 1e9, 1e9), 'this client').should.equal(0);
  });

  it('the heap of another client is its own affair', () => {
    const both = {
      ...memory(1, 1, 1, 1),
      heaps: [
        [0, 1, 1],
        [0, 1, 1e9],
        [0, 1, 1],
      ],
    };
    memoryFaultsOf(both).should.eql([]);
    leftByCall(both, 'node:http by hand').should.be.above(16);
  });

  it('takes nothing measured for a fault', () => {
    callFaultsOf({ clients: [], calls: 1000, atOnce: 1, rounds: [], speeds: [] }).should.have.length(2);
    memoryFaultsOf({ clients: [], calls: 1000, heaps: [] }).should.have.length(1);
  });

  describe('of messages', () => {
    const backlog = (drops: number[], passes: number[], heap = [1e6, 1e6, 1e6, 1e6]): MessageFigures => ({
      frames: 1000,
      filters: [
        { filter: 'drops all', lags: drops, speeds: [] },
        { filter: 'passes all', lags: passes, speeds: [] },
      ],
      heap,
    });

    it('R16: lets pass an event loop that is less than 50 ms late', () => {
      messageFaultsOf(backlog([1, 2, 3], [49.9, 49.9, 200])).should.eql([]);
    });

    it('R16: says with which filter it is later', () => {
      messageFaultsOf(backlog([50, 50, 50], [1, 2, 3])).should.eql([
        'With a filter that drops all the event loop is 50.0 ms late: not below 50',
      ]);
      messageFaultsOf(backlog([1, 2, 3], [1, 51, 60])).should.eql([
        'With a filter that passes all the event loop is 51.0 ms late: not below 50',
      ]);
    });

    it('says that the heap grows when a message leaves more than 16 bytes behind', () => {
      messageFaultsOf(backlog([1], [1], [0, 0, 32_000, 32_000])).should.eql([]);
      messageFaultsOf(backlog([1], [1], [0, 0, 34_000, 34_000])).should.eql([
        'The heap grows by 17.0 bytes a message: more than 16',
      ]);
    });

    it('takes nothing measured for a fault', () => {
      messageFaultsOf(backlog([], [])).should.have.length(2);
      messageFaultsOf({ frames: 1000, filters: [], heap: [] }).should.have.length(2);
    });
  });
});
