import { ask, currentForm, ownCallback, wordsOf } from '../ask';
import type { Texts } from '../ask';

interface User {
  uid: string;
  base_url: string;
  authorized_at: number;
  expires_at: number;
}

/** How often the list is read while somebody logs in in another window, and for how long, in milliseconds. */
const INTERVAL = 2000;
const PATIENCE = 10 * 60_000;
/** Rows that the dialog shows. */
const MOST = 50;

/** The part of the account's dialog that is about users; the returned function ends all waiting. */
export function wireUsers(id: string, text: Texts): () => void {
  const list = $('#tuya-config-users');
  const callback = $('#node-config-input-redirectUrl');
  const address = `tuya-config/${encodeURIComponent(id)}/users`;
  let note = '';
  let closed = false;
  let timer: ReturnType<typeof setInterval> | undefined;
  const channel = new BroadcastChannel('tuya-authorization');

  const show = (users: readonly User[]): void => {
    list.empty();
    if (note !== '') list.append($('<li>').text(note));
    if (users.length === 0) list.append($('<li>').text(text('nobody')));
    // The newest are the ones that somebody looks for.
    for (const user of users.slice(-MOST).reverse()) list.append(row(user));
    if (users.length > MOST) list.append($('<li>').text(`… ${text('more')} ${users.length - MOST}`));
  };
  const row = ({ uid, base_url, expires_at }: User): JQuery => {
    const end = new Date(expires_at).toLocaleString();
    const host = base_url.replace(/^https?:\/\//, '');
    const remove = $('<button type="button" class="red-ui-button red-ui-button-small">').text(text('remove'));
    remove.on('click', () => {
      remove.prop('disabled', true);
      ask('DELETE', `${address}/${encodeURIComponent(uid)}`).then(read, complain);
    });
    const words = document.createTextNode(` ${uid} – ${host}, ${text('until')} ${end} `);
    return $('<li class="tuya-good">').append('<i class="fa fa-user" aria-hidden="true">', words, remove);
  };
  const read = (): Promise<readonly User[]> =>
    ask<{ users: User[] }>('GET', address).then(({ users }) => {
      show(users);
      return users;
    });
  const complain = (thrown: unknown): void => {
    note = wordsOf(thrown, text);
    read().catch(() => list.empty().append($('<li class="tuya-bad">').text(note)));
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };

  /** Reads the list until somebody new is in it. */
  const waitForLogin = (before: string): void => {
    const end = Date.now() + PATIENCE;
    const look = (): void => {
      read().then((users) => {
        if (stamp(users) !== before) {
          stop();
          note = text('welcome');
          show(users);
        } else if (Date.now() > end) stop();
      }, complain);
    };
    stop();
    timer = setInterval(look, INTERVAL);
    // The page at which the login ended says how; behind a proxy it may be of another origin, and looking has to do.
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data === 'done') {
        look();
        return;
      }
      stop();
      note = text(`ended.${String(data)}`);
      read().catch(() => undefined);
    };
  };

  $('#tuya-config-authorize').on('click', () => {
    // Opened at once: a browser blocks windows that do not follow from a click.
    const login = window.open('', '_blank');
    if (login === null) {
      complain(new Error(text('blocked')));
      return;
    }
    login.opener = null;
    note = text('waiting');
    Promise.all([ask<{ url: string }>('POST', 'tuya-config/oauth/start', currentForm(id)), read()]).then(
      ([{ url }, users]) => {
        if (closed) {
          login.close();
          return;
        }
        login.location.href = url;
        waitForLogin(stamp(users));
      },
      (thrown: unknown) => {
        login.close();
        complain(thrown);
      },
    );
  });

  $('#tuya-config-exchange').on('click', () => {
    const pasted = $('#tuya-config-pasted');
    ask('POST', 'tuya-config/oauth/exchange', { ...currentForm(id), code: pasted.val() })
      .then(() => {
        pasted.val('');
        note = text('welcome');
        return read();
      })
      .catch(complain);
  });

  callback.attr('placeholder', ownCallback(location));
  $('#tuya-config-copy').on('click', () => {
    const value = String(callback.val() ?? '').trim() || ownCallback(location);
    RED.clipboard.copyText(value, $('#tuya-config-copy'), text('copied'));
  });

  if ($('#node-config-input-mode').val() === 'code') read().catch(() => undefined);
  $('#node-config-input-mode').on('change', () => {
    if ($('#node-config-input-mode').val() === 'code') read().catch(() => undefined);
  });
  return () => {
    closed = true;
    stop();
    channel.close();
  };
}

function stamp(users: readonly User[]): string {
  return users.map(({ uid, authorized_at }) => `${uid} ${authorized_at}`).join();
}
