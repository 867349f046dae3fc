import type { UsageAnswer } from '../../shared/usage';
import { usageOfAccount } from '../account/accounts';
import { nothingSpent } from '../account/usage';
import type { Red } from '../red-types';

/** What an account has spent, for its dialog. */

/** `:id/usage`: what was counted this month; zeros for an account that is not deployed. Costs no call. */
export async function usageFor(RED: Red, id: string): Promise<UsageAnswer> {
  return (await usageOfAccount(RED, id)?.shown()) ?? nothingSpent();
}
