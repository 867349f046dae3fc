import type { Text } from '../errors/language';
import { text } from '../errors/texts';
import type { Rival } from './facts';

/** Who has taken a token that was refused although it was new: another account of this process, or another program. */

/**
 * What to tell of a token that was renewed and refused again (RULES 5).
 * @param rival an account of this process that may have taken it; undefined where there is none
 */
export function takenBy(rival: Rival | undefined): Text {
  if (rival === undefined) return text('diagnosis.token.program');
  return rival.label === ''
    ? text('diagnosis.token.account')
    : text('diagnosis.token.namedAccount', { account: rival.label });
}
