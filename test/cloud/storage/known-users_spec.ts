import should from 'should';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { KnownUsers, merged } from '../../../nodes/cloud/storage/known-users';
import type { Known } from '../../../nodes/cloud/storage/known-users';
import { Seal } from '../../../nodes/cloud/storage/seal';
import { SealedRecords } from '../../../nodes/cloud/storage/sealed-records';
import type { UserRecord } from '../../../nodes/cloud/storage/user-record';
import { FakeClock } from '../../support/fake-clock';
import { MemoryStorage } from '../../support/memory-storage';
import { failureOf } from '../../support/rig';

const record = (login: number, rotation = 0): UserRecord => ({
  uid: 'anna',
  access_token: 'a',
  refresh_token: 'r',
  expires_at: 1,
  base_url: '',
  authorized_at: 1,
  login,
  rotation,
});
const known = (standing: 'stored' | 'new' | 'changed' | 'doubted', of = record(2, 2)): Known => ({
  record: of,
  standing,
});

describe('memory and storage', () => {
  it('nothing stored: somebody else has removed the user, unless the storage never had this login', () => {
    for (const standing of ['stored', 'changed', 'doubted'] as const) {
      (merged(known(standing), 'nothing') === undefined).should.be.true(standing);
    }
    (merged(undefined, 'nothing') === undefined).should.be.true();
    should(merged(known('new'), 'nothing')).eql(known('new'));
  });

  it('what is stored counts when it is newer or the same', () => {
    for (const standing of ['stored', 'new', 'changed', 'doubted'] as const) {
      for (const stored of [record(3, 0), record(2, 3), record(2, 2)]) {
        should(merged(known(standing), stored)).eql({ record: stored, standing: 'stored' });
      }
    }
    should(merged(undefined, record(1))).eql(known('stored', record(1)));
    should(merged({ standing: 'removed' }, record(1))).eql(known('stored', record(1)));
  });

  it('an older copy does not count, and is to be replaced', () => {
    for (const stored of [record(1, 9), record(2, 1)]) {
      should(merged(known('stored'), stored)).eql(known('changed'));
      should(merged(known('changed'), stored)).eql(known('changed'));
      should(merged(known('new'), stored)).eql(known('new'));
    }
  });

  it('an older copy counts when memory is in doubt', () => {
    should(merged(known('doubted'), record(1))).eql(known('stored', record(1)));
  });

  it('what is damaged counts for nothing, and is to be replaced by what memory knows', () => {
    should(merged(known('stored'), 'damaged')).eql(known('changed'));
    should(merged(known('new'), 'damaged')).eql(known('new'));
    should(merged(known('doubted'), 'damaged')).eql(known('doubted'));
    (merged(undefined, 'damaged') === undefined).should.be.true();
  });
});

describe('the users whom memory and storage know', () => {
  let storage: MemoryStorage;
  /** What the list of users and the warnings were told, in order. */
  let log: string[];
  let users: KnownUsers;
  /** Whether what was stored may have been undone by another process. */
  let isUnsure: boolean;
  /** Another process on the same storage. */
  let there: SealedRecords;

  const note =
    (what: string) =>
    (uid: string): void =>
      void log.push(`${what} ${uid}`);
  const trouble = (what: string) => (): TuyaError => {
    log.push(what);
    return new TuyaError('TUYA_CONFIG', what);
  };
  beforeEach(() => {
    storage = new MemoryStorage();
    log = [];
    isUnsure = false;
    const records = (): SealedRecords =>
      new SealedRecords(new Seal('id', 'secret'), new FakeClock(), storage);
    there = records();
    users = new KnownUsers(
      records(),
      {
        put: ({ uid, login }) => void log.push(`put ${uid} ${login}`),
        drop: note('drop'),
        hide: note('hide'),
        show: note('show'),
      },
      {
        unreadable: trouble('unreadable'),
        unwritten: trouble('unwritten'),
        damaged: trouble('damaged'),
        over: () => undefined,
      },
      { isUnsure: () => isUnsure, behind: () => void log.push('behind') },
    );
  });
  const write = (of: UserRecord): Promise<void> => there.write(of.uid, JSON.stringify(of));
  const none = (value: unknown): void => void (value === undefined).should.be.true();

  it('L6: a login that was stored a moment ago and is not there was undone, and is to be stored again', async () => {
    users.put(record(1), 'new');
    await users.save('anna');
    await there.remove('anna');
    isUnsure = true;
    should(await users.read('anna')).eql(record(1));
    users.isUnsaved('anna').should.be.true();
    isUnsure = false;
    await users.save('anna');
    await there.remove('anna');
    none(await users.read('anna'));
  });

  it('L6: whoever is not there after a rotation was removed by another process, which knew of the login', async () => {
    users.put(record(1), 'new');
    users.put(record(1, 1), 'changed');
    await users.save('anna');
    await there.remove('anna');
    isUnsure = true;
    none(await users.read('anna'));
  });

  it('L6: what may have been undone is not written over what nobody can read', async () => {
    users.put(record(1), 'new');
    await users.save('anna');
    storage.break('get');
    isUnsure = true;
    should(await users.read('anna')).eql(record(1));
    users.isUnsaved('anna').should.be.false();
  });

  it('L6: what a look that is under way finds counts as it would have when it began', async () => {
    users.put(record(1), 'new');
    await users.save('anna');
    await there.remove('anna');
    isUnsure = true;
    const reading = users.read('anna');
    isUnsure = false;
    should(await reading).eql(record(1));
  });

  it('one whom another process has stored is read and listed', async () => {
    await write(record(1));
    should(await users.read('anna')).eql(record(1));
    log.should.eql(['put anna 1']);
  });

  it('one whom another process has removed is known no more, and leaves the list', async () => {
    await write(record(1));
    await users.read('anna');
    await there.remove('anna');
    none(await users.read('anna'));
    log.should.eql(['put anna 1', 'drop anna']);
    storage.break('get');
    (await failureOf(users.read('anna'))).message.should.equal('unreadable'); // and not out of memory
  });

  it('one whose record is spoiled is told of, and stays on the list', async () => {
    await write(record(1));
    for (const [name] of storage.texts) storage.texts.set(name, 'spoiled');
    none(await users.read('anna'));
    log.should.eql(['damaged']);
  });

  it('a storage that has less than memory is told of, once', async () => {
    await write(record(2));
    await users.read('anna');
    await write(record(1));
    should(await users.look('anna')).eql(record(2));
    should(await users.look('anna')).eql(record(2));
    log.filter((one) => one === 'behind').should.have.length(1);
    users.unsaved().should.eql(['anna']);
  });

  it('one who was never stored is not behind, and stays to be stored', async () => {
    await write(record(1));
    users.put(record(2), 'new');
    should(await users.look('anna')).eql(record(2));
    await users.look('anna');
    log.should.not.containEql('behind');
    users.unsaved().should.eql(['anna']);
  });

  it('one who is stored needs storing no more, but for what came meanwhile', async () => {
    users.put(record(1), 'new');
    (await users.save('anna')).should.be.true();
    users.unsaved().should.eql([]);
    users.put(record(1, 1), 'changed');
    const held = storage.hold('set');
    const saved = users.save('anna');
    await held.began;
    users.put(record(1, 2), 'changed');
    held.letGo();
    (await saved).should.be.true();
    users.unsaved().should.eql(['anna']);
    should(await users.read('anna')).eql(record(1, 2));
  });

  it('nobody whom memory does not know can be stored or doubted', async () => {
    users.doubt('anna');
    (await users.save('anna')).should.be.false();
    storage.texts.size.should.equal(0);
  });

  it('one who was removed is found again when another process stores it', async () => {
    await write(record(1));
    await users.read('anna');
    await users.remove('anna');
    none(await users.read('anna'));
    await write(record(3));
    should(await users.read('anna')).eql(record(3));
    log.should.eql(['put anna 1', 'hide anna', 'show anna', 'drop anna', 'put anna 3']);
  });

  it('nothing that memory knew counts once all is forgotten', async () => {
    users.put(record(2), 'new');
    users.clear();
    users.unsaved().should.eql([]);
    none(await users.read('anna'));
  });
});
