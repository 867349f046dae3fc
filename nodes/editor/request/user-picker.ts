import type { User } from '../../shared/admin';
import { askUsers } from '../ask';
import type { RequestKey, Say } from '../texts';
import { chosenAccount } from '../picker/account-body';
import { Unasked, openPicker } from '../picker/picker';
import type { Place } from '../picker/picker';

/** The users who have authorized the chosen account. */

/** Opens the picker in a place. */
export function pickUser(place: Place, say: Say<RequestKey>, chosen: (uid: string) => void): void {
  let users: readonly User[] = [];
  let others = 0;
  let part = false;

  const load = async (again: boolean, show: () => void, typed: () => string): Promise<void> => {
    const account = chosenAccount();
    if (typeof account === 'string') throw new Unasked(say(account));
    if (account.mode === 'simple') throw new Unasked(say('picker.noUsers'));
    const search = typed();
    const answer = await askUsers(account.id, search);
    users = answer.users;
    others = answer.more ?? 0;
    part = search !== '' || others > 0;
    // What was typed meanwhile is asked for at once.
    if (part && typed() !== search) await load(again, show, typed);
  };
  openPicker(place, say, (close) => ({
    search: say('picker.searchUser'),
    none: say('picker.noUser'),
    load,
    isPart: () => part,
    find: (typed) => {
      const found = users.filter(({ uid }) => uid.toLowerCase().includes(typed.trim().toLowerCase()));
      const choices = [...found].reverse().map(({ uid, base_url }) => ({
        title: uid,
        detail: base_url.replace(/^https?:\/\//, ''),
        choose: () => {
          close();
          chosen(uid);
        },
      }));
      return { choices, total: choices.length + others };
    },
  }));
}
