import should from 'should';
import { beginsAnew, budgetSpent, levelOf, nearlySpent } from '../../../nodes/cloud/usage/budget';

describe('how a budget stands, and what is told of it', () => {
  it('four fifths are warned of, and it is spent with its last call', () => {
    [0, 7, 8, 9, 10, 11]
      .map((calls) => levelOf(calls, 10))
      .should.eql(['fine', 'fine', 'warned', 'warned', 'spent', 'spent']);
  });

  it('where there is none, none is ever spent', () => {
    [0, 1, 1_000_000].map((calls) => levelOf(calls, 0)).should.eql(['fine', 'fine', 'fine']);
  });

  it('it begins anew with the next month', () => {
    ['2026-11', '2026-12'].map(beginsAnew).should.eql(['2026-12-01', '2027-01-01']);
  });

  it('the error says what goes on meanwhile, and nothing of what does not', () => {
    const hints = (['stop reads', 'stop all', 'warn'] as const).map(
      (what) => budgetSpent('2026-11', what).hint,
    );
    should(hints[0]).match(/; until then commands still go\. The dialog/);
    should(hints[1]).match(/December 1\. The dialog/);
    should(hints[2]).match(/; calls go on all the same\. The dialog/);
  });

  it('before it is spent it is told how much of it is, until when, and where to see by whom', () => {
    const { code, message, hint } = nearlySpent('2026-12');
    code.should.equal('TUYA_BUDGET');
    message.should.match(/80% of the budget/);
    hint.should.match(/anew on January 1\. The dialog of the account shows who spends it/);
  });
});
