import { accountForm } from './account/form';
import type { FormElement } from './account/form';

/** The dialog's texts by key. */
export type Texts = (key: string) => string;

/** Where Tuya sends the browser back to when nothing else is entered: this editor, whatever its root is. */
export function ownCallback(page: { origin: string; pathname: string }): string {
  return `${page.origin}${page.pathname.replace(/[^/]*$/, '')}tuya-config/oauth/callback`;
}

/** The account's form as it stands. */
export function currentForm(id: string): Record<string, unknown> {
  const fields = $('[id^="node-config-input-"]').toArray();
  const form = accountForm(id, fields as unknown as FormElement[]);
  return { ...form, redirectUrl: form.redirectUrl === '' ? ownCallback(location) : form.redirectUrl };
}

/** Asks Node-RED. The address is relative: Node-RED adds its login and its own root only to those. */
export function ask<T>(method: string, url: string, body?: unknown): Promise<T> {
  const data = body === undefined ? {} : { contentType: 'application/json', data: JSON.stringify(body) };
  return new Promise((resolve, reject) => {
    $.ajax({ url, method, timeout: 30_000, ...data })
      .done((reply: T) => {
        resolve(reply);
      })
      .fail((xhr: JQuery.jqXHR) => {
        const reply = xhr.responseJSON as { message?: string; hint?: string } | undefined;
        const said = [reply?.message, reply?.hint].filter((part) => part !== undefined && part !== '');
        reject(new Error(said.join('. ')));
      });
  });
}

/** What went wrong, in words for the dialog. */
export function wordsOf(thrown: unknown, text: Texts): string {
  return thrown instanceof Error && thrown.message !== '' ? thrown.message : text('failed');
}
