import should from 'should';
import { Seal } from '../../../nodes/cloud/storage/seal';
import { SealedRecords } from '../../../nodes/cloud/storage/sealed-records';
import { FakeClock } from '../../support/fake-clock';
import { MemoryStorage } from '../../support/memory-storage';

const LATE = { code: 'ETIMEDOUT' };

describe('sealed records', () => {
  const seal = new Seal('id', 'secret');
  const [name, former] = [seal.nameOf('anna'), seal.formerNameOf('anna')];
  let storage: MemoryStorage;
  let clock: FakeClock;
  let records: SealedRecords;
  beforeEach(() => {
    storage = new MemoryStorage();
    clock = new FakeClock();
    records = new SealedRecords(seal, clock, storage);
  });

  const stored = (): unknown => seal.open(name, storage.texts.get(name) ?? '');

  it('are found as they were written, in a name and a text that tell nothing', async () => {
    (await records.read('anna')).should.equal('nothing');
    await records.write('anna', 'text of anna');
    (await records.read('anna')).should.eql({ text: 'text of anna' });
    (await records.open(name)).should.eql({ text: 'text of anna' });
    JSON.stringify([...storage.texts]).should.not.match(/anna/);
    await records.remove('anna');
    storage.texts.size.should.equal(0);
    (await records.open(name)).should.equal('nothing');
  });

  it('that were spoiled, or put under another name, are damaged', async () => {
    await records.write('anna', 'text');
    storage.texts.set(seal.nameOf('ben'), storage.texts.get(name) ?? '');
    (await records.read('ben')).should.equal('damaged');
    storage.texts.set(name, 'v1.spoiled');
    (await records.read('anna')).should.equal('damaged');
    (await records.open(name)).should.equal('damaged');
  });

  describe('under a name of the time before names bore a mark', () => {
    beforeEach(() => storage.texts.set(former, seal.close(former, 'before')));

    it('are found, and moved by the next write', async () => {
      (await records.read('anna')).should.eql({ text: 'before' });
      await records.write('anna', 'now');
      [...storage.texts.keys()].should.eql([name]);
      (await records.read('anna')).should.eql({ text: 'now' });
      storage.calls.length = 0;
      await records.write('anna', 'later');
      storage.calls.should.eql([`set ${name}`]);
    });

    it('count less than those under the present name', async () => {
      storage.texts.set(name, seal.close(name, 'now'));
      (await records.read('anna')).should.eql({ text: 'now' });
    });

    it('are found although another process moves them at that moment', async () => {
      const looking = storage.hold('get');
      const found = records.read('anna');
      await looking.began;
      // It has not found the present name yet, and will not find the former one any more.
      const again = storage.hold('get');
      looking.letGo();
      await again.began;
      storage.texts.set(name, seal.close(name, 'moved'));
      storage.texts.delete(former);
      again.letGo();
      (await found).should.eql({ text: 'moved' });
    });

    it('stay when the new one could not be written; one that cannot be removed does not undo the write', async () => {
      await records.read('anna');
      storage.break('set', 'ENOSPC');
      await records.write('anna', 'now').should.be.rejectedWith({ code: 'ENOSPC' });
      (await records.read('anna')).should.eql({ text: 'before' });
      storage.mend();
      storage.break('delete');
      await records.write('anna', 'now');
      (await records.read('anna')).should.eql({ text: 'now' });
    });

    it('are removed first, so that nobody finds the older one alone', async () => {
      await records.remove('anna');
      storage.calls.should.eql([`delete ${former}`, `delete ${name}`]);
      (await records.read('anna')).should.equal('nothing');
    });
  });

  it('lists its own names and those that may be of any secret, not those of another', async () => {
    const foreign = new Seal('id', 'other');
    for (const one of [
      name,
      former,
      foreign.nameOf('anna'),
      foreign.formerNameOf('anna'),
      'used-x-y',
      'notes',
    ]) {
      storage.texts.set(one, '');
    }
    (await records.names()).should.eql([name, former, foreign.formerNameOf('anna')]);
  });

  it('a storage that does not answer is given up after five seconds, whatever it was asked', async () => {
    for (const [operation, ask] of [
      ['get', () => records.read('anna')],
      ['get', () => records.open(name)],
      ['set', () => records.write('anna', 'text')],
      ['delete', () => records.remove('ben')],
      ['names', () => records.names()],
      ['names', () => records.clear()],
    ] as const) {
      const held = storage.hold(operation);
      const asked = ask();
      asked.catch(() => undefined);
      if (ask.toString().includes('clear')) held.letGo();
      else {
        await held.began;
        clock.advance(5000);
        await asked.should.be.rejectedWith(LATE);
        held.letGo();
      }
      await asked.catch(() => undefined);
      clock.waiting.should.equal(0);
    }
  });

  it('a removal has ended when both names are gone, and not before', async () => {
    for (const place of [former, name]) {
      storage.texts.set(former, 'old').set(name, 'new');
      const held = storage.hold('delete');
      const second = place === name ? storage.hold('delete') : undefined;
      let ended = false;
      const removal = records.remove('anna').then(() => (ended = true));
      if (second !== undefined) held.letGo();
      await (second ?? held).began;
      await new Promise(setImmediate);
      ended.should.be.false();
      storage.texts.has(name).should.be.true();
      (second ?? held).letGo();
      await removal;
      storage.texts.size.should.equal(0);
    }
  });

  describe('L15: a storage that is slow', () => {
    it('a write that ends late does not undo the newer one', async () => {
      const held = storage.hold('set');
      const older = records.write('anna', 'older');
      await held.began;
      clock.advance(5000);
      await older.should.be.rejectedWith(LATE);
      const newer = records.write('anna', 'newer');
      held.letGo();
      await newer;
      should(stored()).equal('newer');
    });

    it('a removal that ends late does not remove who was stored since', async () => {
      await records.write('anna', 'older');
      const held = storage.hold('delete');
      const removal = records.remove('anna');
      await held.began;
      clock.advance(5000);
      await removal.should.be.rejectedWith(LATE);
      const newer = records.write('anna', 'newer');
      held.letGo();
      await newer;
      should(stored()).equal('newer');
    });

    it('a write that ends late does not bring back who was removed since', async () => {
      const held = storage.hold('set');
      records.write('anna', 'older').catch(() => undefined);
      await held.began;
      const removal = records.remove('anna');
      held.letGo();
      await removal;
      storage.texts.size.should.equal(0);
    });

    it('one user does not wait for another', async () => {
      const held = storage.hold('set');
      const slow = records.write('ben', 'slow');
      await held.began;
      await records.write('anna', 'text');
      should(stored()).equal('text');
      held.letGo();
      await slow;
    });
  });

  describe('cleared', () => {
    it('are all gone, of whatever secret; claims and what is not ours stay', async () => {
      await records.write('anna', 'text');
      storage.texts.set(former, 'spoiled');
      storage.texts.set(new Seal('id', 'other').nameOf('anna'), 'foreign');
      storage.texts.set('used-x-y', 'used');
      await records.clear();
      [...storage.texts.keys()].should.eql(['used-x-y']);
    });

    it('nothing is stored or found any more', async () => {
      await records.clear();
      await records.write('anna', 'text');
      storage.texts.size.should.equal(0);
      await records.remove('anna');
      (await records.read('anna')).should.equal('nothing');
      (await records.open(name)).should.equal('nothing');
      (await records.names()).should.eql([]);
      await records.clear();
    });

    it('a write under way brings nobody back', async () => {
      const held = storage.hold('set');
      records.write('anna', 'text').catch(() => undefined);
      await held.began;
      const clearing = records.clear();
      held.letGo();
      await clearing;
      storage.texts.size.should.equal(0);
    });
  });
});
