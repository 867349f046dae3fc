import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import should from 'should';
import { FileStorage } from '../../../nodes/cloud/storage/file-storage';
import type { Files } from '../../../nodes/cloud/storage/file-storage';

const failing = (code: string) => (): Promise<never> =>
  Promise.reject(Object.assign(new Error('broken'), { code }));

describe('a folder of records', () => {
  let parent: string;
  let folder: string;
  let storage: FileStorage;
  beforeEach(async () => {
    parent = await fs.mkdtemp(join(tmpdir(), 'tuya-files-'));
    folder = join(parent, 'deep', 'records');
    storage = new FileStorage(folder);
  });
  afterEach(() => fs.rm(parent, { recursive: true, force: true }));

  const path = (name: string): string => join(folder, `${name}.token`);
  const modeOf = async (what: string): Promise<number> => (await fs.lstat(what)).mode & 0o777;
  const nothing = (value: unknown): void => void (value === undefined).should.be.true();

  it('keeps texts under their names', async () => {
    (await storage.names()).should.eql([]);
    nothing(await storage.get('a'));
    await storage.delete('a');
    await storage.set('a', 'first');
    await storage.set('a', 'second ü');
    await storage.set('b', 'other');
    should(await storage.get('a')).equal('second ü');
    (await storage.names()).sort().should.eql(['a', 'b']);
    await storage.delete('a');
    nothing(await storage.get('a'));
    (await fs.readdir(folder)).should.eql(['b.token']);
  });

  it('adds a name once', async () => {
    (await storage.add('a', 'first')).should.be.true();
    (await storage.add('a', 'second')).should.be.false();
    should(await storage.get('a')).equal('first');
    const both = await Promise.all([storage.add('b', '1'), new FileStorage(folder).add('b', '2')]);
    both.sort().should.eql([false, true]);
  });

  describe('a write', () => {
    /** As the system closes what a killed process had open. */
    let opened: fs.FileHandle[];
    beforeEach(() => {
      opened = [];
    });
    afterEach(() => Promise.all(opened.map((file) => file.close().catch(() => undefined))));

    /** Files whose process is gone after so many calls: nothing more is done, and nobody is answered. */
    function mortal(calls: number, done: string[] = []): Files {
      let left = calls;
      const live = async <T>(name: string, call: () => Promise<T>): Promise<T> => {
        if (left-- <= 0) await new Promise(() => undefined);
        done.push(name);
        return call();
      };
      const open = async (what: string, flag: string, mode?: number): Promise<object> => {
        const file = await live(`open ${flag}`, () => fs.open(what, flag, mode));
        opened.push(file);
        const step =
          (name: 'writeFile' | 'sync' | 'close') =>
          (given: string): Promise<void> =>
            live(name, () => file[name](given));
        return { writeFile: step('writeFile'), sync: step('sync'), close: step('close') };
      };
      const rename: Files['rename'] = (from, to) => live('rename', () => fs.rename(from, to));
      return { ...fs, open: open as unknown as Files['open'], rename };
    }

    it('is on the disk before it counts, and its name after that: text and folder are synced', async () => {
      const done: string[] = [];
      await new FileStorage(folder, mortal(Infinity, done)).set('a', 'text');
      done.should.eql(['open wx', 'writeFile', 'sync', 'close', 'rename', 'open r', 'sync', 'close']);
    });

    it('L3: killed at whatever step leaves the old text or the new one, and nothing half', async () => {
      await storage.set('a', 'old');
      for (let calls = 0; calls <= 8; calls++) {
        const done: string[] = [];
        const write = new FileStorage(folder, mortal(calls, done)).set('a', 'new');
        // The next step never comes. A disk may take seconds for one, while others write to it.
        while (done.length < calls) await new Promise(setImmediate);
        done.should.have.length(calls);
        if (calls === 8) await write;
        should(await storage.get('a')).equal(calls < 5 ? 'old' : 'new', `${calls} steps`);
        (await storage.names()).should.eql(['a']);
        if (calls >= 5) await storage.set('a', 'old');
      }
    }).timeout(120_000);
  });

  it('is for its owner alone, whatever the umask and whatever rights the folder had', async () => {
    const umask = process.umask(0);
    try {
      await storage.set('a', 'text');
      await storage.add('b', 'text');
      for (const made of [join(parent, 'deep'), folder]) (await modeOf(made)).should.equal(0o700);
      for (const file of [path('a'), path('b')]) (await modeOf(file)).should.equal(0o600);
      for (const use of [
        (wide: FileStorage) => wide.set('a', 'text'),
        (wide: FileStorage) => wide.get('a'),
        (wide: FileStorage) => wide.add('c', 'text'),
      ]) {
        await fs.chmod(folder, 0o777);
        await use(new FileStorage(folder));
        (await modeOf(folder)).should.equal(0o700);
      }
    } finally {
      process.umask(umask);
    }
  });

  it('looks at the rights once, and again as long as there is no folder', async () => {
    let looks = 0;
    const chmod: Files['chmod'] = (...args) => (looks++, fs.chmod(...args));
    const watched = new FileStorage(folder, { ...fs, chmod });
    await watched.get('a');
    await watched.set('a', 'text');
    looks.should.equal(2);
    await watched.set('a', 'text');
    await watched.get('a');
    looks.should.equal(2);
  });

  it('goes on where the folder is somebody else’s', async () => {
    let tries = 0;
    const chmod: Files['chmod'] = () => (tries++, failing('EPERM')());
    const foreign = new FileStorage(folder, { ...fs, chmod });
    await foreign.set('a', 'text');
    should(await foreign.get('a')).equal('text');
    tries.should.equal(1);
  });

  describe('attacked', () => {
    const outside = (): string => join(parent, 'outside');
    beforeEach(async () => {
      await storage.set('b', 'text');
      await fs.writeFile(outside(), 'secret of another');
    });

    it('a link in the place of a record is not followed, and replaced by the next write', async () => {
      await fs.symlink(outside(), path('a'));
      await storage.get('a').should.be.rejectedWith({ code: 'ELOOP' });
      (await storage.add('a', 'text')).should.be.false();
      await storage.set('a', 'mine');
      (await fs.readFile(outside(), 'utf8')).should.equal('secret of another');
      (await fs.lstat(path('a'))).isSymbolicLink().should.be.false();
      should(await storage.get('a')).equal('mine');
    });

    it('removing a link leaves what it points to', async () => {
      await fs.symlink(outside(), path('a'));
      await storage.delete('a');
      (await fs.readFile(outside(), 'utf8')).should.equal('secret of another');
    });

    it('a link that looks unfinished is swept away by its own age, and alone', async () => {
      await fs.symlink(outside(), join(folder, 'x.tmp'));
      await fs.utimes(outside(), new Date(0), new Date(0));
      await storage.names();
      (await fs.readdir(folder)).should.containEql('x.tmp');
      await fs.lutimes(join(folder, 'x.tmp'), new Date(0), new Date(0));
      await storage.names();
      (await fs.readdir(folder)).should.not.containEql('x.tmp');
      (await fs.readFile(outside(), 'utf8')).should.equal('secret of another');
    });

    it('a folder or a pipe in the place of a record holds nobody up', async () => {
      await fs.mkdir(path('a'));
      await storage.get('a').should.be.rejectedWith({ code: 'EISDIR' });
      execFileSync('mkfifo', [path('pipe')]);
      should(await storage.get('pipe')).equal('');
    });

    it('a foreign file is no name', async () => {
      await fs.writeFile(join(folder, 'notes.txt'), 'mine');
      (await storage.names()).should.eql(['b']);
      (await fs.readFile(join(folder, 'notes.txt'), 'utf8')).should.equal('mine');
    });
  });

  it('an unfinished write is swept away when it is older than a minute, and is no name', async () => {
    await storage.set('a', 'text');
    await fs.utimes(path('a'), new Date(0), new Date(0)); // a finished one stays, however old
    const unfinished = join(folder, 'a.1.tmp');
    for (const [age, left] of [
      [50_000, true],
      [70_000, false],
    ] as const) {
      await fs.writeFile(unfinished, 'half');
      const then = new Date(Date.now() - age);
      await fs.utimes(unfinished, then, then);
      (await storage.names()).should.eql(['a']);
      (await fs.readdir(folder)).includes('a.1.tmp').should.equal(left);
    }
  });

  it('an unfinished write that its process finishes meanwhile is no error', async () => {
    await storage.set('a', 'text');
    await fs.writeFile(join(folder, 'a.1.tmp'), 'half');
    (await new FileStorage(folder, { ...fs, lstat: failing('ENOENT') }).names()).should.eql(['a']);
  });

  it('L9: a write that fails leaves the old text and no file', async () => {
    await storage.set('a', 'old');
    for (const broken of [{ rename: failing('EIO') }, { open: failing('ENOSPC') }]) {
      const files = { ...fs, ...broken };
      await new FileStorage(folder, files).set('a', 'new').should.be.rejected();
      should(await storage.get('a')).equal('old');
      (await fs.readdir(folder)).should.eql(['a.token']);
    }
    const files = { ...fs, rename: failing('EIO'), unlink: failing('EROFS') };
    await new FileStorage(folder, files).set('a', 'new').should.be.rejectedWith({ code: 'EIO' });
  });

  it('every file is closed, whether it was written or not', async () => {
    let open = 0;
    for (const broken of [undefined, 'writeFile', 'sync'] as const) {
      const watched: Files = {
        ...fs,
        open: async (...args) => {
          const file = await fs.open(...args);
          open++;
          const close = file.close.bind(file);
          file.close = async () => (open--, close());
          if (broken !== undefined) file[broken] = failing('EIO');
          return file;
        },
      };
      const tried = new FileStorage(folder, watched);
      await tried.set('a', 'text').catch(() => undefined);
      await tried.add(`b${String(broken)}`, 'text').catch(() => undefined);
      open.should.equal(0);
    }
  });

  it('a system that cannot sync a folder is none of our business', async () => {
    const files: Files = {
      ...fs,
      open: (path, flags, mode) => (flags === 'r' ? failing('EISDIR')() : fs.open(path, flags, mode)),
    };
    const tried = new FileStorage(folder, files);
    await tried.set('a', 'text');
    should(await tried.get('a')).equal('text');
  });

  it('what is wrong besides a missing file is told', async () => {
    const broken = new FileStorage(folder, {
      ...fs,
      readFile: failing('EIO'),
      readdir: failing('EACCES'),
      unlink: failing('EROFS'),
      open: failing('ENOSPC'),
    });
    await broken.get('a').should.be.rejectedWith({ code: 'EIO' });
    await broken.names().should.be.rejectedWith({ code: 'EACCES' });
    await broken.delete('a').should.be.rejectedWith({ code: 'EROFS' });
    await broken.add('a', 'text').should.be.rejectedWith({ code: 'ENOSPC' });
    await broken.set('a', 'text').should.be.rejectedWith({ code: 'ENOSPC' });
  });

  it('a folder below a file has nothing, and takes nothing', async () => {
    await fs.writeFile(join(parent, 'file'), '');
    const below = new FileStorage(join(parent, 'file', 'folder'));
    nothing(await below.get('a'));
    (await below.names()).should.eql([]);
    await below.delete('a');
    await below.set('a', 'text').should.be.rejectedWith({ code: 'ENOTDIR' });
  });
});
