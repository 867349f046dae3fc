import 'should';
import { barsOf, roundUp } from '../../../nodes/editor/account/usage-chart';
import type { UsageAnswer } from '../../../nodes/shared/usage';

describe('the picture of a month', () => {
  const usage = (more: Partial<UsageAnswer>): UsageAnswer => ({
    ...{ month: '2026-11', calls: 0, reads: 0, commands: 0, tokens: 0, repeats: 0, messages: 0, budget: 0 },
    ...{
      left: null,
      today: 0,
      perDay: [],
      byNode: [],
      forecast: null,
      advice: [],
      begins: '2026-12-01',
      before: null,
    },
    ...more,
  });
  const perDay = [10, 20].map((calls, at) => ({ day: `2026-11-0${at + 1}`, calls, messages: 0 }));

  it('its scale ends with a round number', () => {
    [0, 1, 7, 9, 11, 99, 100, 101, 553, 8001]
      .map(roundUp)
      .should.eql([1, 1, 8, 10, 20, 100, 100, 200, 600, 10_000]);
  });

  it('the budget is a line at a day’s share of it, and the days to come are as the forecast has them', () => {
    const bars = barsOf(usage({ calls: 30, perDay, budget: 3000, forecast: 590 }));
    bars.should.eql({ calls: [10, 20], days: 30, share: 100, ahead: 20 });
  });

  it('without a forecast, and on the last day, nothing is ahead', () => {
    barsOf(usage({ calls: 30, perDay })).ahead.should.equal(0);
    const whole = Array.from({ length: 30 }, () => ({ day: '', calls: 1, messages: 0 }));
    barsOf(usage({ calls: 30, perDay: whole, forecast: 31 })).ahead.should.equal(0);
    barsOf(usage({ month: '2028-02' })).days.should.equal(29);
  });
});
