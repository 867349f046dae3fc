import { badRequest } from '../../cloud';
import type { Live } from '../account/accounts';
import type { Flow, Message, Saved } from '../red-types';
import { problem } from '../texts/problems';
import { isBlank, typedInput, valueOf } from './typed-input';
import type { TypedInput } from './typed-input';

/** The user for whom a node works: named by the node or by the message. */

/** The field in which a node names the user for whom it works; an empty one leaves that to `msg.uid`. */
export function userInput(saved: Saved): TypedInput {
  const input = typedInput(saved, 'uid', 'msg', 'user');
  const fromMessage = isBlank(input) && (input.type === 'msg' || input.type === 'str');
  return fromMessage ? { ...input, type: 'msg', value: 'uid' } : input;
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
    throw badRequest(...problem('node.userInSimple'));
  }
  const given = await valueOf(flow, input, msg);
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'string' && typeof given !== 'number') {
    const isList = Array.isArray(given);
    throw badRequest(
      ...(isList ? problem('node.userList') : problem('node.userType', { type: typeof given })),
    );
  }
  return String(given).trim() || undefined;
}
