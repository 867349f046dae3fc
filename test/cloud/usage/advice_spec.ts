import * as fc from 'fast-check';
import should from 'should';
import { adviceOf, capOf } from '../../../nodes/cloud/usage/advice';
import { Ledger } from '../../../nodes/cloud/usage/ledger';
import { OTHERS } from '../../../nodes/cloud/usage/month';
import { useTimeZone } from '../../support/time-zone';

const MINUTE = 60;
const at = (day: number, hour = 0): number => new Date(2026, 10, day, hour).getTime();

describe('how often a node may ask', () => {
  useTimeZone('Europe/Berlin');
  let now: number;
  let ledger: Ledger;
  beforeEach(() => {
    now = at(1);
    ledger = new Ledger(() => now);
  });
  /** So many calls a day of each node, from the first up to this day. */
  const until = (last: number, nodes: Record<string, number>, kind: 'read' | 'command' = 'read'): void => {
    for (let day = 1; day < last; day++) {
      now = at(day);
      for (const [by, times] of Object.entries(nodes)) {
        for (let n = 0; n < times; n++) ledger.spend({ kind, by, repeat: false });
      }
    }
    now = at(last);
  };

  it('a node that spends 480 calls a day asks every three minutes, and every 22 minutes would fit the month', () => {
    until(2, { plug: 480 });
    const [plug] = adviceOf(ledger, 2400, now);
    // 1920 calls for 29 days are 66 a day.
    should(plug).containEql({ id: 'plug', perDay: 480, later: false });
    Math.round((plug?.every ?? 0) / MINUTE).should.equal(3);
    Math.ceil((plug?.fitting ?? 0) / MINUTE).should.equal(22);
  });

  it('nothing has to change without a budget, or with one that will do', () => {
    until(2, { plug: 480 });
    for (const budget of [0, 480 * 30 + 1])
      should(adviceOf(ledger, budget, now)[0]).have.property('fitting', null);
  });

  it('of a budget that is spent it is told what fits the months to come', () => {
    until(11, { plug: 480 });
    const [plug] = adviceOf(ledger, 3000, now);
    should(plug).containEql({ later: true });
    Math.round((plug?.fitting ?? 0) / MINUTE).should.equal(14); // a hundred a day
  });

  it('commands are no poll: whoever asks has to leave them their share', () => {
    until(2, { plug: 100 });
    now = at(1);
    until(2, { lamp: 20 }, 'command');
    const [plug, lamp] = adviceOf(ledger, 120 + 29 * 40, now);
    should(lamp).containEql({ id: 'lamp', fitting: null });
    Math.round((24 * 60 * MINUTE) / (plug?.fitting ?? 1)).should.equal(20);
  });

  it('also in the months to come', () => {
    until(2, { plug: 100 });
    now = at(1);
    until(2, { lamp: 20 }, 'command');
    const [plug] = adviceOf(ledger, 30 * 30, now); // ten reads a day: 120 calls and 29 * 20 leave none
    should(plug).containEql({ later: false });
    const [then] = adviceOf(ledger, 30 * 22, now);
    should(then).containEql({ id: 'plug', later: true });
    Math.round((24 * 60 * MINUTE) / (then?.fitting ?? 1)).should.equal(2);
  });

  for (const [who, id] of [
    ['the account itself', ''],
    ['the nodes that are not told apart', OTHERS],
  ] as const) {
    it(`${who} can be told nothing: a node has to leave the share of it`, () => {
      until(2, { plug: 100, [id]: 50 });
      const advice = adviceOf(ledger, 150 + 29 * 60, now);
      advice.should.have.length(1);
      should(advice[0]?.id).equal('plug');
      Math.round((24 * 60 * MINUTE) / (advice[0]?.fitting ?? 1)).should.equal(10);
    });
  }

  it('no interval is told where none would do: what cannot be spread is more than the budget', () => {
    until(2, { plug: 100, '': 50 });
    should(adviceOf(ledger, 30 * 50 - 1, now)).match([{ id: 'plug', fitting: null, later: false }]);
    should(adviceOf(ledger, 30 * 50, now)).match([{ id: 'plug', fitting: null, later: false }]);
    should(adviceOf(ledger, 30 * 51, now)[0]?.fitting).not.be.null();
  });

  it('who asks just as often as it may goes on', () => {
    until(2, { plug: 100, weather: 50 });
    const [plug, weather] = adviceOf(ledger, 150 + 29 * 100, now);
    should(plug?.fitting).equal((24 * 60 * MINUTE) / 50);
    should(weather).containEql({ id: 'weather', fitting: null });
  });

  it('a node that has not asked for a week is not worth a word', () => {
    until(3, { old: 1000 });
    now = at(14);
    ledger.spend({ kind: 'read', by: 'plug', repeat: false });
    now = at(15);
    adviceOf(ledger, 10, now)
      .map(({ id }) => id)
      .should.eql(['plug']);
  });

  it('in the moment in which a month ends a budget that is spent is told as such', () => {
    until(30, { plug: 480 });
    should(adviceOf(ledger, 480 * 20, at(31))[0]).containEql({ id: 'plug', later: true });
  });

  it('who asks less than the others may go on: the one that spends most has to change', () => {
    until(2, { plug: 480, weather: 24, rare: 1 });
    const advice = adviceOf(ledger, 505 + 29 * 91, now);
    advice.map(({ fitting }) => fitting === null).should.eql([false, true, true]);
    Math.round((24 * 60 * MINUTE) / (advice[0]?.fitting ?? 1)).should.equal(66);
    capOf([10, 20, 30], 60).should.equal(Infinity);
    capOf([10, 20, 30], 50).should.equal(20);
    capOf([10, 20, 30], 15).should.equal(5);
    capOf([10, 20, 30], -1).should.equal(0);
  });

  it('the five most expensive nodes are worth a word, the account itself is not', () => {
    until(3, { a: 1, b: 7, c: 3, d: 5, e: 4, f: 2, '': 9 });
    adviceOf(ledger, 0, now)
      .map(({ id }) => id)
      .should.eql(['b', 'd', 'e', 'c', 'f']);
  });

  it('before there is a day of data nobody knows', () => {
    now = at(1, 8);
    ledger.spend({ kind: 'read', by: 'plug', repeat: false });
    now = at(1, 20);
    adviceOf(ledger, 10, now).should.eql([]);
  });

  it('who follows it stays within the budget', () => {
    fc.assert(
      fc.property(
        fc.record({
          last: fc.integer({ min: 2, max: 28 }),
          a: fc.nat(40),
          b: fc.nat(40),
          budget: fc.integer({ min: 1, max: 3000 }),
        }),
        ({ last, a, b, budget }) => {
          now = at(1);
          ledger = new Ledger(() => now);
          until(last, { a, b });
          const spent = ledger.month().calls;
          const advice = adviceOf(ledger, budget, now);
          if (advice.some(({ later }) => later)) return;
          const days = 31 - last;
          const further = advice.reduce(
            (sum, { fitting, every }) => sum + (days * 86_400) / (fitting ?? every),
            0,
          );
          if (spent <= budget) (spent + further).should.be.belowOrEqual(budget * 1.0001);
        },
      ),
      { numRuns: 200 },
    );
  });
});
