import { PATHS } from '../../shared/admin';
import type { RemoveAnswer, User, UsersAnswer } from '../../shared/admin';
import { keepFocus } from '../access/focus';
import { addressOf, ask, askUsers } from '../ask';
import type { AccountKey, Say } from '../texts';
import { words as editorWords } from '../words';

/** The list of who has authorized: the newest ones, a search for the others, and a way to remove each. */

/** The list as the dialog shows it. */
export interface UserList {
  /** Reads it anew; one reading at a time. */
  read(): Promise<readonly User[]>;
  /** Says something above the list until something else is said. */
  say(note: string): void;
  /** Says why there is no list. */
  fail(why: string): void;
}

/** A button of a row; its name tells a screen reader whose it is. */
function button(text: string, uid: string, press: () => void): JQuery {
  return $('<button type="button" class="red-ui-button red-ui-button-small">')
    .text(text)
    .attr('aria-label', `${text}: ${uid}`)
    .on('click', press);
}

/** @param complain told what could not be done */
export function listUsers(id: string, say: Say<AccountKey>, complain: (thrown: unknown) => void): UserList {
  const list = $('#tuya-config-users');
  const search = $('#tuya-config-user-search');
  let note = '';
  let reading: Promise<readonly User[]> | undefined;

  const row = (user: User): JQuery => {
    const { uid, base_url, authorized_at } = user;
    const words = say('result.user', {
      uid,
      host: base_url.replace(/^https?:\/\//, ''),
      since: editorWords().moment(authorized_at),
    });
    const item = $('<li class="tuya-good" aria-live="off">');
    const show = (text: string, ...buttons: JQuery[]): void => {
      item.empty().append('<i class="fa fa-user" aria-hidden="true">', document.createTextNode(` ${text} `));
      for (const one of buttons) item.append(one, ' ');
    };
    let isGoing = false;
    const remove = (): void => {
      // Asked once; the buttons stay, because a disabled one loses the focus.
      if (isGoing) return;
      isGoing = true;
      ask<RemoveAnswer>('DELETE', addressOf(PATHS.user, { id, uid }))
        .then(() => {
          // What was said before may have been about who is gone now.
          note = '';
          return read();
        })
        .catch((thrown: unknown) => {
          isGoing = false;
          complain(thrown);
        });
    };
    const plain = (): void => {
      show(words, button(say('result.remove'), uid, sure));
    };
    const keep = (): void => {
      plain();
      item.find('button').trigger('focus');
    };
    const sure = (): void => {
      const yes = button(say('result.remove'), uid, remove);
      show(say('result.sure', { uid }), yes, button(say('result.keep'), uid, keep));
      yes.trigger('focus');
    };
    plain();
    return item;
  };

  /** What the list shows, so that it is not made anew, and read out anew, for nothing. */
  let shown = '';
  const show = (answer: UsersAnswer): void => {
    const { users, more = 0 } = answer;
    const what = JSON.stringify([answer, note, String(search.val()).trim() !== '']);
    if (what === shown) return;
    shown = what;
    const refocus = keepFocus(list, $('#tuya-config-authorize'));
    list.empty();
    if (note !== '') list.append($('<li>').text(note));
    const searched = String(search.val()).trim() !== '';
    if (users.length === 0) list.append($('<li>').text(say(searched ? 'result.noUser' : 'result.nobody')));
    // The newest are the ones that somebody looks for.
    for (const user of [...users].reverse()) list.append(row(user));
    if (more > 0) list.append($('<li>').text(say('result.more', { count: editorWords().number(more) })));
    $('#tuya-config-row-user-search').toggle(more > 0 || searched);
    refocus();
  };

  const fetchUsers = async (): Promise<readonly User[]> => {
    const wanted = String(search.val()).trim();
    const answer = await askUsers(id, wanted);
    // What was typed meanwhile is asked for at once.
    if (String(search.val()).trim() !== wanted) return fetchUsers();
    show(answer);
    return answer.users;
  };
  const read = (): Promise<readonly User[]> => {
    reading ??= fetchUsers().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  search.on('input', () => {
    read().catch(complain);
  });
  return {
    read,
    say: (text) => {
      note = text;
    },
    fail: (why) => {
      shown = '';
      list.empty().append($('<li class="tuya-bad">').text(why));
    },
  };
}
