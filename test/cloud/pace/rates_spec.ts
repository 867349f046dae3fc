import 'should';
import { Rates } from '../../../nodes/cloud/pace/rates';

describe('the rates of calls', () => {
  it('a limit that changes counts from the next start on', () => {
    const limit = { perSecond: 0 };
    const rates = new Rates(limit);
    rates.started({ name: 'a' }, 1000);
    limit.perSecond = 2;
    rates.started({ name: 'a' }, 1000);
    rates.startOf('a').should.equal(1500);
  });

  it("the account's limit counts for every kind", () => {
    const rates = new Rates({ perSecond: 20 });
    rates.startOf('a').should.equal(0);
    rates.started({ name: 'a' }, 1000);
    rates.startOf('a').should.equal(1050);
    rates.startOf('b').should.equal(1050);
  });

  it('no limit is no limit', () => {
    const rates = new Rates({ perSecond: 0 });
    rates.started({ name: 'a' }, 1000);
    rates.startOf('a').should.equal(0);
  });

  it("a kind's documented rate counts for it alone, beside the account's", () => {
    const rates = new Rates({ perSecond: 10 });
    rates.started({ name: 'slow', perSecond: 2 }, 0);
    rates.startOf('slow').should.equal(500);
    rates.startOf('other').should.equal(100);
    rates.started({ name: 'other' }, 450);
    rates.startOf('slow').should.equal(550);
  });
});
