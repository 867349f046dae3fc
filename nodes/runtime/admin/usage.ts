import type { UsageAnswer } from '../../shared/usage';
import { usageOfAccount } from '../account/accounts';
import { shownAtRest } from '../account/usage';
import type { Red } from '../red-types';

/** What an account has spent, for its dialog. */

/** `:id/usage`: what was counted this month; of an account that does not work, what this process knows. Costs no call. */
export function usageFor(RED: Red, id: string): Promise<UsageAnswer> {
  return usageOfAccount(RED, id)?.shown() ?? shownAtRest(RED, id);
}
