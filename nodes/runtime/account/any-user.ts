import { Abort, authorizationRequired } from '../../cloud';
import type { TokenStore, TuyaClient } from '../../cloud';

/** Questions about a device that no user asks for: what any of them may see will do. */

/** Users in whose name a device is asked for where nobody is named. */
const MOST_USERS = 10;

/**
 * Asks with the project's token, or in the name of a user; where nobody is named, of the first of the newest few who has the device.
 * @param store the tokens of code mode; undefined in simple mode
 * @param who `uid`: in whose name; `by`: the id of the node that pays, the account itself when absent
 */
export function askAnyUser(
  client: TuyaClient,
  store: TokenStore | undefined,
  { uid = '', by }: { uid?: string; by?: string } = {},
): (path: string) => Promise<unknown> {
  const ask = async (path: string, user: string | undefined): Promise<unknown> =>
    (await client.call({ method: 'GET', path }, new Abort(), { uid: user, by })).envelope.result;
  return async (path) => {
    if (store === undefined) return ask(path, undefined);
    if (uid !== '') return ask(path, uid);
    const { users } = await store.list({ limit: MOST_USERS });
    let refusal: unknown = authorizationRequired();
    for (const user of [...users].reverse()) {
      try {
        return await ask(path, user.uid);
      } catch (thrown) {
        refusal = thrown;
      }
    }
    throw refusal;
  };
}
