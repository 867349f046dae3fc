import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import should from 'should';
import { speakEnglish } from '../../../nodes/cloud/errors/language';
import { FileStorage } from '../../../nodes/cloud/storage/file-storage';
import type { Files } from '../../../nodes/cloud/storage/file-storage';
import { Households, namesIn } from '../../support/households';
import type { Process } from '../../support/households';
import { Seal } from '../../../nodes/cloud/storage/seal';
import { TokenStore } from '../../../nodes/cloud/storage/token-store';
import type { UserPair } from '../../../nodes/cloud/storage/user-record';
import { FakeClock } from '../../support/fake-clock';
import { MemoryStorage } from '../../support/memory-storage';
import { failureOf } from '../../support/rig';

const KEY = { client_id: 'id', secret: 'secret' };
const ANNA = {
  uid: 'uid-anna',
  access_token: 'a',
  refresh_token: 'r',
  expires_at: 1,
  base_url: 'http://127.0.0.1:1',
  authorized_at: 1,
};

describe('the token store', () => {
  let houses: Households;
  let one: Process;
  beforeEach(async () => {
    houses = await Households.start();
    one = houses.process();
  });
  afterEach(() => houses.close());

  const files = (): Promise<string[]> => fs.readdir(houses.folder);
  const onlyFile = async (): Promise<string> => join(houses.folder, (await files())[0] ?? '');

  it('one file per user, 0600, that tells nothing without the secret', async () => {
    await houses.authorize(one, 'uid-anna');
    await houses.authorize(one, 'uid-ben');
    (await files()).should.have.length(2);
    const tokens = houses.cloud.issuedTokens;
    for (const name of await files()) {
      const path = join(houses.folder, name);
      ((await fs.stat(path)).mode & 0o777).should.equal(0o600);
      const text = name + (await fs.readFile(path, 'utf8'));
      for (const secret of [...tokens, houses.cloud.secret, houses.cloud.client_id, 'uid-anna', 'uid-ben']) {
        text.should.not.containEql(secret);
      }
    }
  });

  it('L9: a cut-off file is left aside with one warning, and authorizing again mends it', async () => {
    await houses.authorize(one, 'uid-anna');
    const path = await onlyFile();
    const whole = await fs.readFile(path, 'utf8');
    await fs.writeFile(path, whole.slice(0, whole.length / 2));
    const two = houses.process();
    for (let i = 0; i < 3; i++) {
      (await failureOf(two.devices())).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    }
    two.warnings.should.have.length(1);
    should(two.warnings[0]).match(/authorize again/);
    await houses.authorize(two, 'uid-anna');
    namesIn(await houses.process().devices()).should.containEql('Desk lamp');
  });

  it('L9: a foreign file changes nothing', async () => {
    await houses.authorize(one, 'uid-anna');
    await fs.writeFile(join(houses.folder, 'notes.txt'), 'mine');
    await fs.writeFile(join(houses.folder, 'ffff.token'), 'v1.not-a-record');
    namesIn(await houses.process().devices()).should.containEql('Desk lamp');
  });

  it("a record put in another user's place is not taken for theirs", async () => {
    await houses.authorize(one, 'uid-anna');
    const anna = await onlyFile();
    await houses.authorize(one, 'uid-ben');
    const ben = (await files()).map((name) => join(houses.folder, name)).find((path) => path !== anna);
    await fs.copyFile(ben ?? '', anna);
    (await failureOf(houses.process().devices('uid-anna'))).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
  });

  /** A disk on which nothing can be opened for writing any more. */
  const full: Files = {
    ...fs,
    open: () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })),
  };

  it('L9: with a full disk it goes on in memory, warns once, and stores what it can later', async () => {
    let disk: Files = full;
    const changing = new Proxy(full, { get: (_, name) => disk[name as keyof Files] });
    const two = houses.process({ storage: new FileStorage(houses.folder, changing) });
    await houses.authorize(two, 'uid-anna');
    for (let i = 0; i < 3; i++) {
      houses.cloud.expireTokens();
      namesIn(await two.devices()).should.containEql('Desk lamp');
    }
    two.warnings.should.have.length(1);
    should(two.warnings[0])
      .match(/ENOSPC/)
      .and.not.containEql(houses.folder);
    disk = fs;
    houses.cloud.expireTokens();
    await two.devices();
    namesIn(await houses.process().devices()).should.containEql('Desk lamp');
  });

  it('L9: a folder that cannot be made is the same', async () => {
    await fs.writeFile(join(houses.folder, 'file'), '');
    const two = houses.process({ storage: new FileStorage(join(houses.folder, 'file', 'folder')) });
    await houses.authorize(two, 'uid-anna');
    namesIn(await two.devices()).should.containEql('Desk lamp');
    two.warnings.some((text) => text.includes('cannot be stored')).should.be.true();
  });

  it('an unfinished write of a process that is gone is swept away, and never read', async () => {
    await houses.authorize(one, 'uid-anna');
    const left = `${await onlyFile()}.tmp`;
    await fs.writeFile(left, 'half');
    const long = new Date(Date.now() - 3_600_000);
    await fs.utimes(left, long, long);
    (await one.client.requireUsers().list()).should.have.length(1);
    (await files()).should.have.length(1);
  });

  it('an old record outlives a write that fails halfway, and a new one is on the disk before it has the name', async () => {
    await houses.authorize(one, 'uid-anna');
    const before = await fs.readFile(await onlyFile(), 'utf8');
    const steps: string[] = [];
    const watched: Files = {
      ...fs,
      open: async (path, flags, mode) => {
        const file = await fs.open(path, flags, mode);
        const step = (name: 'sync' | 'writeFile'): void => {
          const own = file[name].bind(file) as (...args: unknown[]) => Promise<void>;
          file[name] = async (...args: unknown[]) => {
            steps.push(`${name} ${String(flags)}`);
            if (name === 'writeFile' && broken)
              throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
            await own(...args);
          };
        };
        step('sync');
        step('writeFile');
        return file;
      },
      rename: async (from, to) => {
        steps.push('rename');
        await fs.rename(from, to);
      },
    };
    let broken = true;
    const two = houses.process({ storage: new FileStorage(houses.folder, watched) });
    await two.client.renewToken(houses.signal);
    (await fs.readFile(await onlyFile(), 'utf8')).should.equal(before);
    (await files()).should.have.length(1);
    broken = false;
    steps.length = 0;
    await two.client.renewToken(houses.signal);
    steps.should.eql(['writeFile wx', 'sync wx', 'rename', 'sync r']);
    (await fs.readFile(await onlyFile(), 'utf8')).should.not.equal(before);
  });

  describe('L9: a store that breaks while it runs', () => {
    const failing = (code: string) => () => Promise.reject(Object.assign(new Error('broken'), { code }));

    it('goes on with what memory holds when it cannot be read', async () => {
      let disk: Files = fs;
      const changing = new Proxy(fs, { get: (_, name) => disk[name as keyof Files] });
      const two = houses.process({ storage: new FileStorage(houses.folder, changing) });
      await houses.authorize(two, 'uid-anna');
      disk = { ...fs, readFile: failing('EIO') };
      for (let i = 0; i < 3; i++) {
        houses.cloud.expireTokens();
        namesIn(await two.devices('uid-anna')).should.containEql('Desk lamp');
      }
      two.warnings.should.have.length(1);
      should(two.warnings[0]).match(/EIO/);
    });

    it('goes on with what memory holds when a record is spoiled', async () => {
      await houses.authorize(one, 'uid-anna');
      await fs.writeFile(await onlyFile(), 'v1.spoiled');
      houses.cloud.expireTokens();
      namesIn(await one.devices('uid-anna')).should.containEql('Desk lamp');
      namesIn(await houses.process().devices()).should.containEql('Desk lamp');
    });

    it('does not send anybody to Tuya when it cannot be read at a start', async () => {
      await houses.authorize(one, 'uid-anna');
      const blind = new FileStorage(houses.folder, { ...fs, readFile: failing('EIO') });
      const error = await failureOf(houses.process({ storage: blind }).devices('uid-anna'));
      error.code.should.equal('TUYA_CONFIG');
      error.message.should.match(/EIO/).and.not.containEql(houses.folder);
    });

    it('holds a call no longer than its deadline, and is used again when it answers', async () => {
      await houses.authorize(one, 'uid-anna');
      let answers = false;
      const storage = new FileStorage(houses.folder);
      const get = storage.get.bind(storage);
      storage.get = (name) => (answers ? get(name) : new Promise(() => undefined));
      const two = houses.process({ storage, account: { timeout: 200 } });
      (await failureOf(two.devices('uid-anna'))).code.should.equal('TUYA_TIMEOUT');
      answers = true;
      namesIn(await two.devices('uid-anna')).should.containEql('Desk lamp');
    });

    it('gets what only memory held as soon as it takes something again', async () => {
      let disk: Files = full;
      const changing = new Proxy(full, { get: (_, name) => disk[name as keyof Files] });
      const two = houses.process({ storage: new FileStorage(houses.folder, changing) });
      await houses.authorize(two, 'uid-anna');
      disk = fs;
      await houses.authorize(two, 'uid-ben');
      await two.store.rest();
      (await houses.process().client.requireUsers().list()).should.have.length(2);
    });

    it('is tried again at the end, and no timer stays', async () => {
      const clock = new FakeClock();
      let disk: Files = full;
      const changing = new Proxy(full, { get: (_, name) => disk[name as keyof Files] });
      const store = new TokenStore(KEY, new FileStorage(houses.folder, changing), () => undefined, clock);
      await store.welcome(ANNA);
      clock.waiting.should.equal(1);
      disk = fs;
      await store.rest();
      clock.waiting.should.equal(0);
      const reader = new TokenStore(KEY, new FileStorage(houses.folder), () => undefined);
      should(await reader.read('uid-anna')).containEql(ANNA);
    });
  });

  it('without a storage it waits for one, which then gets everything', async () => {
    const store = new TokenStore(KEY, undefined, () => undefined);
    await store.welcome(ANNA);
    should(await store.read('uid-anna')).containEql(ANNA);
    await store.use(new FileStorage(houses.folder), () => undefined);
    const reader = new TokenStore(KEY, new FileStorage(houses.folder), () => undefined);
    should(await reader.read('uid-anna')).containEql(ANNA);
  });

  it('a name is claimed once, in whatever process, and forgotten when its time is over', async () => {
    const clock = new FakeClock();
    const claiming = (): TokenStore =>
      new TokenStore(KEY, new FileStorage(houses.folder), () => undefined, clock);
    const [here, there] = [claiming(), claiming()];
    const end = clock.now() + 600_000;
    (await here.claim('a', end)).should.be.true();
    (await here.claim('a', end)).should.be.false();
    (await there.claim('a', end)).should.be.false();
    const both = await Promise.all([here.claim('b', end), there.claim('b', end)]);
    both.filter(Boolean).should.have.length(1);
    clock.advance(700_000);
    await here.claim('c', clock.now() + 600_000);
    (await files()).should.have.length(1);
  });

  describe('a slow storage', () => {
    /** A storage whose next read is held until it is let go, with what it had found. */
    function holding(): { storage: FileStorage; letGo: () => void } {
      const storage = new FileStorage(houses.folder);
      const get = storage.get.bind(storage);
      let letGo = (): void => undefined;
      const gate = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      storage.get = async (name) => {
        const found = await get(name);
        storage.get = get;
        await gate;
        return found;
      };
      return { storage, letGo };
    }

    for (const [what, before] of [
      ['an older record', ANNA],
      ['nobody', undefined],
    ] as [string, typeof ANNA | undefined][]) {
      it(`a read that found ${what} does not undo the change that came meanwhile`, async () => {
        const first = new TokenStore(KEY, new FileStorage(houses.folder), () => undefined);
        if (before !== undefined) await first.welcome(before);
        const { storage, letGo } = holding();
        const store = new TokenStore(KEY, storage, () => undefined);
        const reading = store.read('uid-anna');
        const newer = { ...ANNA, refresh_token: 'newer' };
        const change = store.welcome(newer);
        letGo();
        await Promise.all([reading, change]);
        await store.rest();
        should((await store.read('uid-anna'))?.refresh_token).equal('newer');
        const reader = new TokenStore(KEY, new FileStorage(houses.folder), () => undefined);
        should((await reader.read('uid-anna'))?.refresh_token).equal('newer');
      });
    }

    it('a user who was removed is not brought back by what was still to be stored', async () => {
      let disk: Files = full;
      const changing = new Proxy(full, { get: (_, name) => disk[name as keyof Files] });
      const store = new TokenStore(KEY, new FileStorage(houses.folder, changing), () => undefined);
      await store.welcome(ANNA);
      disk = fs;
      await Promise.all([store.rest(), store.remove('uid-anna')]);
      (await files()).should.eql([]);
    });
  });

  it('L9: a folder that cannot be listed hides nobody whom memory knows', async () => {
    await houses.authorize(one, 'uid-anna');
    const unlisted = new Proxy<Files>(fs, {
      get: (all, name) =>
        name === 'readdir'
          ? () => Promise.reject(Object.assign(new Error('broken'), { code: 'EIO' }))
          : all[name as keyof Files],
    });
    const blind = new FileStorage(houses.folder, unlisted);
    const store = new TokenStore(KEY, blind, () => undefined);
    await store.welcome(ANNA);
    const found: string[] = [];
    for await (const { uid } of store.all()) found.push(uid);
    found.should.eql(['uid-anna']);
  });

  it('a record that the storage does not let go of is an error that says so', async () => {
    const stubborn = new FileStorage(houses.folder, {
      ...fs,
      unlink: () => Promise.reject(Object.assign(new Error('read-only'), { code: 'EROFS' })),
    });
    const store = new TokenStore(KEY, stubborn, () => undefined);
    await store.welcome(ANNA);
    const error = await failureOf(store.remove('uid-anna'));
    error.code.should.equal('TUYA_CONFIG');
    error.message.should.match(/EROFS/);
  });
});

describe('users in the token store', () => {
  const seal = new Seal(KEY.client_id, KEY.secret);
  const nameOf = (uid: string): string => seal.nameOf(uid);
  let storage: MemoryStorage;
  let clock: FakeClock;
  let warnings: string[];
  let store: TokenStore;
  beforeEach(() => {
    storage = new MemoryStorage();
    clock = new FakeClock();
    warnings = [];
    store = process();
  });

  /** A process on the same storage, or on one of its own that shares what is stored. */
  function process(own: MemoryStorage | undefined = storage): TokenStore {
    return new TokenStore(KEY, own, (said) => warnings.push(speakEnglish(said)), clock);
  }
  const pair = (refresh_token: string, uid = 'uid-anna'): UserPair => ({ ...ANNA, uid, refresh_token });
  const tokenOf = async (of: TokenStore, uid = 'uid-anna'): Promise<string | undefined> =>
    (await of.read(uid))?.refresh_token;
  /** What a process that starts now finds. */
  const stored = (uid?: string): Promise<string | undefined> => tokenOf(process(), uid);
  const nobody = (value: unknown): void => void (value === undefined).should.be.true();

  it('a rotation counts up, a login begins anew and is newer', async () => {
    const first = await store.welcome(pair('r0'));
    first.should.containEql({ login: clock.now(), rotation: 0 });
    const second = await store.rotate(first, pair('r1'));
    should(second).eql({ ...pair('r1'), login: clock.now(), rotation: 1 });
    (await store.welcome(pair('r2'))).should.containEql({ login: clock.now() + 1, rotation: 0 });
    should(await stored()).equal('r2');
  });

  it('a user who authorizes anew during a rotation is not overwritten, whatever the wall clock does', async () => {
    const tried = await store.welcome(pair('r0'));
    clock.wall -= 3_600_000;
    await process().welcome({ ...pair('new'), authorized_at: clock.now() });
    should((await store.rotate(tried, pair('r1')))?.refresh_token).equal('new');
    should(await stored()).equal('new');
  });

  it('a user who is removed during a rotation, here or elsewhere, stays removed', async () => {
    for (const elsewhere of [store, process()]) {
      const tried = await store.welcome(pair('r0'));
      await elsewhere.remove('uid-anna');
      nobody(await store.rotate(tried, pair('r1')));
      nobody(await stored());
    }
  });

  it('a rotated pair counts although the storage cannot be read, and is of the user it was asked for', async () => {
    const tried = await store.welcome(pair('r0'));
    const started = process();
    storage.break('get');
    should(await started.rotate(tried, { ...pair('r1'), uid: '' })).containEql({
      uid: 'uid-anna',
      rotation: 1,
    });
    storage.mend();
    should(await stored()).equal('r1');
  });

  it('two processes that have rotated the same pair: the last counts', async () => {
    const tried = await store.welcome(pair('r0'));
    await process().rotate(tried, pair('theirs'));
    should(await store.rotate(tried, pair('ours'))).containEql({ refresh_token: 'ours', rotation: 2 });
    should(await stored()).equal('ours');
  });

  it('what another process has stored is found at once', async () => {
    const first = await store.welcome(pair('r0'));
    const other = process();
    should(await tokenOf(other)).equal('r0');
    await store.rotate(first, pair('r1'));
    should(await tokenOf(other)).equal('r1');
    await store.remove('uid-anna');
    nobody(await tokenOf(other));
    (await other.only()).should.equal('nobody');
  });

  it('whom another process has removed is no user any more within a second: who is left need not be named', async () => {
    for (const uid of ['uid-anna', 'uid-ben']) await store.welcome(pair('r0', uid));
    (await store.only()).should.equal('several');
    await process().remove('uid-ben');
    clock.advance(1000);
    (await store.only()).should.eql({ uid: 'uid-anna' });
    (await store.list({ limit: 9 })).total.should.equal(1);
  });

  it('a user of whom the storage does not let go is one at once, and not only after a second', async () => {
    await store.welcome(pair('r0'));
    (await store.only()).should.eql({ uid: 'uid-anna' });
    storage.break('delete', 'EROFS');
    (await failureOf(store.remove('uid-anna'))).code.should.equal('TUYA_CONFIG');
    (await store.only()).should.eql({ uid: 'uid-anna' });
  });

  describe('L15: a storage that is slow', () => {
    it('a write that ends late does not undo the newer pair', async () => {
      const first = await store.welcome(pair('r0'));
      const held = storage.hold('set');
      const older = store.rotate(first, pair('r1'));
      await held.began;
      clock.advance(5000);
      const rotated = await older;
      should(warnings.at(-1)).match(/ETIMEDOUT/);
      const newer = store.rotate(rotated ?? first, pair('r2'));
      await new Promise(setImmediate); // the newer write is asked for
      held.letGo();
      await newer;
      should(await stored()).equal('r2');
      should(await tokenOf(store)).equal('r2');
    });

    it('a removal that was reported as failed does not remove who authorizes anew', async () => {
      await store.welcome(pair('r0'));
      const held = storage.hold('delete');
      const removal = failureOf(store.remove('uid-anna'));
      await held.began;
      clock.advance(5000);
      (await removal).message.should.match(/ETIMEDOUT/);
      (await store.only()).should.eql({ uid: 'uid-anna' }); // nobody was removed as yet
      const again = store.welcome(pair('new'));
      await new Promise(setImmediate);
      held.letGo();
      await again;
      should(await stored()).equal('new');
    });

    it('a user counts as gone while the removal is under way, also for a read that began before', async () => {
      await store.welcome(pair('r0'));
      for (const reader of [store, process()]) {
        const reading = storage.hold('get');
        const read = reader.read('uid-anna');
        await reading.began;
        const held = storage.hold('delete');
        const removal = reader.remove('uid-anna');
        await held.began;
        nobody(await reader.read('uid-anna'));
        (await reader.only()).should.equal('nobody');
        held.letGo();
        reading.letGo();
        nobody(await read);
        await removal;
        nobody(await reader.read('uid-anna'));
        await store.welcome(pair('r0'));
      }
    });

    it('a read that ends after the removal brings nobody back', async () => {
      await store.welcome(pair('r0'));
      const started = process();
      const found = new MemoryStorage(storage.texts);
      const get = storage.get.bind(storage);
      const reading = found.hold('names');
      storage.get = async (name) => {
        storage.get = get;
        const text = await get(name);
        await found.names();
        return text;
      };
      const read = started.read('uid-anna');
      await reading.began;
      await started.remove('uid-anna');
      reading.letGo();
      nobody(await read);
      (await started.only()).should.equal('nobody');
    });
  });

  describe('L9: what only memory holds', () => {
    beforeEach(() => {
      storage.break('set', 'ENOSPC');
    });

    it('is offered to the storage every half minute, a login or a rotation, until it is taken', async () => {
      storage.mend();
      const carl = await store.welcome(pair('r0', 'uid-carl'));
      storage.break('set', 'ENOSPC');
      await store.rotate(carl, pair('r1', 'uid-carl'));
      await store.welcome(pair('r0'));
      await store.welcome(pair('r0', 'uid-ben'));
      clock.waiting.should.equal(1);
      const tries = storage.count('set');
      clock.advance(29_999);
      await new Promise(setImmediate);
      storage.count('set').should.equal(tries);
      clock.advance(1);
      await new Promise(setImmediate);
      storage.count('set').should.equal(tries + 1); // one try shows that it is still full
      clock.waiting.should.equal(1);
      storage.mend();
      clock.advance(30_000);
      await new Promise(setImmediate);
      should(await stored()).equal('r0');
      should(await stored('uid-ben')).equal('r0');
      should(await stored('uid-carl')).equal('r1');
      clock.waiting.should.equal(0);
      warnings.should.have.length(1);
    });

    it('is told of again when it was over in between', async () => {
      await store.welcome(pair('r0'));
      storage.mend();
      await store.welcome(pair('r0'));
      storage.break('set', 'EROFS');
      await store.welcome(pair('r0'));
      warnings.should.have.length(2);
      should(warnings[1]).match(/EROFS/);
    });

    it('is offered when another user could be stored', async () => {
      await store.welcome(pair('r0'));
      storage.mend();
      await store.welcome(pair('r0', 'uid-ben'));
      await new Promise(setImmediate);
      should(await stored()).equal('r0');
    });

    it('is not asked for elsewhere: the storage has less', async () => {
      await store.welcome(pair('r0'));
      storage.calls.length = 0;
      should(await tokenOf(store)).equal('r0');
      storage.calls.should.eql([]);
      (await store.only()).should.eql({ uid: 'uid-anna' });
      (await store.list({ limit: 9 })).users.should.have.length(1);
    });

    it('gives way to what another process has stored meanwhile', async () => {
      storage.mend();
      const first = await store.welcome(pair('r0'));
      storage.break('set', 'ENOSPC');
      await store.rotate(first, pair('r1'));
      storage.mend();
      await process().welcome(pair('new'));
      await store.rest();
      should(await stored()).equal('new');
      should(await tokenOf(store)).equal('new');
    });

    it('does not bring back whom another process has removed, but keeps a login that was never stored', async () => {
      storage.mend();
      const first = await store.welcome(pair('r0'));
      storage.break('set', 'ENOSPC');
      await store.rotate(first, pair('r1'));
      const ben = await store.welcome(pair('r0', 'uid-ben'));
      await store.rotate(ben, pair('r1', 'uid-ben'));
      await process().remove('uid-anna');
      storage.mend();
      await store.rest();
      nobody(await stored());
      nobody(await tokenOf(store));
      should(await stored('uid-ben')).equal('r1');
    });

    it('counts less than the storage when it is in doubt', async () => {
      storage.mend();
      const first = await store.welcome(pair('r0'));
      storage.break('set', 'ENOSPC');
      await store.rotate(first, pair('r1'));
      should(await tokenOf(store)).equal('r1');
      store.trustStorage('uid-anna');
      should(await tokenOf(store)).equal('r0');
      store.trustStorage('uid-ben');
      nobody(await tokenOf(store, 'uid-ben'));
    });

    it('in doubt it still counts when the storage cannot be read', async () => {
      await store.welcome(pair('r0'));
      store.trustStorage('uid-anna');
      storage.break('get');
      should(await tokenOf(store)).equal('r0');
    });

    it('is offered once more at the end, for no longer than 300 ms, and no timer stays', async () => {
      await store.welcome(pair('r0'));
      storage.mend();
      const held = storage.hold('get');
      const resting = store.rest();
      await held.began;
      clock.advance(300);
      await resting;
      clock.waiting.should.equal(1); // the read that nobody waits for
      held.letGo();
      await new Promise(setImmediate);
      should(await stored()).equal('r0');
      clock.waiting.should.equal(0);
      storage.break('set');
      await store.welcome(pair('r1'));
      clock.waiting.should.equal(0);
      await store.use(storage, (said) => warnings.push(speakEnglish(said)));
      clock.waiting.should.equal(1);
      warnings.filter((text) => text.includes('EIO')).should.have.length(2);
    });
  });

  describe('L6: in a storage where the write of another process undoes ours', () => {
    const LOOK_AFTER = 300;
    beforeEach(() => {
      storage.losesWrites = true;
    });

    /** Another process, which has read all before, writes all as it was. */
    const undo = (before: Map<string, string>): void => {
      storage.texts.clear();
      for (const [name, text] of before) storage.texts.set(name, text);
    };
    const look = async (): Promise<void> => {
      clock.advance(LOOK_AFTER);
      await new Promise(setImmediate);
    };

    it('a rotated pair is stored again, before who was refused for the old one gives up', async () => {
      const first = await store.welcome(pair('r0'));
      const before = new Map(storage.texts);
      await store.rotate(first, pair('r1'));
      undo(before);
      should(await stored()).equal('r0');
      await look();
      should(await stored()).equal('r1');
    });

    it('a login is stored again', async () => {
      await store.welcome(pair('r0'));
      undo(new Map());
      nobody(await stored());
      await look();
      should(await stored()).equal('r0');
    });

    it('as often as it is undone, a few times', async () => {
      await store.welcome(pair('r0'));
      for (let times = 0; times < 5; times++) {
        undo(new Map());
        await look();
        should(await stored()).equal('r0');
      }
      undo(new Map());
      await look();
      nobody(await stored());
      clock.waiting.should.equal(0);
    });

    it('what still stands is looked at once, and not written again', async () => {
      await store.welcome(pair('r0'));
      await store.welcome(pair('r0', 'uid-ben'));
      storage.calls.length = 0;
      clock.advance(LOOK_AFTER - 1);
      await new Promise(setImmediate);
      storage.calls.should.eql([]);
      await look();
      storage.calls.should.eql([`get ${nameOf('uid-anna')}`, `get ${nameOf('uid-ben')}`]);
      clock.waiting.should.equal(0);
    });

    it('two writes in a row are one look', async () => {
      const first = await store.welcome(pair('r0'));
      clock.advance(LOOK_AFTER - 1);
      await store.rotate(first, pair('r1'));
      storage.calls.length = 0;
      clock.advance(LOOK_AFTER - 1);
      await new Promise(setImmediate);
      storage.calls.should.eql([]);
      await look();
      storage.count('get').should.equal(1);
    });

    it('what another process has stored since then stays', async () => {
      const first = await store.welcome(pair('r0'));
      const other = process();
      await other.rotate(first, pair('r1'));
      await look();
      should(await stored()).equal('r1');
      should(await tokenOf(store)).equal('r1');
    });

    it('whom another process has removed since their rotation stays away', async () => {
      const first = await store.welcome(pair('r0'));
      await store.rotate(first, pair('r1'));
      await process().remove('uid-anna');
      await look();
      nobody(await stored());
      nobody(await tokenOf(store));
    });

    it('who was removed here is not looked for', async () => {
      await store.welcome(pair('r0'));
      await store.remove('uid-anna');
      await look();
      nobody(await stored());
      clock.waiting.should.equal(0);
    });

    it('what is in doubt stays so: the storage counts', async () => {
      const first = await store.welcome(pair('r0'));
      const before = new Map(storage.texts);
      await store.rotate(first, pair('r1'));
      undo(before);
      store.trustStorage('uid-anna');
      await look();
      should(await stored()).equal('r0');
      should(await tokenOf(store)).equal('r0');
    });

    it('no look is left at the end', async () => {
      await store.welcome(pair('r0'));
      clock.waiting.should.equal(1);
      await store.rest();
      clock.waiting.should.equal(0);
      await store.welcome(pair('r1')); // of a call that ends late
      clock.waiting.should.equal(0);
    });

    it('where it cannot be read nothing is written: another process may have stored something newer', async () => {
      const first = await store.welcome(pair('r0'));
      await process().rotate(first, pair('r1'));
      storage.break('get');
      await look();
      clock.waiting.should.equal(0);
      storage.mend();
      should(await stored()).equal('r1');
    });

    it('what it took later, after it was broken, is looked at as well', async () => {
      storage.break('set');
      await store.welcome(pair('r0'));
      for (let looks = 0; looks < 9; looks++) await look();
      storage.mend();
      clock.advance(30_000);
      await new Promise(setImmediate);
      should(await stored()).equal('r0');
      undo(new Map());
      await look();
      should(await stored()).equal('r0');
    });

    it('what it refuses because another process is just writing is stored at the next look', async () => {
      storage.break('set');
      await store.welcome(pair('r0'));
      storage.mend();
      nobody(await stored());
      await look();
      should(await stored()).equal('r0');
    });

    it('what it refuses all the time is looked at five times, and tried again after 30 s', async () => {
      storage.break('set');
      await store.welcome(pair('r0'));
      storage.calls.length = 0;
      for (let looks = 0; looks < 9; looks++) await look();
      storage.count('set').should.equal(5);
      clock.waiting.should.equal(1);
      clock.advance(30_000 - 9 * LOOK_AFTER);
      await new Promise(setImmediate);
      storage.count('set').should.equal(6);
    });

    it('a user whose login was undone stays one until then, for whoever asks', async () => {
      await store.welcome(pair('r0'));
      undo(new Map());
      clock.advance(LOOK_AFTER - 1);
      should(await store.only()).eql({ uid: 'uid-anna' });
      should(await tokenOf(store)).equal('r0');
      await look();
      should(await stored()).equal('r0');
    });
  });

  it('a storage that loses nothing is not looked at after a write', async () => {
    await store.welcome(pair('r0'));
    clock.waiting.should.equal(0);
  });

  it('without a storage nothing is tried and nobody is warned', async () => {
    const alone = new TokenStore(KEY, undefined, (said) => warnings.push(speakEnglish(said)), clock);
    const first = await alone.welcome(pair('r0'));
    await alone.rotate(first, pair('r1'));
    should(await tokenOf(alone)).equal('r1');
    (await alone.only()).should.eql({ uid: 'uid-anna' });
    alone.trustStorage('uid-anna'); // there is none to trust
    should(await tokenOf(alone)).equal('r1');
    await alone.remove('uid-anna');
    (await alone.only()).should.equal('nobody');
    clock.waiting.should.equal(0);
    warnings.should.eql([]);
  });

  it('a storage that comes later is listed at once', async () => {
    await store.welcome(pair('r0', 'uid-ben'));
    const late = new TokenStore(KEY, undefined, () => undefined, clock);
    await late.welcome(pair('r0'));
    (await late.only()).should.eql({ uid: 'uid-anna' });
    await late.use(storage, () => undefined);
    (await late.only()).should.equal('several');
  });

  it('a failing read is told once, and again when it was over in between', async () => {
    await store.welcome(pair('r0'));
    for (let i = 0; i < 2; i++) {
      storage.break('get');
      await store.read('uid-anna');
      await store.read('uid-anna');
      storage.mend();
      await store.read('uid-anna');
    }
    warnings.should.have.length(2);
  });

  describe('attacked', () => {
    it('an older copy put back is replaced by a process that knows better; later it is all there is', async () => {
      const first = await store.welcome(pair('r0'));
      const older = storage.texts.get(nameOf('uid-anna')) ?? '';
      await store.rotate(first, pair('r1'));
      storage.texts.set(nameOf('uid-anna'), older);
      should(await tokenOf(store)).equal('r1');
      await new Promise(setImmediate);
      should(await stored()).equal('r1');
      storage.texts.set(nameOf('uid-anna'), older);
      should(await stored()).equal('r0'); // its refresh token is dead: the user is asked to authorize
    });

    it('a spoiled record is replaced by a process that knows better', async () => {
      await store.welcome(pair('r0'));
      storage.texts.set(nameOf('uid-anna'), 'v1.spoiled');
      should(await tokenOf(store)).equal('r0');
      await new Promise(setImmediate);
      should(await stored()).equal('r0');
    });

    it('another user’s record under this name, another key: nobody', async () => {
      await store.welcome(pair('r0'));
      storage.texts.set(nameOf('uid-ben'), storage.texts.get(nameOf('uid-anna')) ?? '');
      nobody(await stored('uid-ben'));
      const other = new TokenStore({ ...KEY, secret: 'other' }, storage, () => undefined, clock);
      nobody(await other.read('uid-anna'));
      (await other.only()).should.equal('nobody');
      (await other.list({ limit: 9 })).should.eql({ users: [], total: 0, unreadable: 0 });
    });
  });

  it('a record that no seal of ours would hold is damaged', async () => {
    storage.texts.set(nameOf('uid-anna'), seal.close(nameOf('uid-anna'), '{"uid":"uid-anna"}'));
    nobody(await store.read('uid-anna'));
    should(warnings[0]).match(/damaged/);
  });

  it('a store of the time before names bore a mark works on, and is moved user by user', async () => {
    const former = seal.formerNameOf('uid-anna');
    storage.texts.set(former, seal.close(former, JSON.stringify(ANNA)));
    (await store.only()).should.eql({ uid: 'uid-anna' });
    const first = await store.read('uid-anna');
    should(first).eql({ ...ANNA, login: ANNA.authorized_at, rotation: 0 });
    if (first !== undefined) await store.rotate(first, pair('r1'));
    [...storage.texts.keys()].should.eql([nameOf('uid-anna')]);
    should(await stored()).equal('r1');
    (await process().only()).should.eql({ uid: 'uid-anna' });
  });

  describe('L16', () => {
    it('with one of two records unreadable nobody is the only user', async () => {
      await store.welcome(pair('r0'));
      await store.welcome(pair('r0', 'uid-ben'));
      const get = storage.get.bind(storage);
      storage.get = (name) =>
        name === nameOf('uid-ben')
          ? Promise.reject(Object.assign(new Error('broken'), { code: 'EMFILE' }))
          : get(name);
      const started = process();
      (await started.only()).should.equal('several');
      should(await tokenOf(started)).equal('r0');
      (await started.list({ limit: 9 })).should.containEql({ total: 1, unreadable: 1 });
    });

    it('where the storage cannot be listed nobody is', async () => {
      await store.welcome(pair('r0'));
      const started = process();
      await started.read('uid-anna');
      storage.break('names', 'EMFILE');
      const error = await failureOf(started.only());
      error.code.should.equal('TUYA_CONFIG');
      (await failureOf(started.list({ limit: 9 }))).code.should.equal('TUYA_CONFIG');
    });
  });

  describe('the list', () => {
    beforeEach(async () => {
      for (let i = 0; i < 12; i++) {
        const uid = `uid-${i % 2 === 0 ? 'anna' : 'ben'}-${i}`;
        await store.welcome({ ...pair('r0', uid), authorized_at: i });
      }
    });
    const uids = async (options: Parameters<TokenStore['list']>[0], of = store): Promise<string[]> =>
      (await of.list(options)).users.map(({ uid }) => uid);

    it('tells a page, newest first, and how many there are', async () => {
      (await uids({ limit: 2 })).should.eql(['uid-ben-11', 'uid-anna-10']);
      (await uids({ limit: 2, skip: 3 })).should.eql(['uid-anna-8', 'uid-ben-7']);
      (await uids({ limit: 2, search: 'ANNA' })).should.eql(['uid-anna-10', 'uid-anna-8']);
      const { total, unreadable } = await store.list({ limit: 2, search: 'anna' });
      [total, unreadable].should.eql([6, 0]);
      const [user] = (await store.list({ limit: 1 })).users;
      should(user).eql({ uid: 'uid-ben-11', base_url: ANNA.base_url, authorized_at: 11, expires_at: 1 });
    });

    it('costs as many looks as it shows, once the records were opened', async () => {
      const started = process();
      await uids({ limit: 2 }, started);
      storage.calls.length = 0;
      await uids({ limit: 2 }, started);
      storage.count('get').should.equal(2);
      storage.count('names').should.equal(0);
    });

    it('leaves out who cannot be read or is gone', async () => {
      await uids({ limit: 1 });
      storage.texts.delete(nameOf('uid-ben-11'));
      (await uids({ limit: 2 })).should.eql(['uid-anna-10']);
      const started = process();
      await uids({ limit: 1 }, started);
      storage.break('get');
      (await uids({ limit: 2 }, started)).should.eql(['uid-anna-10']); // whom memory knows
    });

    it('in full, with tokens, for who needs them', async () => {
      const all: string[] = [];
      for await (const { uid, refresh_token } of process().all()) all.push(uid + refresh_token);
      all.should.have.length(12);
      should(all[0]).equal('uid-ben-11r0');
      const started = process();
      await started.list({ limit: 1 });
      storage.break('get');
      const left: string[] = [];
      for await (const { uid } of started.all()) left.push(uid);
      left.should.eql(['uid-ben-11']); // whom memory knows
    });
  });

  describe('cleared', () => {
    it('nothing is left, and nothing that ends later is stored', async () => {
      const first = await store.welcome(pair('r0'));
      (await store.only()).should.eql({ uid: 'uid-anna' });
      await store.clear();
      storage.texts.size.should.equal(0);
      (await store.only()).should.equal('nobody');
      nobody(await store.read('uid-anna'));
      await store.welcome(first);
      await store.rest();
      storage.texts.size.should.equal(0);
      clock.waiting.should.equal(0);
    });

    it('neither is who was never stored', async () => {
      storage.break('set', 'ENOSPC');
      await store.welcome(pair('r0'));
      await store.clear();
      nobody(await store.read('uid-anna'));
      (await store.only()).should.equal('nobody');
    });

    it('what does not let itself be removed is told', async () => {
      await store.welcome(pair('r0'));
      storage.break('delete', 'EROFS');
      await store.clear();
      should(warnings[0]).match(/cannot be removed \(EROFS\)/);
    });
  });

  it('claims are stored beside users, and given back', async () => {
    const until = clock.now() + 1000;
    (await store.claim('a', until)).should.be.true();
    (await process().claim('a', until)).should.be.false();
    await store.release('a', until);
    (await process().claim('a', until)).should.be.true();
    storage.break('add', 'ENOSPC');
    (await store.claim('b', until)).should.be.true();
    should(warnings[0]).match(/cannot be stored/);
  });
});
