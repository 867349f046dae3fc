import type { Node } from 'node-red';
import { badRequest } from '../../cloud';
import type { Live } from '../account/accounts';
import { savedText } from '../red-types';
import type { Message, Red, Saved } from '../red-types';
import { typedValue } from './typed-input';

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}

/**
 * The user for whom a node works in code mode: the node's setting, else `msg.uid`; undefined for the only one. In simple mode there
 * are no users, and a `msg.uid` from elsewhere means nothing.
 */
export async function userOf(
  RED: Red,
  node: Node,
  saved: Saved,
  msg: Message,
  account: Live,
): Promise<string | undefined> {
  const type = savedText(saved.uidType, 'msg') || 'msg';
  const setting = savedText(saved.uid, 'uid');
  if (account.settings.mode === 'simple') {
    if (type === 'str' && setting !== '') {
      throw badRequest(
        'A user can be named in code mode only',
        'Clear the field user, or choose code mode in the account.',
      );
    }
    return undefined;
  }
  const named =
    type === 'msg' && setting === '' ? msg.uid : await typedValue(RED, node, msg, 'user', setting, type);
  const given = named ?? (type === 'str' ? msg.uid : undefined);
  // Only nothing at all means the only user: a mistake must not act for somebody else.
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'string' && typeof given !== 'number') {
    throw badRequest(`The user must be a text, not ${kindOf(given)}`, 'Set msg.uid to the uid of a user.');
  }
  const uid = savedText(given).trim();
  return uid === '' ? undefined : uid;
}
