import { budgetSpent, levelOf, refuses } from './budget';
import type { Budget, Level } from './budget';
import type { Ledger } from './ledger';
import { judgedAs } from './tally';
import type { Spending, Spent } from './tally';

/** The meter of an account: asked before a request leaves, and told that it does. */

/** What a client asks. */
export interface Meter {
  /** Resolves when it is known what was spent; undefined where it is. Never rejects. */
  ready(): Promise<void> | undefined;
  /**
   * Whether a request of this kind may leave: asked before anything else is done for it.
   * @throws TuyaError `TUYA_BUDGET`
   */
  allow(kind: Spent): void;
  /**
   * A request leaves, and counts from now on. Answers when, for `takeBack`.
   * @throws TuyaError `TUYA_BUDGET`
   */
  leave(spending: Spending): number;
  /** A request that was counted at that time has certainly not reached the cloud. */
  takeBack(spending: Spending, time: number): void;
  /** A message of a device has come. */
  message(): void;
}

/** A ledger, and who keeps it. */
export interface Book {
  readonly ledger: Ledger;
  /** Resolves when the month of now was read; undefined where it was. Never rejects. */
  ready(): Promise<void> | undefined;
  /** It was counted. */
  changed(): void;
}

/** Told how the budget stands, when that changes. */
export type BudgetNews = (level: Level, month: string) => void;

/** Counts for one account, within its budget. Several may count in one book. */
export class AccountMeter implements Meter {
  /** What was told last. */
  private level: Level | undefined;

  /** @param tell absent for who only counts, such as a dialog */
  constructor(
    private readonly book: Book,
    private readonly budget: Budget,
    private readonly tell?: BudgetNews,
  ) {}

  ready(): Promise<void> | undefined {
    return this.book.ready();
  }

  /** Tells how the budget stands as soon as that is known. */
  async begin(): Promise<void> {
    await this.ready();
    this.look();
  }

  allow(kind: Spent): void {
    const month = this.book.ledger.month();
    this.look();
    if (refuses(this.budget, month.calls, kind)) throw budgetSpent(month.name, this.budget.overBudget);
  }

  leave(spending: Spending): number {
    this.allow(judgedAs(spending));
    const { ledger } = this.book;
    const time = ledger.spend(spending);
    this.look();
    this.book.changed();
    return time;
  }

  takeBack(spending: Spending, time: number): void {
    this.book.ledger.takeBack(spending, time);
    this.book.changed();
  }

  message(): void {
    this.book.ledger.hear();
    this.book.changed();
  }

  private look(): void {
    const { calls, name } = this.book.ledger.month();
    const level = levelOf(calls, this.budget.budget);
    if (level === this.level) return;
    this.level = level;
    this.tell?.(level, name);
  }
}
