import 'should';
import { Claims } from '../../../nodes/cloud/storage/claims';
import { FakeClock } from '../../support/fake-clock';
import { MemoryStorage } from '../../support/memory-storage';

const MINUTE = 60_000;

describe('names that count once', () => {
  let storage: MemoryStorage;
  let clock: FakeClock;
  let failures: unknown[];
  beforeEach(() => {
    storage = new MemoryStorage();
    clock = new FakeClock();
    failures = [];
  });

  /** The claims of one process. */
  function claims(place: { storage: MemoryStorage | undefined } = { storage }): Claims {
    return new Claims(place, clock, { unwritten: (thrown) => failures.push(thrown) });
  }
  const soon = (ms = 10 * MINUTE): number => clock.now() + ms;

  it('are taken once, in whatever process, even at once', async () => {
    const [here, there] = [claims(), claims()];
    (await here.take('a', soon())).should.be.true();
    (await here.take('a', soon())).should.be.false();
    (await there.take('a', soon())).should.be.false();
    const both = await Promise.all([here.take('b', soon()), there.take('b', soon())]);
    both.filter(Boolean).should.have.length(1);
  });

  it('without a storage they count in this process', async () => {
    const here = claims({ storage: undefined });
    (await here.take('a', soon())).should.be.true();
    (await here.take('a', soon())).should.be.false();
    await here.release('a', soon());
    failures.should.eql([]);
  });

  it('are forgotten when their time is over, in memory and in the storage', async () => {
    const here = claims();
    await here.take('a', soon());
    clock.advance(10 * MINUTE - 1);
    (await here.take('a', soon())).should.be.false();
    clock.advance(1);
    (await here.take('a', soon())).should.be.true();
    clock.advance(20 * MINUTE);
    await here.take('b', soon());
    [...storage.texts.keys()].should.eql([`used-${soon().toString(36)}-b`]);
  });

  it('a storage that takes nothing is told of, and this process goes on', async () => {
    storage.break('add', 'ENOSPC');
    const here = claims();
    (await here.take('a', soon())).should.be.true();
    (await here.take('a', soon())).should.be.false();
    failures.should.have.length(1);
  });

  it('a storage that does not answer is not waited for without end', async () => {
    for (const operation of ['add', 'names', 'delete'] as const) {
      storage.texts.set('used-1-old', 'used');
      const held = storage.hold(operation);
      const taken = claims().take(operation, soon());
      await held.began;
      clock.advance(5000);
      (await taken).should.be.true();
      held.letGo();
    }
    const held = storage.hold('delete');
    const released = claims().release('a', soon());
    await held.began;
    clock.advance(5000);
    await released;
  });

  it('one that was taken for nothing is stored no longer, and stays taken here', async () => {
    const here = claims();
    const until = soon();
    await here.take('a', until);
    await here.release('a', until);
    storage.texts.size.should.equal(0);
    (await here.take('a', until)).should.be.false();
    (await claims().take('a', until)).should.be.true();
    storage.break('delete');
    await here.release('a', until);
  });

  describe('a look for what is over', () => {
    it('that fails does not keep a claim from being stored', async () => {
      storage.break('names');
      (await claims().take('a', soon())).should.be.true();
      (await claims().take('a', soon())).should.be.false();
      failures.should.have.length(0);
    });

    it('goes on when one does not let itself be removed', async () => {
      const remove = storage.delete.bind(storage);
      storage.delete = async (name) => {
        if (name === 'used-1-a') throw new Error('broken');
        await remove(name);
      };
      for (const name of ['used-1-a', 'used-1-b']) storage.texts.set(name, 'used');
      await claims().take('c', soon());
      storage.texts.has('used-1-b').should.be.false();
    });

    it('comes once a minute, and after a hundred claims', async () => {
      const here = claims();
      for (let i = 0; i < 100; i++) await here.take(String(i), soon());
      storage.count('names').should.equal(1);
      await here.take('next', soon());
      storage.count('names').should.equal(2);
      clock.advance(MINUTE - 1);
      await here.take('later', soon());
      storage.count('names').should.equal(2);
      clock.advance(1);
      await here.take('last', soon());
      storage.count('names').should.equal(3);
    });

    it('comes although the wall clock went back', async () => {
      const here = claims();
      await here.take('a', soon());
      clock.wall -= 1000 * MINUTE;
      clock.advance(MINUTE);
      await here.take('b', soon());
      storage.count('names').should.equal(2);
    });

    it('leaves users alone, and takes what a wrong clock has claimed', async () => {
      const far = `used-${(clock.now() + 61 * MINUTE).toString(36)}-far`;
      const near = `used-${(clock.now() + 60 * MINUTE).toString(36)}-near`;
      const now = `used-${clock.now().toString(36)}-now`;
      for (const name of [far, near, now, 'used-0-epoch', '0123', 'unused-1-a']) storage.texts.set(name, '');
      await claims().take('a', soon());
      [...storage.texts.keys()].should.eql([near, '0123', 'unused-1-a', `used-${soon().toString(36)}-a`]);
    });
  });

  it('more than a thousand: the oldest goes first', async () => {
    const here = claims();
    const first = soon();
    for (let i = 0; i <= 1000; i++) await here.take(String(i), first + i);
    (await here.take('1', first + 1)).should.be.false();
    for (let i = 0; i < 1100; i++) storage.texts.set(`used-${(first + 5000 + i).toString(36)}-x${i}`, 'used');
    const sweeping = claims();
    await sweeping.take('last', first + 9000);
    storage.texts.size.should.equal(1000);
    storage.texts.has(`used-${first.toString(36)}-0`).should.be.false();
    storage.texts.has(`used-${(first + 9000).toString(36)}-last`).should.be.true();
    storage.texts.has(`used-${(first + 5000 + 101).toString(36)}-x101`).should.be.true();
    storage.texts.has(`used-${(first + 5000 + 100).toString(36)}-x100`).should.be.false();
  });

  it('what a wrong clock has claimed takes none of their places', async () => {
    const first = soon();
    for (let i = 0; i < 999; i++) storage.texts.set(`used-${(first + i).toString(36)}-x${i}`, 'used');
    storage.texts.set(`used-${(clock.now() + 61 * MINUTE).toString(36)}-far`, 'used');
    await claims().take('last', first + 9000);
    storage.texts.size.should.equal(1000);
    storage.texts.has(`used-${first.toString(36)}-x0`).should.be.true();
  });

  it('and memory holds no more than that either', async () => {
    const here = claims({ storage: undefined });
    for (let i = 0; i < 1000; i++) await here.take(String(i), soon());
    (await here.take('0', soon())).should.be.false();
    await here.take('one more', soon());
    (await here.take('0', soon())).should.be.true();
    (await here.take('one more', soon())).should.be.false();
  });
});
