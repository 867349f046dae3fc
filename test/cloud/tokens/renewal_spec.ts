import 'should';
import { isDue, marginOf, renewalOf } from '../../../nodes/cloud/tokens/renewal';
import type { Token } from '../../../nodes/cloud/tokens/token';

const token = (life: number): Token => ({
  access_token: 'a',
  refresh_token: 'r',
  uid: '',
  base_url: '',
  askedAt: 0,
  generation: 1,
  end: life,
  life,
});

describe('when a token is renewed', () => {
  it('RULES 3: in the last tenth of its life, but no earlier than five minutes before its end', () => {
    marginOf(token(100_000)).should.equal(10_000);
    marginOf(token(7_200_000)).should.equal(300_000);
    marginOf(token(3_000_000)).should.equal(300_000);
  });

  it('RULES 3: from that moment on, and not before', () => {
    isDue(token(100_000), 89_999).should.be.false();
    isDue(token(100_000), 90_000).should.be.true();
    isDue(token(100_000), 200_000).should.be.true();
  });

  it('P6: one that came back the same only after its end', () => {
    const same = { ...token(100_000), vain: true };
    isDue(same, 99_999).should.be.false();
    renewalOf(token(100_000)).should.equal(90_000);
    renewalOf(same).should.equal(100_050);
  });
});
