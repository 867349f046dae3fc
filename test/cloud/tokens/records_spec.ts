import should from 'should';
import { Records } from '../../../nodes/cloud/tokens/records';
import { FakeClock } from '../../support/fake-clock';

const OWN = 'https://own.example';
const REGION = 'https://openapi.tuyaus.com';
const GRANT = { uid: 'u', access_token: 'a', refresh_token: 'r', life: 7_200_000 };

describe('records of tokens', () => {
  const clock = new FakeClock();
  const records = new Records(clock, OWN);

  it('a token that is stored and read again has the life that is left', () => {
    const askedAt = clock.monotonic();
    clock.advance(500);
    const record = records.recordOf({ ...GRANT, base_url: OWN, askedAt }, 7);
    record.should.eql({
      uid: 'u',
      access_token: 'a',
      refresh_token: 'r',
      expires_at: clock.wall + 7_199_500,
      base_url: OWN,
      own: true,
      authorized_at: 7,
    });
    clock.advance(1000);
    records.grantOf(record).should.eql({
      ...GRANT,
      base_url: OWN,
      life: 7_198_500,
      askedAt: clock.monotonic(),
    });
  });

  it('P8: a life that no token has is over', () => {
    const record = records.recordOf({ ...GRANT, base_url: OWN, askedAt: clock.monotonic() }, 0);
    records.grantOf({ ...record, expires_at: clock.wall + 604_800_000 }).life.should.equal(604_800_000);
    records.grantOf({ ...record, expires_at: clock.wall + 604_800_001 }).life.should.equal(0);
    records.grantOf({ ...record, expires_at: clock.wall - 5 }).life.should.equal(-5);
  });

  it('the account’s own address follows the account, a region that the cloud named stays', () => {
    const moved = new Records(clock, 'https://new.example');
    const at = (base_url: string): ReturnType<Records['recordOf']> =>
      records.recordOf({ ...GRANT, base_url, askedAt: 0 }, 0);
    moved.grantOf(at(OWN)).base_url.should.equal('https://new.example');
    moved.grantOf(at(REGION)).base_url.should.equal(REGION);
    const before = new Records(clock, 'https://openapi.tuyaeu.com');
    const own = before.recordOf({ ...GRANT, base_url: 'https://openapi.tuyaeu.com', askedAt: 0 }, 0);
    moved.grantOf(own).base_url.should.equal('https://new.example');
    should(records.recordOf({ ...GRANT, base_url: REGION, askedAt: 0 }, 0).own).be.false();
  });

  it('a record from before says only where: a data center counts, an address that is nobody’s does not', () => {
    const { own, ...before } = records.recordOf({ ...GRANT, base_url: REGION, askedAt: 0 }, 0);
    should(own).be.false();
    records.grantOf(before).base_url.should.equal(REGION);
    records.grantOf({ ...before, base_url: 'https://evil.example' }).base_url.should.equal(OWN);
  });
});
