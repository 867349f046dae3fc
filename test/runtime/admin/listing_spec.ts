import 'should';
import { Listing } from '../../../nodes/runtime/admin/listing';
import type { Device } from '../../../nodes/shared/admin';

const device = (id: string): Device => ({ id, name: id, category: '', online: true, codes: [] });

/** A list whose pages come when the test says so. */
class Pages {
  take: (rows: readonly Device[]) => void = () => undefined;
  end: () => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  readonly listing = new Listing((take) => {
    this.take = take;
    return new Promise((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
    });
  });
}

describe('a list that is being read', () => {
  it('tells what is there so far, each device once, from any place on', async () => {
    const { listing, take, end } = new Pages();
    take([device('a'), device('b')]);
    take([device('b'), device('c')]);
    listing
      .from(0)
      .map(({ id }) => id)
      .should.eql(['a', 'b', 'c']);
    listing
      .from(2)
      .map(({ id }) => id)
      .should.eql(['c']);
    listing.complete.should.be.false();
    end();
    await listing.done;
    listing.complete.should.be.true();
  });

  it('whoever has so many waits for more, or for the end', async () => {
    const { listing, take, end } = new Pages();
    let woken = 0;
    const first = listing.beyond(0).then(() => woken++);
    const second = listing.beyond(1).then(() => woken++);
    await Promise.resolve();
    woken.should.equal(0);
    take([device('a')]);
    await first;
    woken.should.equal(1);
    end();
    await second;
    await listing.beyond(99);
  });

  it('a failure wakes everybody, and is told to whoever asks for the end', async () => {
    const { listing, fail } = new Pages();
    const waiting = listing.beyond(0);
    fail(new Error('lost'));
    await waiting;
    listing.complete.should.be.true();
    await listing.done.should.be.rejectedWith('lost');
  });
});
