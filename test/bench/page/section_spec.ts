import 'should';
import { columnOf, standing } from './section';

describe('who is ahead', () => {
  const names = ['this client', 'one', 'two'];

  it('where less is better: who has less', () => {
    const rounds = [
      [100, 50, 200],
      [200, 100, 400],
    ];
    standing({ names, rounds, less: true }).should.equal(
      'Ahead of this client: one (2.00). Behind it: two (0.50). In brackets: what this client has, divided by what they have.',
    );
  });

  it('where more is better: who has more', () => {
    const rounds = [[100, 50, 200]];
    standing({ names, rounds, less: false }).should.startWith(
      'Ahead of this client: two (0.50). Behind it: one (2.00).',
    );
  });

  it('says so when nobody is', () => {
    standing({ names, rounds: [[1, 2, 3]], less: true }).should.startWith(
      'Ahead of this client: none. Behind it: one (0.50), two (0.33).',
    );
  });

  it('goes by ratios within a round: a slow round changes nothing', () => {
    const rounds = [
      [10, 20, 20],
      [1000, 2000, 2000],
      [10, 20, 20],
    ];
    standing({ names, rounds, less: true }).should.containEql('one (0.50), two (0.50)');
  });

  it('a column is what one has, round by round; NaN where it has nothing', () => {
    columnOf([[1, 2], [3]], 1).should.eql([2, NaN]);
  });
});
