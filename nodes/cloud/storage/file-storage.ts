import * as fs from 'node:fs/promises';
import { constants } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { codeOf } from './patience';
import type { Storage } from './storage';

/** A folder as storage: one file for each name, for the eyes of its owner only. */

const UNFINISHED = '.tmp';
/** An unfinished file of this age, in milliseconds, belongs to a process that is gone. */
const LEFT_OVER = 60_000;
/** A link is not followed out of the folder, and a pipe is not waited for; a system without such a flag has nothing there, which counts as 0. */
const PLAIN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const OWNER_ONLY = 0o600;
const FOLDER_OWNER_ONLY = 0o700;

/** The files that a storage needs; passed in so that a full disk can be played. */
export type Files = Pick<
  typeof fs,
  'chmod' | 'mkdir' | 'open' | 'rename' | 'unlink' | 'readFile' | 'readdir' | 'lstat'
>;

function isMissing(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/**
 * A folder with one file per name, written atomically and open to its owner alone, whatever rights it had before.
 * A link in the place of a record is refused when it is read (`ELOOP`) and replaced when it is written.
 */
export class FileStorage implements Storage {
  /** Resolves when the folder was closed to others, once per process. */
  private closed: Promise<void> | undefined;

  /** @param suffix what the names of its files end with */
  constructor(
    private readonly folder: string,
    private readonly files: Files = fs,
    private readonly suffix = '.token',
  ) {}

  async get(name: string): Promise<string | undefined> {
    await this.close();
    try {
      return await this.files.readFile(this.path(name), { encoding: 'utf8', flag: PLAIN });
    } catch (thrown) {
      if (isMissing(thrown)) return undefined;
      throw thrown;
    }
  }

  async set(name: string, text: string): Promise<void> {
    await this.make();
    const unfinished = join(this.folder, `${name}.${randomUUID()}${UNFINISHED}`);
    try {
      const file = await this.files.open(unfinished, 'wx', OWNER_ONLY);
      try {
        await file.writeFile(text);
        await file.sync(); // the old pair is dead from here on: the new one must outlive a power cut
      } finally {
        await file.close();
      }
      await this.files.rename(unfinished, this.path(name));
      await this.syncFolder();
    } catch (thrown) {
      await this.files.unlink(unfinished).catch(() => undefined);
      throw thrown;
    }
  }

  async add(name: string, text: string): Promise<boolean> {
    await this.make();
    try {
      const file = await this.files.open(this.path(name), 'wx', OWNER_ONLY); // the system lets only one of two processes make it
      await file.writeFile(text).finally(() => file.close());
      return true;
    } catch (thrown) {
      if (codeOf(thrown) === 'EEXIST') return false;
      throw thrown;
    }
  }

  async delete(name: string): Promise<void> {
    try {
      await this.files.unlink(this.path(name));
    } catch (thrown) {
      if (!isMissing(thrown)) throw thrown;
    }
  }

  async names(): Promise<string[]> {
    const { suffix } = this;
    let found: string[];
    try {
      found = await this.files.readdir(this.folder);
    } catch (thrown) {
      if (isMissing(thrown)) return [];
      throw thrown;
    }
    for (const name of found) if (name.endsWith(UNFINISHED)) await this.sweep(join(this.folder, name));
    return found.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length));
  }

  private path(name: string): string {
    return join(this.folder, name + this.suffix);
  }

  private async make(): Promise<void> {
    await this.files.mkdir(this.folder, { recursive: true, mode: FOLDER_OWNER_ONLY });
    await this.close();
  }

  /** A folder that was there before may have been open to others; one that is somebody else's stays as it is. */
  private close(): Promise<void> {
    this.closed ??= this.files.chmod(this.folder, FOLDER_OWNER_ONLY).catch((thrown: unknown) => {
      if (isMissing(thrown)) this.closed = undefined;
    });
    return this.closed;
  }

  /** A new name in a folder outlives a power cut only when the folder was written, too. */
  private async syncFolder(): Promise<void> {
    try {
      const folder = await this.files.open(this.folder, 'r');
      await folder.sync().finally(() => folder.close());
    } catch {
      // Not every system can do that to a folder.
    }
  }

  private async sweep(path: string): Promise<void> {
    try {
      const { mtimeMs } = await this.files.lstat(path);
      if (Date.now() - mtimeMs > LEFT_OVER) await this.files.unlink(path);
    } catch {
      // Its own process has finished it in between.
    }
  }
}
