import {
  AccountMeter,
  UsageBook,
  OTHERS,
  adviceOf,
  beginsAnew,
  budgetSpent,
  nearlySpent,
  percentIn,
  systemClock,
  usageBefore,
  usageOf,
} from '../../cloud';
import type { Level, Meter, Usage } from '../../cloud';
import type { UsageAnswer } from '../../shared/usage';
import type { Flow, Red } from '../red-types';
import { languageOfRed } from '../texts/languages';
import type { AccountSettings } from './settings';
import type { AccountState, News } from './state';
import { wordsOf } from './state-texts';
import { nodeName, openBook, restingBook } from './usage-books';

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
      state.tell('budget', newsOf(level, month, { ...settings, lang: languageOfRed(this.flow.RED) }));
      this.cancel?.();
      if (level !== 'fine') this.watch(meter);
    });
    this.meter = meter;
    void meter.begin();
  }

  /** What was spent this month, for a flow: who is no node has a name too. Costs no call. */
  async report(): Promise<Usage> {
    await this.book.ready();
    const { RED } = this.flow;
    const words = wordsOf(RED);
    const nameOf = (id: string): string | undefined => {
      if (id === '') return words('usage.account');
      return id === OTHERS ? words('usage.others') : nodeName(RED, id);
    };
    return usageOf(this.book.ledger, this.settings.budget, nameOf, Date.now());
  }

  /** The same for the dialog, which has its own words, with advice for the most expensive nodes and the month before. */
  shown(): Promise<UsageAnswer> {
    return shownOf(this.flow.RED, this.book, this.settings.budget);
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
function newsOf(
  level: Level,
  month: string,
  { overBudget, lang }: AccountSettings & { lang: string },
): News | undefined {
  if (level === 'fine') return undefined;
  if (level === 'warned')
    return {
      severity: 'warning',
      key: 'budgetNear',
      values: { percent: percentIn(lang, 0.8) },
      error: nearlySpent(month),
    };
  const severity = overBudget === 'warn' ? 'warning' : 'error';
  return { severity, key: 'budgetSpent', error: budgetSpent(month, overBudget) };
}

async function shownOf(RED: Red, book: UsageBook, budget: number): Promise<UsageAnswer> {
  await book.ready();
  const { ledger } = book;
  const nameOf = (id: string): string | undefined => nodeName(RED, id);
  const now = Date.now();
  return {
    ...usageOf(ledger, budget, nameOf, now),
    advice: adviceOf(ledger, budget, now),
    begins: beginsAnew(ledger.month().name),
    before: usageBefore(ledger, nameOf),
  };
}

/** What the dialog shows of an account that has no settings with which it works: what it has spent before, and its dialog. */
export function shownAtRest(RED: Red, id: string): Promise<UsageAnswer> {
  return shownOf(RED, restingBook(id) ?? new UsageBook(systemClock), 0);
}
