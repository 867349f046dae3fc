import type { Token } from './token';
import type { TokenLife } from './token-life';
import type { TokenNews } from './token-news';

/** News of tokens for those who watch an account. */

/** Told of each new token. */
export type Watcher = (token: Token) => void;

/** Who is told of the tokens of one account: of lives that begin later too, until they end. */
export class Watch {
  /** Each life with what ends the watching of it, by watcher. */
  private readonly lives = new Map<TokenLife, Map<Watcher, () => void>>();
  private readonly watchers = new Set<Watcher>();
  private readonly listeners = new Set<(renewing: boolean) => void>();
  private readonly readers = new Set<(news: TokenNews) => void>();
  private renewing = 0;

  /** Tells of each new token, and keeps tokens renewed by a timer as long as somebody watches. */
  add(watcher: Watcher): () => void {
    this.watchers.add(watcher);
    for (const [life, ends] of this.lives) ends.set(watcher, life.watch(watcher));
    return () => {
      this.watchers.delete(watcher);
      for (const ends of this.lives.values()) {
        ends.get(watcher)?.();
        ends.delete(watcher);
      }
    };
  }

  /** Tells when the first of the account's token calls begins and the last one ends. */
  onRenewing(listener: (renewing: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells what the account's tokens say of the account as a whole. */
  onNews(reader: (news: TokenNews) => void): () => void {
    this.readers.add(reader);
    return () => this.readers.delete(reader);
  }

  /** Looks after a token's life; the answer ends that. */
  attend(life: TokenLife): () => void {
    let busy = false;
    const tell = (renewing: boolean): void => {
      if (renewing === busy) return;
      busy = renewing;
      this.renewing += renewing ? 1 : -1;
      for (const listener of this.listeners) listener(this.renewing > 0);
    };
    const stopListening = life.onRenewing(tell);
    const stopReading = life.report.onNews((news) => {
      for (const reader of this.readers) reader(news);
    });
    const ends = new Map([...this.watchers].map((watcher) => [watcher, life.watch(watcher)]));
    this.lives.set(life, ends);
    return () => {
      this.lives.delete(life);
      for (const end of ends.values()) end();
      stopListening();
      stopReading();
      tell(false);
    };
  }
}
