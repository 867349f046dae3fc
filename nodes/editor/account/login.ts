import { LOGIN_CHANNEL, PATHS } from '../../shared/admin';
import type { CancelBody, LoginAnswer, Outcome, PasteAnswer, PasteBody, User } from '../../shared/admin';
import { ask, wordsOf } from '../ask';
import type { AccountKey, Say } from '../texts';
import { currentForm } from './account-form';
import { listUsers } from './users';

/** Users log in: in another window whose end is waited for, or by a code that is pasted. */

/** How long the list rests between two readings while somebody logs in, and how long a login may take, in milliseconds. */
const REST = 2000;
const PATIENCE = 10 * 60_000;

/** Who has authorized, and when. */
function authorized(users: readonly User[]): string[] {
  return users.map(({ uid, authorized_at }) => `${uid} ${authorized_at}`);
}

/** What is going on in the dialog's part about users. */
export interface Logins {
  /** Shows who has authorized. */
  read(): void;
  /** Ends all waiting; with `drop`, what the dialog has brought goes as well. */
  end(drop: boolean): void;
}

/** @param welcomed told when a user has authorized */
export function wireLogins(id: string, say: Say<AccountKey>, welcomed: () => void): Logins {
  const inWords = (thrown: unknown): string => wordsOf(thrown, (key) => say(`result.${key}`));
  const channel = new BroadcastChannel(LOGIN_CHANNEL);
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = (note: string): void => {
    users.say(note);
    users.read().catch(() => {
      users.fail(note);
    });
  };
  const complain = (thrown: unknown): void => {
    tell(inWords(thrown));
  };
  const users = listUsers(id, say, complain);

  /** Ends the waiting for the login that is under way. */
  let stop = (): void => undefined;

  const welcome = (): void => {
    stop();
    tell(say('result.welcome'));
    welcomed();
  };

  /** Reads the list until somebody new is in it; one who is removed meanwhile is none. */
  const waitForLogin = (before: readonly string[]): void => {
    const end = Date.now() + PATIENCE;
    let waiting = true;
    stop = () => {
      waiting = false;
      clearTimeout(timer);
    };
    const finish = (note: string): void => {
      stop();
      tell(note);
    };
    const look = (): void => {
      clearTimeout(timer);
      users.read().then(
        (found) => {
          if (!waiting) return;
          if (authorized(found).some((one) => !before.includes(one))) welcome();
          else if (Date.now() >= end) finish(say('result.late'));
          else timer = setTimeout(look, REST);
        },
        (thrown: unknown) => {
          if (waiting) finish(inWords(thrown));
        },
      );
    };
    timer = setTimeout(look, REST);
    // The page at which the login ended says how; behind a proxy it may be of another origin, and looking has to do.
    channel.onmessage = ({ data }: MessageEvent<Outcome>) => {
      if (!waiting) return;
      if (data === 'done') look();
      else finish(say(`result.ended.${data}`));
    };
  };

  $('#tuya-config-authorize').on('click', () => {
    stop();
    // Opened at once: a browser blocks windows that do not follow from a click.
    const login = window.open('', '_blank');
    if (login === null) {
      tell(say('result.blocked'));
      return;
    }
    login.opener = null;
    users.say(say('result.waiting'));
    Promise.all([ask<LoginAnswer>('POST', PATHS.startLogin, currentForm(id)), users.read()]).then(
      ([{ url }, before]) => {
        if (closed) {
          login.close();
          return;
        }
        login.location.href = url;
        waitForLogin(authorized(before));
      },
      (thrown: unknown) => {
        login.close();
        complain(thrown);
      },
    );
  });

  $('#tuya-config-exchange').on('click', () => {
    const pasted = $('#tuya-config-pasted');
    const body: PasteBody = { ...currentForm(id), code: String(pasted.val()) };
    ask<PasteAnswer>('POST', PATHS.pasteCode, body).then(() => {
      pasted.val('');
      welcome();
    }, complain);
  });

  return {
    read: () => {
      users.read().catch(complain);
    },
    end: (drop) => {
      closed = true;
      stop();
      channel.close();
      // An account that was never added: nobody else would drop its users.
      const body: CancelBody = { id };
      if (drop) ask('POST', PATHS.cancelLogin, body).catch(() => undefined);
    },
  };
}
