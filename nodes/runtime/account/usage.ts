import type { Node } from 'node-red';
import { AccountMeter, Ledger, adviceOf, beginsAnew, budgetSpent, nearlySpent, usageOf } from '../../cloud';
import type { Level, Meter, Usage, UsageBook } from '../../cloud';
import type { UsageAnswer } from '../../shared/admin';
import type { Red } from '../red-types';
import type { AccountSettings } from './settings';
import { nodeName, openBook } from './usage-books';

/** What a deployed account spends: counted within its budget, told when that comes to its end, and shown. */

/** The usage of one deployed account. */
export class AccountUsage {
  readonly meter: Meter;
  private readonly book: UsageBook;

  constructor(
    private readonly RED: Red,
    private readonly node: Node,
    private readonly settings: AccountSettings,
  ) {
    this.book = openBook(RED, { id: node.id, settings }, node);
    const meter = new AccountMeter(this.book, settings, (level, month) => {
      this.tell(level, month);
    });
    this.meter = meter;
    void meter.begin();
  }

  /** What was spent this month; costs no call. */
  async report(): Promise<Usage> {
    await this.book.ready();
    return usageOf(this.book.ledger, this.settings.budget, (id) => nodeName(this.RED, id), Date.now());
  }

  /** The same for the dialog, with advice for the most expensive nodes. */
  async shown(): Promise<UsageAnswer> {
    const report = await this.report();
    const { ledger } = this.book;
    const advice = adviceOf(ledger, this.settings.budget, Date.now());
    return { ...report, advice, begins: beginsAnew(ledger.month().name) };
  }

  /** Resolves when it is kept what was counted. */
  close(): Promise<void> {
    return this.book.close();
  }

  private tell(level: Level, month: string): void {
    const { budget, overBudget } = this.settings;
    if (budget === 0 || level === 'fine') return;
    if (level === 'warned') this.node.warn(nearlySpent(month));
    else {
      const { message, hint } = budgetSpent(month, overBudget);
      this.node.warn(`${message}. ${hint}`);
    }
  }
}

/** What the dialog shows of an account that is not deployed, and has spent nothing. */
export function nothingSpent(): UsageAnswer {
  const ledger = new Ledger(() => Date.now());
  const usage = usageOf(ledger, 0, () => undefined, Date.now());
  return { ...usage, advice: [], begins: beginsAnew(ledger.month().name) };
}
