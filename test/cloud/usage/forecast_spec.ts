import should from 'should';
import { Trend, daysOf } from '../../../nodes/cloud/usage/forecast';
import { Ledger } from '../../../nodes/cloud/usage/ledger';
import { usageOf } from '../../../nodes/cloud/usage/report';
import { useTimeZone } from '../../support/time-zone';

const at = (month: number, day: number, hour = 0): number => new Date(2026, month - 1, day, hour).getTime();

describe('how a month will end', () => {
  useTimeZone('Europe/Berlin');
  let now: number;
  let ledger: Ledger;
  beforeEach(() => {
    now = at(11, 1);
    ledger = new Ledger(() => now);
  });
  const spend = (times: number, by = 'n', kind: 'read' | 'command' = 'read'): void => {
    for (let n = 0; n < times; n++) ledger.spend({ kind, by, repeat: false });
  };
  /** So many calls at noon of each of these days; it is midnight after the last one then. */
  const days = (month: number, from: number, to: number, times: number, by?: string): void => {
    for (let day = from; day <= to; day++) {
      now = at(month, day, 12);
      spend(times, by);
    }
    now = at(month, to + 1);
  };
  const forecast = (): number | null => new Trend(ledger, now).forecast;

  it('nobody knows before there is a day of data', () => {
    should(forecast()).be.null();
    now = at(11, 5, 9);
    spend(10);
    now = at(11, 6, 8);
    should(forecast()).be.null();
    now = at(11, 6, 9);
    should(forecast()).equal(10 + 10 * 24 + Math.round((10 * 15) / 24));
  });

  it('goes on like the last seven days, of which today is one', () => {
    days(11, 1, 3, 1000);
    days(11, 4, 10, 10);
    now = at(11, 11) - 1000;
    // 3070 so far, 70 in seven days, twenty days to go.
    should(forecast()).be.within(3269, 3271);
  });

  it('counts days without a call, when Node-RED was off', () => {
    spend(70);
    now = at(11, 8) - 1000;
    should(forecast()).be.within(299, 301);
  });

  it('looks back into the month before', () => {
    days(10, 20, 31, 48);
    now = at(11, 1, 12);
    spend(24);
    should(forecast()).be.within(24 + 48 * 29.5 - 60, 24 + 48 * 29.5 + 1);
  });

  it('ends with what was spent', () => {
    days(11, 1, 30, 5);
    now = at(12, 1) - 1;
    should(forecast()).equal(150);
  });

  it('what a node spends a day counts from the day on which it was first seen', () => {
    days(11, 1, 9, 10, 'old');
    days(11, 9, 10, 480, 'new');
    const trend = new Trend(ledger, now - 1);
    Math.round(trend.ofNode('old').calls).should.be.within(8, 9); // nothing on the tenth
    Math.round(trend.ofNode('new').calls).should.equal(480);
    trend.ofNode('nobody').calls.should.equal(0);
  });

  it('a node is first seen with a call that has left', () => {
    days(11, 1, 10, 1, 'old');
    now = at(11, 5, 12);
    const dead = { kind: 'read', by: 'new', repeat: false } as const;
    ledger.takeBack(dead, ledger.spend(dead));
    days(11, 10, 10, 480, 'new');
    Math.round(new Trend(ledger, now - 1).ofNode('new').calls).should.equal(480);
  });

  it('the days of the month are told up to today, those without a call too', () => {
    days(11, 2, 2, 3);
    now = at(11, 4, 10);
    ledger.hear();
    daysOf(ledger)
      .map(({ day }) => day)
      .should.eql(['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04']);
    const usage = usageOf(ledger, 0, () => undefined, now);
    should(usage.perDay[1]).eql({ day: '2026-11-02', calls: 3, messages: 0 });
    should(usage.perDay[3]).eql({ day: '2026-11-04', calls: 0, messages: 1 });
    now = at(11, 1, 5); // the clock was set back
    daysOf(ledger).should.have.length(4);
  });

  it('the answer is all that was spent, by whom, and what is left', () => {
    now = at(11, 5, 9);
    ledger.spend({ kind: 'token', by: '', repeat: false });
    spend(5, 'lamp');
    spend(2, 'gone', 'command');
    ledger.spend({ kind: 'read', by: 'gone', repeat: true });
    ledger.month().call('gone', 'what it was called');
    const names = new Map([['lamp', 'Desk lamp']]);
    const { perDay, ...rest } = usageOf(ledger, 20, (id) => names.get(id), now);
    perDay.should.have.length(5);
    rest.should.eql({
      month: '2026-11',
      calls: 9,
      reads: 6,
      commands: 2,
      tokens: 1,
      repeats: 1,
      messages: 0,
      budget: 20,
      left: 11,
      today: 9,
      byNode: [
        { id: 'lamp', name: 'Desk lamp', calls: 5 },
        { id: 'gone', name: 'what it was called', calls: 3 },
        { id: '', name: '', calls: 1 },
      ],
      forecast: null,
    });
    should(usageOf(ledger, 0, () => undefined, now).left).be.null();
    should(usageOf(ledger, 8, () => undefined, now).left).equal(0);
  });
});
