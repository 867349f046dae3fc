import { badRequest } from '../../cloud';
import type { Live } from '../account/accounts';
import type { Flow, Message, Saved } from '../red-types';
import { isBlank, typedInput, valueOf } from './typed-input';
import type { TypedInput } from './typed-input';

/** The user for whom a node works: named by the node or by the message. */

/** The field in which a node names the user for whom it works; an empty one leaves that to `msg.uid`. */
export function userInput(saved: Saved): TypedInput {
  const input = typedInput(saved, 'uid', 'msg', 'user');
  const fromMessage = isBlank(input) && (input.type === 'msg' || input.type === 'str');
  return fromMessage ? { ...input, type: 'msg', value: 'uid' } : input;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}

/**
 * The user for whom a node works in code mode: the node's setting, else `msg.uid`; undefined for the only one. In simple mode there
 * are no users, and a `msg.uid` from elsewhere means nothing.
 * @throws TuyaError `TUYA_BAD_REQUEST` for what is no user, so that a mistake never acts for somebody else
 */
export async function userOf(
  flow: Flow,
  input: TypedInput,
  msg: Message,
  { settings }: Live,
): Promise<string | undefined> {
  if (settings.mode === 'simple') {
    if (input.type !== 'str') return undefined;
    throw badRequest(
      'A user can be named in code mode only',
      'Clear the field user, or choose code mode in the account.',
    );
  }
  const given = await valueOf(flow, input, msg);
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'string' && typeof given !== 'number') {
    throw badRequest(`The user must be a text, not ${kindOf(given)}`, 'Set msg.uid to the uid of a user.');
  }
  return String(given).trim() || undefined;
}
