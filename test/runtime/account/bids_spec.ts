import * as fc from 'fast-check';
import should from 'should';
import { addOnce } from '../../../nodes/runtime/account/bids';
import { MemoryStorage } from '../../support/memory-storage';

describe('who of several has a name, in a store that cannot add', () => {
  /** A process that bids for `used`; `s` says when each of its calls comes about. */
  const bid = (
    texts: Map<string, string>,
    mark: string,
    s?: fc.Scheduler,
    after = Infinity,
  ): Promise<boolean> => {
    const plain = new MemoryStorage(texts);
    plain.dieAfter(after);
    const late = async <T>(call: () => Promise<T>): Promise<T> => {
      await s?.schedule(Promise.resolve(), mark);
      return call();
    };
    const storage = {
      get: (name: string) => late(() => plain.get(name)),
      set: (name: string, text: string) => late(() => plain.set(name, text)),
      delete: (name: string) => late(() => plain.delete(name)),
      names: () => late(() => plain.names()),
    };
    return addOnce(storage, 'used', mark, { mark: () => mark, pause: () => late(() => Promise.resolve()) });
  };

  it('one alone has it, and nobody after it', async () => {
    const texts = new Map<string, string>();
    (await bid(texts, 'b')).should.be.true();
    (await bid(texts, 'a')).should.be.false();
    (await bid(texts, 'c')).should.be.false();
    [...texts].should.eql([['used', 'b']]);
  });

  it('two or three at once, in whatever order their calls come about: exactly one has it, and no bid is left', () =>
    fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.shuffledSubarray(['a', 'b', 'c'], { minLength: 2 }),
        async (s, marks) => {
          const texts = new Map<string, string>();
          const all = Promise.all(marks.map((mark) => bid(texts, mark, s)));
          const won = await s.waitFor(all);
          won.filter(Boolean).should.have.length(1);
          [...texts].should.eql([['used', marks[won.indexOf(true)]]]);
        },
      ),
      { numRuns: 2000 },
    ));

  it('killed at any call, one more is never let in', () =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.nat(6), async (s, after) => {
        const texts = new Map<string, string>();
        const told: boolean[] = [];
        void bid(texts, 'b', s, after).then((won) => told.push(won));
        const others = await s.waitFor(Promise.all(['a', 'c'].map((mark) => bid(texts, mark, s))));
        const won = others.filter(Boolean).length;
        // Killed after it had written the name, it has it, although it never learns so.
        const has = told[0] === true || texts.get('used') === 'b';
        (won + (has ? 1 : 0)).should.be.belowOrEqual(1);
      }),
      { numRuns: 1000 },
    ));

  it('the lowest does not wait for ever for one that was killed: then nobody has it', async () => {
    const texts = new Map([['used-bid-b', 'killed']]);
    (await bid(texts, 'a')).should.be.false();
    (await bid(texts, 'c')).should.be.false();
    [...texts].should.eql([['used-bid-b', 'killed']]);
  });

  it('the lowest gives the others time to withdraw between two looks, and has it then', async () => {
    const texts = new Map([['used-bid-b', 'slow']]);
    let looks = 0;
    const pause = (): Promise<void> => {
      looks++;
      if (looks === 3) texts.delete('used-bid-b');
      return Promise.resolve();
    };
    (await addOnce(new MemoryStorage(texts), 'used', 'a', { mark: () => 'a', pause })).should.be.true();
    looks.should.equal(3);
    [...texts].should.eql([['used', 'a']]);
  });

  it('who has it keeps it, should the store not let go of the bid; so does nobody else get it', async () => {
    for (const [before, won] of [
      [[], true],
      [['used', 'used-bid-0'], false],
    ] as const) {
      const texts = new Map<string, string>(before.map((name) => [name, 'x']));
      const plain = new MemoryStorage(texts);
      plain.break('delete');
      const bidder = { mark: () => 'a', pause: () => Promise.resolve() };
      (await addOnce(plain, 'used', 'a', bidder)).should.equal(won);
      should(texts.get('used')).equal(won ? 'a' : 'x');
    }
  });

  it('a bid for a longer name is none for this one', async () => {
    const texts = new Map([
      ['used-bid', 'x'],
      ['used-b-bid-a', 'x'],
      ['mused-bid-a', 'x'],
    ]);
    (await bid(texts, 'b')).should.be.true();
  });
});
