import { PATHS } from '../shared/admin';
import type { Refusal, UsersAnswer, UsersQuery } from '../shared/admin';

/** Asks Node-RED, and says in words what went wrong. */

/** Milliseconds after which Node-RED counts as gone. */
const PATIENCE = 30_000;

/** Where Tuya sends the browser back to when nothing else is entered: this editor, whatever its root is. */
export function ownCallback(page: { origin: string; pathname: string }): string {
  return `${page.origin}${page.pathname.replace(/[^/]*$/, '')}${PATHS.callback}`;
}

/** An address with its `:parameters` filled in. */
export function addressOf(path: string, values: Record<string, string>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

/** What Node-RED did not do. */
export class Failure extends Error {
  /** @param status of HTTP; 0 when there was no answer */
  constructor(
    readonly status: number,
    said: string,
  ) {
    super(said);
  }
}

/** Asks Node-RED. The address is relative: Node-RED adds its login and its own root only to those. */
export function ask<T>(method: string, url: string, body?: unknown): Promise<T> {
  const data = body === undefined ? {} : { contentType: 'application/json', data: JSON.stringify(body) };
  const headers = { 'Accept-Language': RED.i18n.lang() };
  return new Promise((resolve, reject) => {
    $.ajax({ url, method, headers, timeout: PATIENCE, ...data })
      .done((reply: T) => {
        resolve(reply);
      })
      .fail((xhr: JQuery.jqXHR) => {
        const { message, hint } = (xhr.responseJSON ?? {}) as Partial<Refusal>;
        const said = [message, hint].filter((part) => part !== undefined && part !== '');
        reject(new Failure(xhr.status, said.join('. ')));
      });
  });
}

/** Asks for the users of an account whose uid holds what was typed; for the newest where nothing was. */
export function askUsers(id: string, search: string): Promise<UsersAnswer> {
  const query = search === '' ? '' : `?${new URLSearchParams({ search } satisfies UsersQuery).toString()}`;
  return ask('GET', addressOf(PATHS.users, { id }) + query);
}

/** What went wrong, in words for the dialog, which says them by their keys. */
export function wordsOf(thrown: unknown, say: (key: 'failed' | 'session') => string): string {
  if (thrown instanceof Failure && thrown.status === 401) return say('session');
  return thrown instanceof Error && thrown.message !== '' ? thrown.message : say('failed');
}
