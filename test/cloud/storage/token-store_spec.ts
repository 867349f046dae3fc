import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import 'should';
import { FileStorage } from '../../../nodes/cloud/storage/file-storage';
import type { Files } from '../../../nodes/cloud/storage/file-storage';
import { Households, namesIn } from '../../support/households';
import type { Process } from '../../support/households';
import { TokenStore } from '../../../nodes/cloud/storage/token-store';
import { FakeClock } from '../../support/fake-clock';
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
    two.warnings[0]?.should.match(/authorize again/);
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
    two.warnings[0]?.should.match(/ENOSPC/).and.not.containEql(houses.folder);
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
      two.warnings[0]?.should.match(/EIO/);
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

    it('is tried again by itself, and at the end', async () => {
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
      (await reader.read('uid-anna'))?.should.containEql(ANNA);
    });
  });

  it('without a storage it waits for one, which then gets everything', async () => {
    const store = new TokenStore(KEY, undefined, () => undefined);
    await store.welcome(ANNA);
    (await store.read('uid-anna'))?.should.containEql(ANNA);
    await store.use(new FileStorage(houses.folder), () => undefined);
    const reader = new TokenStore(KEY, new FileStorage(houses.folder), () => undefined);
    (await reader.read('uid-anna'))?.should.containEql(ANNA);
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
        (await store.read('uid-anna'))?.refresh_token.should.equal('newer');
        const reader = new TokenStore(KEY, new FileStorage(houses.folder), () => undefined);
        (await reader.read('uid-anna'))?.refresh_token.should.equal('newer');
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
