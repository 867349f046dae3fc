import should from 'should';
import fc from 'fast-check';
import { NOTHING_FAILED, nextAttempt } from '../../../nodes/cloud/messages/back-off';
import type { Ended } from '../../../nodes/cloud/messages/back-off';

const lost: Ended = { untrusted: false, lived: 0 };

function waits(ended: Ended, count: number, random = 1): number[] {
  let failed = NOTHING_FAILED;
  return Array.from({ length: count }, () => {
    const next = nextAttempt(failed, ended, random);
    failed = next.failed;
    return next.wait / 1000;
  });
}

describe('the next attempt', () => {
  it('comes after 1, 2, 4 … 60 seconds, half of each by chance, without end', () => {
    waits(lost, 8).should.eql([1, 2, 4, 8, 16, 32, 60, 60]);
    waits(lost, 8, 0).should.eql([0.5, 1, 2, 4, 8, 16, 30, 30]);
    should(waits(lost, 2000).at(-1)).equal(60);
  });

  it('R8: begins anew only after a connection that lived for a minute', () => {
    const { failed } = nextAttempt({ soon: 5, slow: 0 }, { ...lost, lived: 59_999 }, 1);
    failed.soon.should.equal(6);
    nextAttempt(failed, { ...lost, lived: 60_000 }, 1).wait.should.equal(1000);
    nextAttempt({ soon: 0, slow: 3 }, { ...lost, lived: 60_000, status: 401 }, 0).wait.should.equal(30_000);
  });

  for (const status of [401, 403, 404]) {
    it(`R4: after ${status} takes slow steps, and no faster ones when nothing changes`, () => {
      waits({ ...lost, status }, 6, 0).should.eql([30, 60, 120, 300, 300, 300]);
    });
  }

  it('R4: begins the slow steps anew when the fault was another one in between', () => {
    nextAttempt({ soon: 0, slow: 4 }, lost, 1).failed.slow.should.equal(0);
  });

  it('R3, R4, R5: goes on where it was after a certificate that is not trusted, a 409, and what only settings mend', () => {
    const before = { soon: 2, slow: 1 };
    nextAttempt(before, { ...lost, untrusted: true }, 1).failed.should.eql(before);
    nextAttempt(before, { ...lost, status: 409 }, 1).failed.should.eql({ soon: 2, slow: 0 });
    nextAttempt(before, { ...lost, status: 403 }, 1).failed.should.eql({ soon: 2, slow: 2 });
  });

  it('R3: after a certificate that is not trusted takes five minutes', () => {
    waits({ ...lost, untrusted: true }, 3, 0).should.eql([300, 300, 300]);
  });

  it('R5: after a 409 takes 15 to 60 seconds', () => {
    waits({ ...lost, status: 409 }, 3, 0).should.eql([15, 15, 15]);
    waits({ ...lost, status: 409 }, 1, 1).should.eql([60]);
  });

  it('R3, R5: after a certificate or a 409 leaves the short steps where they were', () => {
    const before = { soon: 3, slow: 2 };
    nextAttempt(before, { ...lost, untrusted: true }, 1).failed.should.eql(before);
    nextAttempt(before, { ...lost, status: 409 }, 1).failed.should.eql({ soon: 3, slow: 0 });
  });

  it('R5: comes when a 429 or 503 asks for it, within a second and five minutes', () => {
    for (const status of [429, 503]) {
      const asked = (retryAfter: number): number => waits({ ...lost, status, retryAfter }, 1)[0] ?? 0;
      asked(7000).should.equal(7);
      asked(0).should.equal(1);
      asked(-5000).should.equal(1);
      asked(1e9).should.equal(300);
      waits({ ...lost, status }, 3).should.eql([1, 2, 4]);
    }
    waits({ ...lost, status: 500, retryAfter: 7000 }, 1).should.eql([1]);
  });

  it('R8: an hour of whatever ends at once is at most 95 connections', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), {
          minLength: 200,
          maxLength: 200,
        }),
        (chance) => {
          // The worst of them is bounded too; with real chance it is 86 or so.
          let failed = NOTHING_FAILED;
          let time = 0;
          let connects = 1;
          for (const random of chance) {
            const next = nextAttempt(failed, lost, random);
            failed = next.failed;
            time += next.wait;
            if (time > 3_600_000) break;
            connects += 1;
          }
          connects.should.be.belowOrEqual(126);
        },
      ),
    );
    let seed = 1;
    const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let run = 0; run < 50; run++) {
      let failed = NOTHING_FAILED;
      let connects = 1;
      for (let time = 0; ; connects++) {
        const next = nextAttempt(failed, lost, random());
        failed = next.failed;
        time += next.wait;
        if (time > 3_600_000) break;
      }
      connects.should.be.belowOrEqual(95);
    }
  });

  it('R10: those who lost the network together come back spread over half a step', () => {
    const times = Array.from({ length: 100 }, (_, i) => nextAttempt(NOTHING_FAILED, lost, i / 100).wait);
    new Set(times).size.should.equal(100);
    Math.max(...times).should.be.above(2 * Math.min(...times) - 20);
  });

  it('R10: slow steps are spread too, by a tenth at most', () => {
    waits({ ...lost, status: 401 }, 5, 1).should.eql([33, 66, 132, 330, 330]);
    waits({ ...lost, untrusted: true }, 2, 1).should.eql([330, 330]);
    waits({ ...lost, untrusted: true }, 1, 0.5).should.eql([315]);
  });
});
