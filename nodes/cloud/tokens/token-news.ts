import type { Said } from '../errors/language';
import type { TuyaError } from '../errors/tuya-error';

/** What the life of a token tells of the account as a whole: whether Tuya gives one, and whether somebody else takes it. */

/** One piece of it. */
export type TokenNews =
  /** Tuya gave a token, or refused to. */
  | { about: 'key'; error: TuyaError | undefined }
  /** Whether new tokens are refused one after the other, as they are when another program takes them; who it probably is. */
  | { about: 'rival'; taken: boolean; hint?: Said };

/** So many new tokens in a row are refused before another program is named. */
const TAKEN = 2;

/** Tells it to whoever listens. */
export class TokenReport {
  private readonly readers = new Set<(news: TokenNews) => void>();
  /** New tokens that were refused, one after the other. */
  private refused = 0;

  /** Tells what happens from now on; the answer ends that. */
  onNews(reader: (news: TokenNews) => void): () => void {
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  }

  /** Tuya gave a token, or refused to with this error. */
  asked(error?: TuyaError): void {
    this.tell({ about: 'key', error });
  }

  /** Tuya refused a token that it had given; only a fresh one points to another program. */
  tokenRefused(isFresh: boolean): void {
    if (!isFresh) return;
    this.refused++;
    if (this.refused >= TAKEN) this.tell({ about: 'rival', taken: true });
  }

  /** Tuya took a token. Only one that has grown old shows that nobody takes them any more. */
  tokenTaken(isFresh: boolean): void {
    if (this.refused === 0 || isFresh) return;
    this.refused = 0;
    this.tell({ about: 'rival', taken: false });
  }

  private tell(news: TokenNews): void {
    for (const reader of this.readers) reader(news);
  }
}
