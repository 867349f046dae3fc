import * as fs from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Storage } from './storage';
const SUFFIX = '.token';
const UNFINISHED = '.tmp';
/** An unfinished file of this age, in milliseconds, belongs to a process that is gone. */
const LEFT_OVER = 60_000;

/** The files that a storage needs; passed in so that a full disk can be played. */
export type Files = Pick<typeof fs, 'mkdir' | 'open' | 'rename' | 'unlink' | 'readFile' | 'readdir' | 'stat'>;

function codeOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
}

function isMissing(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** A folder with one file per name, written atomically and readable by its owner alone. */
export class FileStorage implements Storage {
  constructor(
    private readonly folder: string,
    private readonly files: Files = fs,
  ) {}

  async get(name: string): Promise<string | undefined> {
    try {
      return await this.files.readFile(this.path(name), 'utf8');
    } catch (thrown) {
      if (isMissing(thrown)) return undefined;
      throw thrown;
    }
  }

  async set(name: string, text: string): Promise<void> {
    await this.files.mkdir(this.folder, { recursive: true, mode: 0o700 });
    const unfinished = join(this.folder, `${name}.${randomUUID()}${UNFINISHED}`);
    try {
      const file = await this.files.open(unfinished, 'wx', 0o600);
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
    await this.files.mkdir(this.folder, { recursive: true, mode: 0o700 });
    try {
      const file = await this.files.open(this.path(name), 'wx', 0o600); // the system lets only one of two processes make it
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
    let found: string[];
    try {
      found = await this.files.readdir(this.folder);
    } catch (thrown) {
      if (isMissing(thrown)) return [];
      throw thrown;
    }
    for (const name of found) if (name.endsWith(UNFINISHED)) await this.sweep(join(this.folder, name));
    return found.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
  }

  private path(name: string): string {
    return join(this.folder, name + SUFFIX);
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
      const { mtimeMs } = await this.files.stat(path);
      if (Date.now() - mtimeMs > LEFT_OVER) await this.files.unlink(path);
    } catch {
      // Its own process has finished it in between.
    }
  }
}
