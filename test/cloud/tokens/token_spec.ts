import 'should';
import { lifeOf } from '../../../nodes/cloud/tokens/token';

describe('a token', () => {
  it('P9, RULES 2: its life is what expire_time says in seconds, clamped to a week, and ten seconds for what makes no sense', () => {
    for (const odd of [
      0,
      -5,
      NaN,
      Infinity,
      -Infinity,
      'soon',
      '',
      ' ',
      null,
      undefined,
      {},
      true,
      [],
      '0',
      [7200],
    ])
      lifeOf(odd).should.equal(10_000);
    lifeOf(7200).should.equal(7_200_000);
    lifeOf('60').should.equal(60_000);
    lifeOf(2).should.equal(2000);
    lifeOf(0.5).should.equal(500);
    lifeOf(365 * 86_400).should.equal(604_800_000);
  });
});
