import * as fc from 'fast-check';
import should from 'should';
import { dayText, daysIn, endOf } from '../../../nodes/cloud/usage/calendar';
import { Ledger } from '../../../nodes/cloud/usage/ledger';
import { MOST_NODES, OTHERS } from '../../../nodes/cloud/usage/month';
import { monthFrom, textOf } from '../../../nodes/cloud/usage/record';
import { usageBefore, usageOf } from '../../../nodes/cloud/usage/report';
import { callsOf } from '../../../nodes/cloud/usage/tally';
import type { Spending, Spent } from '../../../nodes/cloud/usage/tally';
import { useTimeZone } from '../../support/time-zone';

const BEGIN = Date.parse('2026-10-20T00:00:00Z');
const DAY = 86_400_000;

/** What may happen to a ledger, in any order: the clock may be set to any time of some weeks. */
const spending = fc.record({
  kind: fc.constantFrom<Spent>('read', 'command', 'token'),
  by: fc.constantFrom('', 'lamp', 'plug', '__proto__', 'constructor'),
  repeat: fc.boolean(),
});
const step = fc.oneof(
  fc.record({ does: fc.constant('spend' as const), spending }),
  fc.record({ does: fc.constant('take back' as const), of: fc.nat() }),
  fc.record({ does: fc.constant('hear' as const) }),
  fc.record({ does: fc.constant('clock' as const), at: fc.integer({ min: 0, max: 40 * DAY }) }),
  fc.record({ does: fc.constant('restart' as const) }),
);

const name = (time: number): string => {
  const date = new Date(time);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
};

describe('the ledger of an account', () => {
  useTimeZone('Europe/Berlin');

  it('holds what was spent, to the call, whatever happens to the clock and however often it is written and read', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let now = BEGIN;
        let ledger = new Ledger(() => now);
        const spent: { spending: Spending; time: number }[] = [];
        const heard: number[] = [];
        for (const one of steps) {
          if (one.does === 'spend') spent.push({ spending: one.spending, time: ledger.spend(one.spending) });
          if (one.does === 'take back' && spent.length > 0) {
            const [gone] = spent.splice(one.of % spent.length, 1);
            if (gone !== undefined) ledger.takeBack(gone.spending, gone.time);
          }
          if (one.does === 'hear') {
            ledger.hear();
            heard.push(now);
          }
          if (one.does === 'clock') now = BEGIN + one.at;
          if (one.does === 'restart') {
            const texts = ledger.held().map((month) => [month.name, textOf(month)] as const);
            ledger = new Ledger(() => now);
            for (const [month, text] of texts) ledger.of(month).merge(monthFrom(month, text) ?? fail(text));
          }
        }
        for (const month of ['2026-10', '2026-11']) {
          const here = spent.filter(({ time }) => name(time) === month);
          const { total } = ledger.of(month);
          const count = (is: (one: Spending) => boolean): number =>
            here.filter((one) => is(one.spending)).length;
          total.should.eql({
            reads: count(({ kind }) => kind === 'read'),
            commands: count(({ kind }) => kind === 'command'),
            tokens: count(({ kind }) => kind === 'token'),
            repeats: count(({ repeat }) => repeat),
            messages: heard.filter((time) => name(time) === month).length,
          });
          for (const by of ['', 'lamp', 'plug', '__proto__', 'constructor']) {
            callsOf(ledger.of(month).sumOf(by)).should.equal(
              count((one) => one.by === by),
              by,
            );
          }
          for (let day = 1; day <= 31; day++) {
            const thatDay = here.filter(({ time }) => new Date(time).getDate() === day);
            callsOf(ledger.of(month).day(day)).should.equal(thatDay.length, `${month}-${day}`);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('its memory is bounded whatever the number of nodes, and those that spend most are told apart', () => {
    const ledger = new Ledger(() => BEGIN);
    const by = (id: string): Spending => ({ kind: 'read', by: id, repeat: false });
    for (let n = 0; n < 50; n++) ledger.spend(by('poller'));
    for (let n = 0; n < 20 * MOST_NODES; n++) ledger.spend(by(`node ${n}`));
    const { nodes, calls } = ledger.month();
    nodes.size.should.be.belowOrEqual(MOST_NODES + 1);
    callsOf(ledger.month().sumOf('poller')).should.equal(50);
    const { byNode } = usageOf(ledger, 0, () => undefined, BEGIN);
    byNode.reduce((sum, node) => sum + node.calls, 0).should.equal(calls);
    should(byNode[0]?.id).equal(OTHERS);
    should(byNode[1]?.id).equal('poller');
  });

  it('the month before is whole, and nothing where nobody has counted', () => {
    let now = BEGIN;
    const ledger = new Ledger(() => now);
    const nameOf = (id: string): string | undefined => (id === 'n' ? 'Lamp' : undefined);
    should(usageBefore(ledger, nameOf)).be.null();
    ledger.spend({ kind: 'read', by: 'n', repeat: false });
    ledger.spend({ kind: 'token', by: '', repeat: true });
    ledger.hear();
    const { name } = ledger.month();
    const today = ledger.hour().day;
    now = endOf(name);
    const before = usageBefore(ledger, nameOf);
    should(before).containEql({
      month: name,
      calls: 2,
      reads: 1,
      commands: 0,
      tokens: 1,
      repeats: 1,
      messages: 1,
    });
    should(before?.byNode).eql([
      { id: 'n', name: 'Lamp', calls: 1 },
      { id: '', name: '', calls: 1 },
    ]);
    should(before?.perDay).have.length(daysIn(name));
    should(before?.perDay[today - 1]).eql({ day: dayText(name, today), calls: 2, messages: 1 });
    now = endOf(ledger.month().name);
    should(usageBefore(ledger, nameOf)).be.null();
  });

  it('what did not leave is taken back from whoever it was put with', () => {
    const ledger = new Ledger(() => BEGIN);
    const early: Spending = { kind: 'read', by: 'early', repeat: true };
    const time = ledger.spend(early);
    for (let n = 0; n < MOST_NODES; n++) {
      for (let times = 0; times < 2; times++) ledger.spend({ ...early, by: `node ${n}` });
    }
    ledger.takeBack(early, time);
    const month = ledger.month();
    month.calls.should.equal(2 * MOST_NODES);
    month.total.repeats.should.equal(2 * MOST_NODES);
    [...month.nodes.keys()].reduce((sum, id) => sum + callsOf(month.sumOf(id)), 0).should.equal(month.calls);
  });

  it('lets go of the months that nobody looks at, but not of those that are not written', () => {
    let now = BEGIN;
    const ledger = new Ledger(() => now);
    ledger.spend({ kind: 'read', by: '', repeat: false });
    now += 90 * DAY;
    ledger.spend({ kind: 'read', by: '', repeat: false });
    ledger.rest().should.eql([]);
    ledger.of('2026-10').changed = false;
    ledger.rest().should.eql(['2026-10']);
    ledger
      .held()
      .map((month) => month.name)
      .sort()
      .should.eql(['2026-12', '2027-01']);
  });
});

function fail(text: string): never {
  throw new Error(`This cannot be read: ${text}`);
}
