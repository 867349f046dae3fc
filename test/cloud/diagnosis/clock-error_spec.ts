import 'should';
import { clockCauses } from '../../../nodes/cloud/diagnosis/clock-error';
import { inWords } from '../../support/refused';

const MINUTE = 60_000;
const said = (behind: number): string => inWords(clockCauses(behind)).join();

describe('how far a clock is off', () => {
  it('is not told where nobody knows, and where it is the way of the answer', () => {
    clockCauses(undefined).should.eql([]);
    for (const behind of [0, 29_999, -29_999]) clockCauses(behind).should.eql([]);
  });

  for (const [behind, span] of [
    [30_000, '30 seconds'],
    [89_999, '90 seconds'],
    [90_000, '2 minutes'],
    [7 * MINUTE, '7 minutes'],
    [89 * MINUTE, '89 minutes'],
    [90 * MINUTE, '2 hours'],
    [35 * 60 * MINUTE, '35 hours'],
    [36 * 60 * MINUTE, '2 days'],
    [365 * 24 * 60 * MINUTE, '365 days'],
  ] as const) {
    it(`P7: ${behind} ms are ${span}, in both directions`, () => {
      said(behind).should.equal(
        `The clock of this machine is ${span} behind: set it, for example by switching NTP on.`,
      );
      said(-behind).should.equal(
        `The clock of this machine is ${span} ahead: set it, for example by switching NTP on.`,
      );
    });
  }
});
