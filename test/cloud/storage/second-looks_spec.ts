import 'should';
import { SecondLooks } from '../../../nodes/cloud/storage/second-looks';
import { FakeClock } from '../../support/fake-clock';

const settle = (): Promise<void> => new Promise(setImmediate);

describe('L6: looks at what was just stored', () => {
  let clock: FakeClock;
  let looks: SecondLooks;
  /** Ends each look that has begun, with whether it found that a write was undone. */
  let ends: ((undone: boolean) => void)[];
  beforeEach(() => {
    clock = new FakeClock();
    ends = [];
    looks = new SecondLooks(clock, () => new Promise((resolve) => ends.push(resolve)));
  });

  it('are due until they have ended, and no longer', async () => {
    looks.isDue('anna').should.be.false();
    looks.plan('anna');
    clock.advance(300);
    ends.should.have.length(1);
    looks.isDue('anna').should.be.true();
    looks.isDue('ben').should.be.false();
    ends[0]?.(false);
    await settle();
    looks.isDue('anna').should.be.false();
  });

  it('come once more for what is written while one is under way, whatever that finds', async () => {
    for (const undone of [false, true]) {
      ends = [];
      looks.plan('anna');
      clock.advance(300);
      looks.plan('anna');
      ends[0]?.(undone);
      await settle();
      looks.isDue('anna').should.be.true();
      clock.waiting.should.equal(1);
      clock.advance(300);
      ends.should.have.length(2);
      ends[1]?.(false);
      await settle();
      clock.waiting.should.equal(0);
    }
  });

  it('come to an end where all are cancelled, though one under way finds that a write was undone', async () => {
    looks.plan('anna');
    looks.plan('ben');
    clock.advance(300);
    looks.cancel();
    for (const end of ends) end(true);
    await settle();
    clock.waiting.should.equal(0);
    looks.isDue('anna').should.be.false();
  });
});
