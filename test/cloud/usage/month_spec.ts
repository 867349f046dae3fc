import should from 'should';
import { MOST_NODES, Month, OTHERS } from '../../../nodes/cloud/usage/month';
import { callsOf } from '../../../nodes/cloud/usage/tally';

const NOON = { day: 5, hour: 12 };

describe('the counts of a month', () => {
  let month: Month;
  beforeEach(() => {
    month = new Month('2026-11');
  });
  const spend = (by: string, times = 1): void => {
    for (let n = 0; n < times; n++) month.spend({ kind: 'read', by, repeat: false }, NOON, 1);
  };
  /** As many nodes as are told apart, with two calls each but for these. */
  const fill = (but: Record<number, number> = {}): void => {
    for (let n = 0; n < MOST_NODES; n++) spend(`node ${n}`, but[n] ?? 2);
  };
  const calls = (id: string): number => callsOf(month.sumOf(id));

  it('of too many nodes the one that has spent least is not told apart any more, wherever it stands among them', () => {
    fill({ 3: 9, 100: 1, 198: 3 });
    spend('new', 5);
    month.nodes.has('node 100').should.be.false();
    calls(OTHERS).should.equal(1);
    calls('new').should.equal(5);
    ['node 3', 'node 99', 'node 198', 'node 199'].map(calls).should.eql([9, 2, 3, 2]);
  });

  it('those who are not told apart stay together, also where they have spent less than any node', () => {
    spend('', 3); // the account itself is none of them
    fill({ 0: 1 });
    for (let n = 0; n < 9; n++) spend(`new ${n}`, 3);
    month.nodes.size.should.equal(MOST_NODES + 1);
    [...month.nodes.keys()].filter((id) => id === OTHERS).should.have.length(1);
    calls(OTHERS).should.equal(1 + 9 * 2);
    calls('').should.equal(3);
  });

  it('those who were kept together join a month that is full, and nobody else has to go for them', () => {
    const before = new Month('2026-11');
    before.spend({ kind: 'read', by: OTHERS, repeat: false }, NOON, 1);
    fill();
    month.merge(before);
    month.nodes.size.should.equal(MOST_NODES + 1);
    calls(OTHERS).should.equal(1);
    month.calls.should.equal(2 * MOST_NODES + 1);
  });

  it('a node has the name that it has now, and where it has none the one that was kept', () => {
    const before = new Month('2026-11');
    for (const [id, name] of [
      ['renamed', 'Old name'],
      ['gone', 'Lamp'],
    ] as const) {
      before.spend({ kind: 'read', by: id, repeat: false }, NOON, 1);
      before.call(id, name);
      spend(id);
    }
    month.call('renamed', 'New name');
    month.call('renamed', undefined);
    month.call('nobody', 'Plug');
    month.merge(before);
    should(month.nodes.get('renamed')?.name).equal('New name');
    should(month.nodes.get('gone')?.name).equal('Lamp');
    ['renamed', 'gone'].map(calls).should.eql([2, 2]);
    month.nodes.size.should.equal(2);
  });
});
