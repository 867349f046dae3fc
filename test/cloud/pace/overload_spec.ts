import 'should';
import { Overload } from '../../../nodes/cloud/pace/overload';

const WEATHER = 'GET weather';
const ENERGY = 'GET energy';
const LAMP = 'POST lamp';

describe('an overload', () => {
  let overload: Overload;
  beforeEach(() => {
    overload = new Overload();
  });
  /** A call of a kind that was sent at `sentAt`, just before `now`, is refused; jitter as given, the greatest by default. */
  const refuse = (kind: string, now: number, { asked = 0, sentAt = now - 1, random = 1 } = {}): void => {
    overload.refused(kind, { code: 'TUYA_1199', statusCode: 200, sentAt, asked }, now, random);
  };

  describe('of one kind of call', () => {
    it('P10, RULES 9: pauses it for 1, 2, 4 … 60 s, and no other kind', () => {
      let now = 0;
      const pauses: number[] = [];
      for (let i = 0; i < 9; i++) {
        refuse(WEATHER, now);
        pauses.push(overload.startOf(WEATHER) - now);
        overload.startOf(LAMP).should.equal(0);
        now = overload.startOf(WEATHER) + 20_000; // far from the refusals before
      }
      pauses.should.eql([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    });

    it('P10: the pauses of many accounts are spread over the upper half', () => {
      refuse(WEATHER, 0, { random: 0 });
      overload.startOf(WEATHER).should.equal(500);
      refuse(ENERGY, 20_000, { random: 0.5 });
      overload.startOf(ENERGY).should.equal(20_750);
    });

    it('P10: calls that were under way when the first one was refused tell nothing new', () => {
      refuse(WEATHER, 100);
      refuse(WEATHER, 150, { sentAt: 100 });
      refuse(WEATHER, 200, { sentAt: 50 });
      overload.startOf(WEATHER).should.equal(1100);
      refuse(WEATHER, 1300, { sentAt: 1100 });
      overload.startOf(WEATHER).should.equal(3300);
    });

    it('P10: a time that the cloud asks for counts when it is longer, also from a call that was under way', () => {
      refuse(WEATHER, 100, { asked: 500 });
      overload.untilOf(WEATHER).should.equal(1100);
      refuse(WEATHER, 200, { sentAt: 50, asked: 30_000 });
      overload.untilOf(WEATHER).should.equal(30_200);
      refuse(WEATHER, 300, { sentAt: 50 });
      overload.untilOf(WEATHER).should.equal(30_200);
      overload.untilOf(LAMP).should.equal(0);
    });

    it('RULES 9: is over with an answer to a call that was sent after the refusal, and not before', () => {
      refuse(WEATHER, 100);
      overload.answered(WEATHER, 99, 200).should.be.false();
      overload.answered(WEATHER, 100, 200).should.be.false();
      overload.answered(LAMP, 150, 200).should.be.false();
      overload.startOf(WEATHER).should.equal(1100);
      overload.answered(WEATHER, 101, 200).should.be.true();
      overload.startOf(WEATHER).should.equal(200);
      refuse(WEATHER, 20_000);
      overload.startOf(WEATHER).should.equal(21_000); // it begins anew
    });

    it('calls start a second apart until one is answered, then one by one and faster with each', () => {
      refuse(WEATHER, 0);
      overload.started(WEATHER, 1000);
      overload.startOf(WEATHER).should.equal(2000);
      overload.started(LAMP, 1000);
      overload.startOf(LAMP).should.equal(1000); // nobody else is spaced
      overload.answered(WEATHER, 1000, 1100).should.be.true();
      overload.startOf(WEATHER).should.equal(1350);
      const gaps: number[] = [];
      let now = 1350;
      while (gaps.length < 100) {
        overload.started(WEATHER, now);
        const gap = overload.startOf(WEATHER) - now;
        if (gap <= 0) break;
        gaps.push(gap);
        now += gap;
        overload.answered(WEATHER, now - 1, now);
      }
      (gaps[0] ?? 0).should.be.approximately(225, 1e-6);
      for (const [i, gap] of gaps.slice(1).entries()) gap.should.be.approximately((gaps[i] ?? 0) * 0.9, 1e-6);
      gaps.length.should.be.within(20, 26);
      (gaps.at(-1) ?? 0).should.be.within(15, 22);
      overload.untilOf(WEATHER).should.equal(0);
    });

    it('the spacing doubles with each further refusal, up to two seconds', () => {
      let now = 0;
      const spacings: number[] = [];
      for (let i = 0; i < 6; i++) {
        refuse(WEATHER, now);
        now = overload.startOf(WEATHER);
        overload.started(WEATHER, now);
        overload.answered(WEATHER, now, now);
        overload.started(WEATHER, now);
        spacings.push(Math.round(overload.startOf(WEATHER) - now));
        now += 20_000;
      }
      // each answer in between makes it a tenth shorter
      spacings.should.eql([225, 405, 729, 1312, 1800, 1800]);
    });

    it('it is a second apart until an answer also where the spacing is longer by now', () => {
      let now = 0;
      for (let i = 0; i < 4; i++) {
        refuse(WEATHER, now);
        now = overload.startOf(WEATHER);
      }
      overload.started(WEATHER, now);
      overload.startOf(WEATHER).should.equal(now + 1000);
    });

    it('holds calls of the kind in its pause and between two starts', () => {
      overload.isHeld(WEATHER, 0).should.be.false();
      refuse(WEATHER, 0);
      overload.isHeld(WEATHER, 999).should.be.true();
      overload.isHeld(WEATHER, 1000).should.be.false();
      overload.isHeld(LAMP, 500).should.be.false();
      overload.started(WEATHER, 1000);
      overload.isHeld(WEATHER, 1999).should.be.true();
    });

    it('tells how it was refused last', () => {
      (overload.refusalOf(WEATHER) === undefined).should.be.true();
      refuse(WEATHER, 0);
      (overload.refusalOf(WEATHER)?.code ?? '').should.equal('TUYA_1199');
    });

    it('a kind that nobody calls any more is forgotten after ten minutes', () => {
      refuse(WEATHER, 0);
      refuse(LAMP, 600_000);
      overload.untilOf(WEATHER).should.equal(1000);
      refuse(LAMP, 601_000);
      overload.untilOf(WEATHER).should.equal(1000);
      refuse(LAMP, 601_001);
      overload.untilOf(WEATHER).should.equal(0);
    });
  });

  describe('of the account as a whole', () => {
    it('RULES 9: two kinds that are refused within ten seconds pause all for a second', () => {
      refuse(WEATHER, 0);
      refuse(ENERGY, 10_000, { random: 0 });
      overload.startOf(LAMP).should.equal(11_000);
    });

    it('its pause is spread by a quarter', () => {
      refuse(WEATHER, 0);
      refuse(ENERGY, 1000, { random: 1 });
      overload.startOf(LAMP).should.equal(2250);
    });

    it('RULES 9: two kinds that are refused further apart are each its own', () => {
      refuse(WEATHER, 0);
      refuse(ENERGY, 10_001);
      overload.startOf(LAMP).should.equal(0);
    });

    it('RULES 9: one kind that is refused twice is not the account', () => {
      refuse(WEATHER, 0);
      refuse(WEATHER, 2000);
      overload.startOf(LAMP).should.equal(0);
    });

    it('RULES 9: a time that the cloud asks for pauses all, and after 5 s one call is let through to see', () => {
      refuse(WEATHER, 1000, { asked: 3000 });
      overload.startOf(LAMP).should.equal(4000);
      refuse(ENERGY, 20_000, { asked: 60_000 });
      overload.startOf(LAMP).should.equal(24_999); // from when it was sent
      overload.startOf(ENERGY).should.equal(80_000);
    });

    it('RULES 9: calls that were under way make a pause of all no longer than 5 s', () => {
      refuse(WEATHER, 1000, { asked: 60_000 });
      refuse(ENERGY, 4000, { sentAt: 900, asked: 60_000 });
      overload.startOf(LAMP).should.equal(5999);
    });

    it('while the time that was asked for is not over, a refusal without one pauses all again', () => {
      refuse(WEATHER, 0, { asked: 60_000 });
      refuse(LAMP, 12_000);
      overload.startOf(ENERGY).should.equal(16_999);
      refuse(LAMP, 58_000);
      overload.startOf(ENERGY).should.equal(60_000);
      refuse(LAMP, 80_000);
      overload.startOf(ENERGY).should.equal(60_000);
    });

    it('an answer to a call that was sent before does not end the time that was asked for', () => {
      refuse(WEATHER, 1000, { asked: 60_000 });
      overload.answered(LAMP, 900, 1100).should.be.false();
      refuse(LAMP, 12_000);
      overload.startOf(ENERGY).should.equal(16_999);
    });

    it('RULES 9: one call a second until an answer shows that it is over, of whatever kind', () => {
      refuse(WEATHER, 0);
      refuse(ENERGY, 100, { random: 0 });
      overload.startOf(LAMP).should.equal(1100);
      overload.started(LAMP, 1100);
      overload.startOf(LAMP).should.equal(2100);
      overload.answered(LAMP, 100, 1200).should.be.false();
      overload.answered(LAMP, 1100, 1200).should.be.true();
      overload.startOf(LAMP).should.equal(1450);
      overload.startOf(WEATHER).should.equal(1450); // its own second is over as well
    });

    it('a time that one kind was given says nothing about the others once one of them was answered', () => {
      refuse(WEATHER, 0, { asked: 60_000 });
      overload.started(LAMP, 5000);
      overload.startOf(LAMP).should.equal(6000);
      overload.answered(LAMP, 5000, 5200).should.be.true();
      overload.startOf(LAMP).should.equal(5200);
      overload.started(LAMP, 5200);
      overload.startOf(LAMP).should.equal(5200);
      overload.startOf(WEATHER).should.equal(60_000);
      refuse(LAMP, 20_000);
      overload.startOf(ENERGY).should.equal(5200); // the time that was asked for is forgotten
    });

    it('a time that was asked for once it was over ends with the next answer, and not twice', () => {
      refuse(WEATHER, 100, { asked: 1000 });
      overload.answered(LAMP, 101, 110).should.be.true();
      refuse(WEATHER, 120, { sentAt: 50, asked: 4000 }); // was under way, and asks for more
      overload.startOf(LAMP).should.equal(4120);
      overload.answered(LAMP, 105, 200).should.be.true();
      overload.startOf(LAMP).should.equal(200);
      overload.answered(LAMP, 105, 200).should.be.false();
    });

    it('calls that were under way do not begin its pause anew', () => {
      refuse(WEATHER, 100);
      refuse(ENERGY, 200, { random: 0 });
      refuse(LAMP, 900, { sentAt: 150, random: 0 });
      overload.startOf('GET other').should.equal(1200);
      refuse(LAMP, 1300, { sentAt: 1250, random: 0 });
      overload.startOf('GET other').should.equal(2300);
    });

    it('while it is tried again those go first that were not refused', () => {
      refuse(WEATHER, 0);
      overload.isSuspect(WEATHER).should.be.false();
      refuse(ENERGY, 100);
      overload.isSuspect(WEATHER).should.be.true();
      overload.isSuspect(LAMP).should.be.false();
      overload.answered(LAMP, 1200, 1300);
      overload.isSuspect(WEATHER).should.be.false();
    });
  });
});
