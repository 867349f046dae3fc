import 'should';
import { newQuotaOn, subscriptionCauses } from '../../../nodes/cloud/diagnosis/subscription';
import { factsOf, inWords } from '../../support/refused';
import type { Otherwise } from '../../support/refused';

const said = (code: number, more: Otherwise = {}): string =>
  inWords(subscriptionCauses(`TUYA_${code}`, factsOf(more))).join();
const WEATHER = { call: { path: '/v1.0/position/weather' } };
const UNKNOWN = { call: { path: '/v1.0/something' } };

describe('what is not subscribed, over or used up', () => {
  it('28841002: where the trial is renewed, and that nothing has to be changed here', () => {
    said(28841002).should.match(
      /Cloud > Cloud Services > IoT Core > View Details and press Extend Trial Period/,
    );
  });

  for (const code of [28841004, 28841104]) {
    it(`${code}: on which day the quota begins anew, and where to go on before`, () => {
      said(code).should.match(/begin anew on December 1\. .* Cloud > Cloud Services > IoT Core/);
    });
  }

  for (const [day, next] of [
    ['2026-11-26', '2026-12-01'],
    ['2026-12-31', '2027-01-01'],
    ['2028-02-01', '2028-03-01'],
    ['2026-01-31', '2026-02-01'],
  ] as const) {
    it(`a quota that is used up on ${day} begins anew on ${next}`, () => {
      newQuotaOn(Date.parse(`${day}T12:00:00Z`)).should.equal(next);
    });
  }

  for (const code of [28841101, 28841105, 28841106]) {
    it(`${code}: which service it is, and where it is authorized`, () => {
      said(code, WEATHER).should.match(/service Weather Service.*Service API, press Go to Authorize/);
      said(code, UNKNOWN).should.equal('');
    });
  }

  for (const code of [28841102, 28841103]) {
    it(`${code}: which service has to be renewed`, () => {
      said(code, WEATHER).should.match(/service Weather Service.*has to be renewed/);
      said(code, UNKNOWN).should.equal('');
    });
  }

  it('28841107: which data center is not enabled', () => {
    said(28841107).should.match(/^The data center eu is not enabled .*Find my data center/);
    said(28841107, { center: undefined }).should.match(
      /^The data center that the account calls is not enabled/,
    );
  });

  it('of anything else it knows nothing', () => {
    for (const code of [28841001, 28841003, 1106, 2001]) {
      subscriptionCauses(`TUYA_${code}`, factsOf()).should.eql([]);
    }
  });
});
