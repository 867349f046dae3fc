import { savedText } from '../red-types';
import type { Saved } from '../red-types';
import { placeOf } from './place';
import type { Place } from './place';
import type { TypedInput } from './typed-input';
import { userInput } from './user-of';

/** What a `tuya-token` node was set to, read once when the node is made. */
export interface TokenSettings {
  account: string;
  /** Empty for the message's, else `get`. */
  action: string;
  user: TypedInput;
  place: Place;
  includeRefreshToken: boolean;
  /** Whether a message is sent whenever the account's token changes. */
  emitOnRenewal: boolean;
}

/** Reads the settings of a `tuya-token` node, of an old or hand-written flow too. */
export function readToken(saved: Saved): TokenSettings {
  return {
    account: savedText(saved.account),
    action: savedText(saved.action, 'get'),
    user: userInput(saved),
    place: placeOf(saved),
    includeRefreshToken: saved.includeRefreshToken === true,
    emitOnRenewal: saved.emitOnRenewal === true,
  };
}
