import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** The seal on what is stored: encryption of the records, and the names under which they stand. */

const VERSION = 'v1.';
const IV = 12;
const TAG = 16;
const KEY = 32;
/** Bytes that mark the names of one secret. */
const MARK = 4;
/** A user's record: the mark of its secret and the user, both in hex. */
const NAME = /^[0-9a-f]{8}-[0-9a-f]{40}$/;
/** A name of the time when names bore no mark. */
const FORMER_NAME = /^[0-9a-f]{40}$/;

/** Seals texts with a key derived from the account's secret, so that what is stored is useless alone. */
export class Seal {
  private readonly key: Buffer;
  private readonly naming: Buffer;
  private readonly mark: string;

  constructor(client_id: string, secret: string) {
    const derived = Buffer.from(hkdfSync('sha256', secret, client_id, 'tuya token store', 2 * KEY + MARK));
    this.key = derived.subarray(0, KEY);
    this.naming = derived.subarray(KEY, 2 * KEY);
    this.mark = derived.subarray(2 * KEY).toString('hex');
  }

  /** The name under which a user is stored tells nobody who it is, and this seal that the record is its own. */
  nameOf(uid: string): string {
    return `${this.mark}-${this.formerNameOf(uid)}`;
  }

  /** The name that a user's record had before names bore a mark. */
  formerNameOf(uid: string): string {
    return createHmac('sha256', this.naming).update(uid).digest('hex').slice(0, 40);
  }

  /** Whether a name is one that this seal gives. */
  owns(name: string): boolean {
    return NAME.test(name) && name.startsWith(this.mark);
  }

  close(name: string, text: string): string {
    const iv = randomBytes(IV);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(name));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return VERSION + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** The text, or undefined when it is cut off, foreign, of another name or sealed with another secret. */
  open(name: string, sealed: string): string | undefined {
    if (!sealed.startsWith(VERSION)) return undefined;
    const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
    if (bytes.length < IV + TAG) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, IV), {
        authTagLength: TAG,
      })
        .setAAD(Buffer.from(name))
        .setAuthTag(bytes.subarray(IV, IV + TAG));
      return Buffer.concat([decipher.update(bytes.subarray(IV + TAG)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}

/** Whether a name without a mark may be a user's record, of whatever secret. */
export function isFormerName(name: string): boolean {
  return FORMER_NAME.test(name);
}

/** Whether a name is that of a user's record, of whatever secret. */
export function isUserName(name: string): boolean {
  return NAME.test(name) || isFormerName(name);
}
