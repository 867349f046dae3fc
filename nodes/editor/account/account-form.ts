import type { AccountForm } from '../../shared/admin';
import { ownCallback } from '../ask';

/** The account as the runtime is asked about it: from the open dialog. */

/** What an input of the dialog tells. */
export interface FormElement {
  id: string;
  value: string;
}

const PREFIX = 'node-config-input-';
const CREDENTIALS = ['client_id', 'secret'];

/** The fields of a dialog, in the shape that the admin endpoints take. */
export function accountForm(id: string, elements: readonly FormElement[]): AccountForm {
  const properties: Record<string, string> = {};
  const credentials: Record<string, string> = {};
  for (const { id: element, value } of elements) {
    if (!element.startsWith(PREFIX)) continue;
    const name = element.slice(PREFIX.length);
    if (CREDENTIALS.includes(name)) credentials[name] = value;
    else properties[name] = value;
  }
  return { ...properties, id, credentials };
}

/** The account's dialog as it stands; the callback that is empty is this editor's. */
export function currentForm(id: string): AccountForm {
  const fields = $('[id^="node-config-input-"]').toArray();
  const form = accountForm(id, fields as unknown as FormElement[]);
  return { ...form, redirectUrl: form.redirectUrl === '' ? ownCallback(location) : form.redirectUrl };
}
