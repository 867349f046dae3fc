import should from 'should';
import { speakEnglish } from '../../../nodes/cloud/errors/language';
import { Seal } from '../../../nodes/cloud/storage/seal';
import { SealedRecords } from '../../../nodes/cloud/storage/sealed-records';
import { Troubles } from '../../../nodes/cloud/storage/troubles';
import { UserIndex } from '../../../nodes/cloud/storage/user-index';
import type { UserRecord } from '../../../nodes/cloud/storage/user-record';
import { FakeClock } from '../../support/fake-clock';
import { MemoryStorage } from '../../support/memory-storage';
import { failureOf } from '../../support/rig';

const recordOf = (uid: string, authorized_at = 1): UserRecord => ({
  uid,
  access_token: 'a',
  refresh_token: 'r',
  expires_at: 1,
  base_url: '',
  authorized_at,
  login: authorized_at,
  rotation: 0,
});

describe('the index of users', () => {
  const seal = new Seal('id', 'secret');
  let storage: MemoryStorage;
  let clock: FakeClock;
  let ahead: Set<string>;
  let warnings: string[];
  let index: UserIndex;
  beforeEach(() => {
    storage = new MemoryStorage();
    clock = new FakeClock();
    ahead = new Set();
    warnings = [];
    const records = new SealedRecords(seal, clock, storage);
    const troubles = new Troubles((said) => warnings.push(speakEnglish(said)));
    index = new UserIndex(seal, records, clock, (uid) => ahead.has(uid), troubles);
  });

  /** Another process stores a user. */
  function store(uid: string, authorized_at?: number, name = seal.nameOf(uid)): void {
    storage.texts.set(name, seal.close(name, JSON.stringify(recordOf(uid, authorized_at))));
  }
  const later = (): void => {
    clock.advance(1000);
  };
  const found = async (part = ''): Promise<string[]> => {
    await index.refresh();
    return (await index.find(part)).fitting;
  };

  describe('the only user', () => {
    it('is nobody, the one, or one of several', async () => {
      (await index.only()).should.equal('nobody');
      store('anna');
      later();
      (await index.only()).should.eql({ uid: 'anna' });
      store('ben');
      later();
      (await index.only()).should.equal('several');
      warnings.should.eql([]);
    });

    it('costs no look at the storage for a second, and another process’ user is noticed after it', async () => {
      store('anna');
      await index.only();
      storage.calls.length = 0;
      store('ben');
      for (let i = 0; i < 100; i++) (await index.only()).should.eql({ uid: 'anna' });
      clock.advance(999);
      (await index.only()).should.eql({ uid: 'anna' });
      storage.calls.should.eql([]);
      clock.advance(1);
      (await index.only()).should.equal('several');
      storage.calls.should.eql(['names']);
    });

    it('is opened once, and asked for together is listed once', async () => {
      store('anna');
      const listing = storage.hold('names');
      const both = Promise.all([index.only(), index.only()]);
      await listing.began;
      listing.letGo();
      (await both).should.eql([{ uid: 'anna' }, { uid: 'anna' }]);
      storage.count('names').should.equal(1);
      storage.calls.length = 0;
      later();
      await index.only();
      storage.calls.should.eql(['names']);
    });

    it('L16: a record that is damaged or cannot be read counts as a user', async () => {
      store('anna');
      storage.texts.set(seal.nameOf('ben'), 'v1.spoiled');
      (await index.only()).should.equal('several');
      storage.break('get');
      (await index.only()).should.equal('several');
    });

    it('L16: one who cannot be read is no reason to send anybody to Tuya; one who is damaged is', async () => {
      store('anna');
      storage.break('get');
      const error = await failureOf(index.only());
      error.code.should.equal('TUYA_CONFIG');
      error.message.should.match(/EIO/);
      storage.mend();
      (await index.only()).should.eql({ uid: 'anna' });
      index.clear();
      storage.texts.set(seal.nameOf('anna'), 'v1.spoiled');
      (await index.only()).should.equal('nobody');
      should(warnings.at(-1)).match(/damaged/);
    });

    it('L16: is not guessed while the storage cannot be listed, whatever was known before: another process may have added a user', async () => {
      store('anna');
      index.put(recordOf('anna'));
      storage.break('names', 'EMFILE');
      for (let i = 0; i < 2; i++) {
        (await failureOf(index.only())).message.should.match(/EMFILE/);
        later();
      }
      warnings.should.have.length(1);
      storage.mend();
      (await index.only()).should.eql({ uid: 'anna' });
      storage.break('names', 'EIO');
      (await index.only()).should.eql({ uid: 'anna' }); // the last listing is fresh
      later();
      store('ben');
      (await failureOf(index.only())).message.should.match(/EIO/);
      storage.mend();
      later();
      (await index.only()).should.equal('several');
    });

    it('L16: a listing that failed a moment ago is an error still, at no cost, and what it said holds no secret', async () => {
      store('anna');
      await index.only();
      later();
      storage.break('names', 'EIO');
      await failureOf(index.only());
      const { code, message } = await failureOf(index.only());
      [code, message].should.eql(['TUYA_CONFIG', 'The stored tokens cannot be read (EIO)']);
      storage.count('names').should.equal(2);
    });

    it('a listing that fails leaves what was known to those who list the users', async () => {
      store('anna');
      (await found()).should.eql(['anna']);
      storage.break('names', 'EIO');
      later();
      (await found()).should.eql(['anna']);
    });

    it('who is gone between the listing and the look is nobody', async () => {
      store('anna');
      await index.refresh();
      storage.texts.clear();
      (await index.only()).should.equal('nobody');
      warnings.should.eql([]);
    });
  });

  describe('what this process does', () => {
    it('is known at once', async () => {
      await index.refresh();
      index.put(recordOf('anna'));
      (await index.only()).should.eql({ uid: 'anna' });
      index.drop('anna');
      (await index.only()).should.equal('nobody');
    });

    it('is not undone by a listing that began before', async () => {
      store('anna');
      await index.refresh();
      later();
      const listing = storage.hold('names');
      const names = storage.names.bind(storage);
      storage.names = async () => {
        const before = [...storage.texts.keys()];
        await names();
        return before;
      };
      const only = index.only();
      await listing.began;
      index.drop('anna');
      index.put(recordOf('ben'));
      listing.letGo();
      (await only).should.eql({ uid: 'ben' });
    });

    it('a user who is being removed is nobody, whatever is listed, until the removal has ended', async () => {
      store('anna');
      (await index.only()).should.eql({ uid: 'anna' });
      index.hide('anna');
      (await index.only()).should.equal('nobody');
      later();
      (await index.only()).should.equal('nobody');
      (await found()).should.eql([]);
      index.show('anna');
      (await index.only()).should.equal('nobody');
      later();
      (await index.only()).should.eql({ uid: 'anna' }); // the storage did not let go
      index.show('anna');
      (await index.only()).should.equal('nobody');
    });

    it('stays known as long as only memory holds it', async () => {
      index.put(recordOf('anna'));
      ahead.add('anna');
      (await index.only()).should.eql({ uid: 'anna' });
      ahead.clear();
      later();
      (await index.only()).should.equal('nobody');
    });
  });

  it('a user whom another process has removed is gone after a second', async () => {
    store('anna');
    store('ben');
    (await found()).should.have.length(2);
    storage.texts.delete(seal.nameOf('ben'));
    later();
    (await index.only()).should.eql({ uid: 'anna' });
  });

  it('lists anew when it is told to, and forgets all when it is cleared', async () => {
    await index.only();
    store('anna');
    index.listAnew();
    (await index.only()).should.eql({ uid: 'anna' });
    storage.texts.clear();
    index.clear();
    (await index.only()).should.equal('nobody');
  });

  describe('the list', () => {
    it('has the newest login first, and can be searched in whatever case', async () => {
      store('Anna', 1);
      store('ben', 3);
      store('hanna', 2);
      (await found()).should.eql(['ben', 'hanna', 'Anna']);
      (await found('ANN')).should.eql(['hanna', 'Anna']);
      (await found('carl')).should.eql([]);
    });

    it('opens each record once, and what another process adds', async () => {
      for (let i = 0; i < 30; i++) store(`user-${i}`, i);
      (await found()).should.have.length(30);
      storage.count('get').should.equal(30);
      store('new', 100);
      later();
      should((await found())[0]).equal('new');
      storage.count('get').should.equal(31);
    });

    it('counts what cannot be read, and looks at it again', async () => {
      store('anna');
      storage.texts.set(seal.nameOf('ben'), 'v1.spoiled');
      await index.refresh();
      (await index.find('')).should.eql({ fitting: ['anna'], unreadable: 1 });
      store('ben', 2);
      (await index.find('')).should.eql({ fitting: ['ben', 'anna'], unreadable: 0 });
    });

    it('opens a few at a time', async () => {
      for (let i = 0; i < 30; i++) store(`user-${i}`);
      await index.refresh();
      let [open, most] = [0, 0];
      const get = storage.get.bind(storage);
      storage.get = async (name) => {
        most = Math.max(most, ++open);
        await Promise.resolve();
        open--;
        return get(name);
      };
      await index.find('');
      most.should.equal(8);
    });

    it('one record that fails keeps no other from being read; a storage that does not answer is not asked for all', async () => {
      for (let i = 0; i < 30; i++) store(`user-${i}`);
      await index.refresh();
      storage.break('get', 'EIO');
      (await index.find('')).unreadable.should.equal(30);
      storage.count('get').should.equal(30);
      storage.mend();
      storage.calls.length = 0;
      const held = Array.from({ length: 8 }, () => storage.hold('get'));
      const listing = index.find('');
      await Promise.all(held.map(({ began }) => began));
      clock.advance(5000);
      (await listing).unreadable.should.equal(30);
      storage.count('get').should.equal(8);
    });
  });

  describe('names without a mark', () => {
    it('are opened once: those of another secret are left aside, those of this one are users', async () => {
      const foreign = new Seal('id', 'other');
      for (let i = 0; i < 20; i++) {
        const name = foreign.formerNameOf(`user-${i}`);
        storage.texts.set(name, foreign.close(name, '{}'));
      }
      store('anna', 1, seal.formerNameOf('anna'));
      (await index.only()).should.eql({ uid: 'anna' });
      storage.count('get').should.equal(21);
      later();
      (await index.only()).should.eql({ uid: 'anna' });
      (await found()).should.eql(['anna']);
      storage.count('get').should.equal(21);
      warnings.should.have.length(1);
    });

    it('and with one stand for the same user, before and after it is moved', async () => {
      store('anna', 1, seal.formerNameOf('anna'));
      store('anna', 1);
      (await index.only()).should.eql({ uid: 'anna' });
      storage.texts.delete(seal.formerNameOf('anna'));
      later();
      (await index.only()).should.eql({ uid: 'anna' });
      storage.texts.clear();
      later();
      (await index.only()).should.equal('nobody');
    });

    it('are opened again when they had gone, and after all was forgotten', async () => {
      const name = seal.formerNameOf('anna');
      storage.texts.set(name, 'v1.spoiled');
      (await index.only()).should.equal('nobody');
      storage.texts.clear();
      later();
      (await index.only()).should.equal('nobody');
      store('anna', 1, name);
      later();
      (await index.only()).should.eql({ uid: 'anna' });
      storage.texts.set(name, 'v1.spoiled');
      index.clear();
      (await index.only()).should.equal('nobody');
    });

    it('that could not be read at first stand for one user afterwards', async () => {
      store('anna', 1, seal.formerNameOf('anna'));
      storage.break('get');
      await index.refresh();
      warnings.should.have.length(1);
      storage.mend();
      (await index.find('')).should.eql({ fitting: ['anna'], unreadable: 0 });
    });

    it('count as users while they cannot be read', async () => {
      store('anna');
      store('ben', 1, seal.formerNameOf('ben'));
      storage.break('get');
      (await index.only()).should.equal('several');
      storage.mend();
      later();
      storage.texts.delete(seal.nameOf('anna'));
      (await index.only()).should.eql({ uid: 'ben' });
    });
  });

  it('the names of another secret are not even opened', async () => {
    const foreign = new Seal('id', 'other');
    for (let i = 0; i < 20; i++) storage.texts.set(foreign.nameOf(`user-${i}`), 'sealed');
    (await index.only()).should.equal('nobody');
    storage.calls.should.eql(['names']);
    warnings.should.eql([]);
  });
});
