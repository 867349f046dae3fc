import { problem } from '../errors/texts';
import { errorOf } from '../errors/tuya-error';
import type { TuyaError } from '../errors/tuya-error';
import { dayText, monthsFrom } from './calendar';
import type { Spent } from './tally';

/** The budget of a month: what may leave, and what is told when it comes to its end. */

/** What happens when the budget is spent. */
export type OverBudget = 'stop reads' | 'stop all' | 'warn';

/** What an account may spend. */
export interface Budget {
  /** Calls a month; 0 = only counted. */
  budget: number;
  overBudget: OverBudget;
}

/** How a budget stands: `warned` from four fifths on, `spent` when nothing is left. */
export type Level = 'fine' | 'warned' | 'spent';

/** The share of it that is told. */
const WARNED_AT = 0.8;

/** How a budget stands after so many calls. */
export function levelOf(calls: number, budget: number): Level {
  if (budget === 0 || calls < budget * WARNED_AT) return 'fine';
  return calls < budget ? 'warned' : 'spent';
}

/** Whether a request may not leave after so many calls. Where only reads stop, commands and the tokens that they need go on. */
export function refuses({ budget, overBudget }: Budget, calls: number, kind: Spent): boolean {
  if (budget === 0 || calls < budget || overBudget === 'warn') return false;
  return overBudget === 'stop all' || kind === 'read';
}

/** The day on which the budget begins anew. */
export function beginsAnew(month: string): string {
  return dayText(monthsFrom(month, 1), 1);
}

/** What is told of a spent budget, by what goes on meanwhile. */
const SPENT = {
  'stop reads': 'budget.stopReads',
  'stop all': 'budget.stopAll',
  warn: 'budget.warn',
} as const;

/** The error of a request that may not leave. */
export function budgetSpent(month: string, overBudget: OverBudget): TuyaError {
  return errorOf('TUYA_BUDGET', problem(SPENT[overBudget], { day: { day: beginsAnew(month) } }));
}

/** What is told of a budget that comes to its end. */
export function nearlySpent(month: string): TuyaError {
  return errorOf('TUYA_BUDGET', problem('budget.near', { day: { day: beginsAnew(month) } }));
}
