import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 'v1.';
const IV = 12;
const TAG = 16;

/** Seals texts with a key derived from the account's secret, so that what is stored is useless alone. */
export class Seal {
  private readonly key: Buffer;
  private readonly naming: Buffer;

  constructor(client_id: string, secret: string) {
    const derived = Buffer.from(hkdfSync('sha256', secret, client_id, 'tuya token store', 64));
    this.key = derived.subarray(0, 32);
    this.naming = derived.subarray(32);
  }

  /** The name under which a user is stored tells nobody who it is. */
  nameOf(uid: string): string {
    return createHmac('sha256', this.naming).update(uid).digest('hex').slice(0, 40);
  }

  close(name: string, text: string): string {
    const iv = randomBytes(IV);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(name));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return VERSION + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** The text, or undefined when it is cut off, foreign or sealed with another secret. */
  open(name: string, sealed: string): string | undefined {
    if (!sealed.startsWith(VERSION)) return undefined;
    const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
    if (bytes.length < IV + TAG) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, IV))
        .setAAD(Buffer.from(name))
        .setAuthTag(bytes.subarray(IV, IV + TAG));
      return Buffer.concat([decipher.update(bytes.subarray(IV + TAG)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}
