import { PATHS, STEPS } from '../shared/admin';
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

/** What a request that failed was answered. */
function failureOf(xhr: JQuery.jqXHR): Failure {
  let refusal: Partial<Refusal> = {};
  try {
    refusal = JSON.parse(xhr.responseText) as Partial<Refusal>;
  } catch {
    // A page of a proxy, or nothing at all.
  }
  const said = [refusal.message, refusal.hint].filter((part) => part !== undefined && part !== '');
  return new Failure(xhr.status, said.join('. '));
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
        reject(failureOf(xhr));
      });
  });
}

/** What is being asked. */
export interface Asking {
  /** Resolves at the end; never after it was cancelled. */
  done: Promise<void>;
  /** Hangs up, which ends the work as well. */
  cancel(): void;
}

/**
 * Asks Node-RED for what comes step by step, over a request like any other, so that it goes wherever the editor itself goes: by Node-RED's
 * own login and root, and through proxies, of which some hold all of it back until the end.
 */
export function askInSteps<Step>(url: string, body: unknown, told: (step: Step) => void): Asking {
  const accept = { Accept: STEPS, 'Accept-Language': RED.i18n.lang() };
  let read = 0;
  let cancelled = false;
  /** Whole lines; the last one may still be on its way. */
  const take = (text: string): void => {
    for (let end = text.indexOf('\n', read); end >= 0 && !cancelled; end = text.indexOf('\n', read)) {
      const step = JSON.parse(text.slice(read, end)) as Step;
      read = end + 1;
      told(step);
    }
  };
  const inSteps = (type: string | null): boolean => type?.includes(STEPS) === true;
  const open = (): XMLHttpRequest => {
    const own = new XMLHttpRequest();
    own.addEventListener('progress', () => {
      if (inSteps(own.getResponseHeader('content-type'))) take(own.responseText);
    });
    return own;
  };
  const request = { method: 'POST', contentType: 'application/json', data: JSON.stringify(body), xhr: open };
  const xhr = $.ajax({ url, ...request, headers: accept, dataType: 'text', timeout: PATIENCE });
  const done = new Promise<void>((resolve, reject) => {
    xhr
      .done((text: string) => {
        if (inSteps(xhr.getResponseHeader('content-type'))) take(text);
        if (!cancelled) resolve();
      })
      .fail(() => {
        if (!cancelled) reject(failureOf(xhr));
      });
  });
  return {
    done,
    cancel: () => {
      cancelled = true;
      xhr.abort();
    },
  };
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
