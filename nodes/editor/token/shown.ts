import { userMatters } from '../picker/user-field';

/** Which fields of the token's dialog matter for its action: pure, so that what is shown can be told without a page. */

/** The fields as they stand; `action` is empty where a message brings it. */
export interface TokenFields {
  readonly action: string;
  readonly uid: string;
  readonly uidType: string;
  readonly includeRefreshToken: boolean;
  readonly emitOnRenewal: boolean;
}

/** Actions that are done for one user; a message may bring one of them. */
const FOR_USER = ['get', 'renew', 'forget', ''];

/** Actions that answer with a token. */
const TOKENS = ['get', 'renew', 'exchange', ''];

/** @param mode the mode of the chosen account: `simple`, `code`, a variable, or nothing where none is chosen */
export function shownFor(
  { action, uid, uidType, includeRefreshToken, emitOnRenewal }: TokenFields,
  mode: string,
): { user: boolean; includeRefreshToken: boolean } {
  return {
    user: FOR_USER.includes(action) && userMatters(mode, { uid, uidType }),
    // A new token that is sent by itself may have one too.
    includeRefreshToken: TOKENS.includes(action) || emitOnRenewal || includeRefreshToken,
  };
}
