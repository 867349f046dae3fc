import type { Text } from '../errors/language';
import { text } from '../errors/texts';
import type { Acquaintance } from './facts';

/** Who has taken a token that was refused although it was new: another account of this process, or another program. */

/** What to tell of a token that was renewed and refused again (RULES 5). */
export function takenBy(account: Pick<Acquaintance, 'rivals'>): Text {
  const [rival] = account.rivals();
  if (rival === undefined) return text('diagnosis.token.program');
  return rival.label === ''
    ? text('diagnosis.token.account')
    : text('diagnosis.token.namedAccount', { account: rival.label });
}
