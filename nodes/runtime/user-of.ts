import type { Node } from 'node-red';
import { badRequest } from '../cloud/errors';
import type { Live } from './accounts';
import { textOf } from './red-types';
import type { Message, Red, Saved } from './red-types';
import { valueOf } from './values';

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
  const type = textOf(saved.uidType, 'msg') || 'msg';
  const setting = textOf(saved.uid, 'uid');
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
    type === 'msg' && setting === '' ? msg.uid : await valueOf(RED, node, msg, 'user', setting, type);
  const uid = textOf(named ?? (type === 'str' ? msg.uid : undefined)).trim();
  return uid === '' ? undefined : uid;
}
