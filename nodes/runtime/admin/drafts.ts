/**
 * What a dialog has brought for an account that is not deployed: users who have authorized it. Until the deploy only memory holds
 * them, and not for ever: nobody else would ever drop the tokens of a dialog that was closed without a deploy.
 */

/** So long a draft waits for its deploy, in milliseconds. */
export const DRAFT_TIME = 24 * 3_600_000;

/** The time by which drafts end. */
export interface DraftTime {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs a task after so many milliseconds. */
  after(ms: number, task: () => void): void;
}

/** Drafts by the id of their account. */
export class Drafts<T> {
  private readonly kept = new Map<string, { draft: T; end: number }>();

  /** @param drop told of each draft whose time is over */
  constructor(
    private readonly time: DraftTime,
    private readonly drop: (id: string, draft: T) => void,
  ) {}

  /** Keeps what a dialog has brought, instead of what was there. */
  keep(id: string, draft: T): void {
    this.sweep();
    this.kept.set(id, { draft, end: this.time.now() + DRAFT_TIME });
    this.time.after(DRAFT_TIME, () => {
      this.sweep();
    });
  }

  /** What waits for a deploy. */
  get(id: string): T | undefined {
    this.sweep();
    return this.kept.get(id)?.draft;
  }

  /** The account was deployed, or its dialog cancelled: it is no draft any more. */
  end(id: string): void {
    this.kept.delete(id);
  }

  /** Drops each draft whose time is over. */
  sweep(): void {
    for (const [id, { draft, end }] of this.kept) {
      if (end > this.time.now()) continue;
      this.kept.delete(id);
      this.drop(id, draft);
    }
  }
}
