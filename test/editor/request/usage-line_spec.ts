import 'should';
import { Words } from '../../../nodes/editor/words';
import { usageLine } from '../../../nodes/editor/request/usage-line';
import type { UsageAnswer } from '../../../nodes/shared/usage';
import { saying, sayingOfAccount } from '../../support/texts';

const NOTHING: UsageAnswer = {
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
};
const line = (usage: Partial<UsageAnswer>, node = 'n'): string =>
  usageLine({ ...NOTHING, ...usage }, node, new Words('en-US'), {
    say: saying,
    sayOfAccount: sayingOfAccount,
  });
const spent = (id: string, calls: number): UsageAnswer['byNode'][number] => ({ id, name: '', calls });

describe('what a node spends, in its dialog', () => {
  it('is nothing before anything was counted', () => {
    line({}).should.equal('');
    line({ byNode: [spent('other', 7)] }).should.equal('');
    line({ byNode: [spent('n', 0)] }).should.equal('');
  });

  it('is what was counted', () => {
    line({ byNode: [spent('other', 7), spent('n', 1480)] }).should.equal('Calls this month: 1,480');
  });

  it('is how often it may ask, where the account knows', () => {
    const advice = [{ id: 'n', perDay: 480, every: 180, fitting: 1300, later: false }];
    line({ byNode: [spent('n', 1480)], advice }).should.equal(
      '480 calls a day, one every 3 minutes; every 22 minutes would fit the month',
    );
    line({
      byNode: [spent('n', 1480)],
      advice: [{ ...advice[0], id: 'other' } as (typeof advice)[number]],
    }).should.equal('Calls this month: 1,480');
  });

  it('in a subflow is the sum of its instances', () => {
    line({ byNode: [spent('a-n', 2), spent('b-n', 3), spent('xn', 9)] }).should.equal('Calls this month: 5');
    const advice = [{ id: 'a-n', perDay: 480, every: 180, fitting: null, later: false }];
    line({ byNode: [spent('a-n', 2)], advice }).should.match(/^480 calls a day/);
    line({ byNode: [spent('a-n', 2), spent('b-n', 3)], advice }).should.equal('Calls this month: 5');
  });
});
