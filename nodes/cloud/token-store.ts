import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** What is kept of a user who has authorized (code mode). */
export interface UserRecord {
  uid: string;
  access_token: string;
  refresh_token: string;
  /** End of the access token, milliseconds since the epoch. */
  expires_at: number;
  /** Where this user's calls go. */
  base_url: string;
  /** Milliseconds since the epoch. */
  authorized_at: number;
}

/** Named texts that survive a restart: a folder, or a context store of Node-RED. Each method may reject. */
export interface Shelf {
  get(name: string): Promise<string | undefined>;
  set(name: string, text: string): Promise<void>;
  delete(name: string): Promise<void>;
  names(): Promise<string[]>;
}

const VERSION = 'v1.';
const IV = 12;
const TAG = 16;

/** Seals texts with a key derived from the account's secret, so that what is stored is useless alone. */
class Seal {
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

function recordOf(text: string | undefined): UserRecord | undefined {
  if (text === undefined) return undefined;
  const parsed = JSON.parse(text) as Partial<UserRecord>;
  return typeof parsed.uid === 'string' && typeof parsed.refresh_token === 'string'
    ? (parsed as UserRecord)
    : undefined;
}

/**
 * Where the users' pairs survive a restart: one sealed record per user, so that a rotation costs the same whatever their number.
 * When the shelf fails, it goes on in memory and warns once (L9).
 */
export class TokenStore {
  private readonly seal: Seal;
  /** Records that could not be stored. */
  private readonly unsaved = new Map<string, UserRecord>();
  private readonly warned = new Set<string>();

  constructor(
    key: { client_id: string; secret: string },
    private readonly shelf: Shelf,
    private readonly warn: (text: string) => void,
  ) {
    this.seal = new Seal(key.client_id, key.secret);
  }

  async read(uid: string): Promise<UserRecord | undefined> {
    const kept = this.unsaved.get(uid);
    if (kept !== undefined) return kept;
    return this.readNamed(this.seal.nameOf(uid));
  }

  /** Stores a record; the one that only memory could hold is tried again with the next. */
  async write(record: UserRecord): Promise<void> {
    const name = this.seal.nameOf(record.uid);
    try {
      await this.shelf.set(name, this.seal.close(name, JSON.stringify(record)));
      this.unsaved.delete(record.uid);
      this.warned.delete('write');
    } catch (thrown) {
      this.unsaved.set(record.uid, record);
      this.warnOnce(
        'write',
        `The tokens cannot be stored (${reasonOf(thrown)}): they are kept in memory and are lost with a restart`,
      );
    }
  }

  /** Forgets what memory holds beyond the shelf, because another process may know better. */
  trustShelf(uid: string): void {
    this.unsaved.delete(uid);
  }

  async remove(uid: string): Promise<void> {
    this.unsaved.delete(uid);
    try {
      await this.shelf.delete(this.seal.nameOf(uid));
    } catch (thrown) {
      this.warnOnce('delete', `A stored token cannot be removed (${reasonOf(thrown)})`);
    }
  }

  /** Every user, one at a time, so that who needs only the first two reads no more. */
  async *all(): AsyncGenerator<UserRecord> {
    yield* this.unsaved.values();
    for (const name of await this.names()) {
      const record = await this.readNamed(name);
      if (record !== undefined && !this.unsaved.has(record.uid)) yield record;
    }
  }

  /** Removes every record of the account, readable or not. */
  async clear(): Promise<void> {
    this.unsaved.clear();
    for (const name of await this.names()) await this.shelf.delete(name).catch(() => undefined);
  }

  private async names(): Promise<string[]> {
    try {
      return await this.shelf.names();
    } catch (thrown) {
      this.warnOnce('read', `The stored tokens cannot be read (${reasonOf(thrown)})`);
      return [];
    }
  }

  private async readNamed(name: string): Promise<UserRecord | undefined> {
    try {
      const sealed = await this.shelf.get(name);
      if (sealed === undefined) return undefined;
      const text = this.seal.open(name, sealed);
      const record = recordOf(text);
      if (record === undefined) {
        this.warnOnce(
          'open',
          'A stored token is damaged or belongs to another secret and is left aside: its user has to authorize again',
        );
      }
      return record;
    } catch (thrown) {
      this.warnOnce('read', `The stored tokens cannot be read (${reasonOf(thrown)})`);
      return undefined;
    }
  }

  private warnOnce(kind: string, text: string): void {
    if (this.warned.has(kind)) return;
    this.warned.add(kind);
    this.warn(text);
  }
}

/** The system's code alone: a message may hold a path or more. */
function reasonOf(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : 'the store failed';
}
