import 'should';
import { turned } from './clients';

describe('the order of a round', () => {
  it('begins each time with another one, and leaves nobody out', () => {
    const rounds = Array.from({ length: 6 }, (_, n) => turned(['a', 'b', 'c'], n).join(''));
    rounds.slice(0, 3).should.eql(['abc', 'bca', 'cab']);
    for (const round of rounds) Array.from(round).sort().join('').should.equal('abc');
  });

  it('goes back as often as forth, so that none always comes after the same other one', () => {
    const after = new Map<string, number>();
    for (let n = 0; n < 6; n++) {
      const order = turned(['a', 'b', 'c'], n);
      for (const [i, one] of order.slice(1).entries()) {
        const pair = `${order[i] ?? ''}${one}`;
        after.set(pair, (after.get(pair) ?? 0) + 1);
      }
    }
    [...after.values()].should.eql([2, 2, 2, 2, 2, 2]);
  });
});
