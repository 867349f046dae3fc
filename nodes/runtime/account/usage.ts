import {
  AccountMeter,
  Ledger,
  adviceOf,
  beginsAnew,
  budgetSpent,
  nearlySpent,
  systemClock,
  usageOf,
} from '../../cloud';
import type { Level, Meter, Usage, UsageBook } from '../../cloud';
import type { UsageAnswer } from '../../shared/usage';
import type { Flow } from '../red-types';
import type { AccountSettings } from './settings';
import type { AccountState, News } from './state';
import { nodeName, openBook } from './usage-books';

/** What a deployed account spends: counted within its budget, told when that comes to its end, and shown. */

/** Milliseconds between two looks at a budget that is coming to its end: with the month it begins anew, also where nobody calls. */
const LOOK_AGAIN = 60_000;

/** The usage of one deployed account. */
export class AccountUsage {
  readonly meter: Meter;
  private readonly book: UsageBook;
  private cancel: (() => void) | undefined;
  private closed = false;

  constructor(
    private readonly flow: Flow,
    private readonly settings: AccountSettings,
    state: AccountState,
  ) {
    const { RED, node } = flow;
    this.book = openBook(RED, { id: node.id, settings }, node);
    const meter = new AccountMeter(this.book, settings, (level, month) => {
      // The one that has taken its place tells.
      if (this.closed) return;
      state.tell('budget', newsOf(level, month, settings));
      this.cancel?.();
      if (level !== 'fine') this.watch(meter);
    });
    this.meter = meter;
    void meter.begin();
  }

  /** What was spent this month; costs no call. */
  async report(): Promise<Usage> {
    await this.book.ready();
    const { ledger } = this.book;
    return usageOf(ledger, this.settings.budget, (id) => nodeName(this.flow.RED, id), Date.now());
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
    this.closed = true;
    this.cancel?.();
    return this.book.close();
  }

  private watch(meter: AccountMeter): void {
    this.cancel = systemClock.after(LOOK_AGAIN, () => {
      this.watch(meter);
      void meter.begin();
    });
  }
}

/** What is to be told of a budget. */
function newsOf(level: Level, month: string, { overBudget }: AccountSettings): News | undefined {
  if (level === 'fine') return undefined;
  if (level === 'warned')
    return { severity: 'warning', key: 'budgetNear', values: { percent: 80 }, error: nearlySpent(month) };
  const severity = overBudget === 'warn' ? 'warning' : 'error';
  return { severity, key: 'budgetSpent', error: budgetSpent(month, overBudget) };
}

/** What the dialog shows of an account that is not deployed, and has spent nothing. */
export function nothingSpent(): UsageAnswer {
  const ledger = new Ledger(() => Date.now());
  const usage = usageOf(ledger, 0, () => undefined, Date.now());
  return { ...usage, advice: [], begins: beginsAnew(ledger.month().name) };
}
