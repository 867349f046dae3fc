import * as fs from 'node:fs/promises';
import type { Files } from '../../nodes/cloud/storage/file-storage';
import { pause } from '../../nodes/cloud/time/clock';
import type { Clock } from '../../nodes/cloud/time/clock';
import { Abort } from '../../nodes/cloud/time/signal';

/** What a disk may suffer from: it takes no new file, has no room, gives nothing at all, or takes its time. */
export type Trouble = 'read only' | 'full' | 'cut off' | 'slow';

/** Milliseconds that a file takes on a slow disk: longer than the store waits. */
const SLOW = 7000;
/** What stands in a record that was spoiled. */
export const SPOILED = 'v1.spoiled';

const errorOf = (code: string): Error => Object.assign(new Error('the disk is in trouble'), { code });

/** A real disk that falls into trouble. */
export class Disk {
  /** What it suffers from now. */
  trouble: Trouble | undefined;
  /** Files that met the trouble, and spoiled records that were read. */
  met = 0;
  private readonly never = new Abort();

  constructor(private readonly clock: Clock) {}

  /** The files of a folder on it. */
  get files(): Files {
    const open = async (...args: Parameters<typeof fs.open>): Promise<fs.FileHandle> => {
      const writes = args[1] === 'wx';
      if (writes) this.refuse('read only', 'EROFS');
      this.refuse('cut off', 'EIO');
      const file = await fs.open(...args);
      if (writes && this.trouble === 'full') {
        this.met++;
        return Object.assign(file, { writeFile: () => Promise.reject(errorOf('ENOSPC')) });
      }
      return file;
    };
    const readFile = async (...args: Parameters<typeof fs.readFile>): Promise<string | Buffer> => {
      this.refuse('cut off', 'EIO');
      const text = await fs.readFile(...args);
      if (text === SPOILED) this.met++;
      return text;
    };
    const rename = async (...args: Parameters<typeof fs.rename>): Promise<void> => {
      this.refuse('cut off', 'EIO');
      if (this.trouble === 'slow') {
        this.met++;
        await pause(this.clock, SLOW, this.never);
      }
      await fs.rename(...args);
    };
    return { ...fs, open, rename, readFile: readFile as Files['readFile'] };
  }

  private refuse(trouble: Trouble, code: string): void {
    if (this.trouble !== trouble) return;
    this.met++;
    throw errorOf(code);
  }
}
