import { STORED_SECRET } from '../../shared/admin';
import type { AccountForm } from '../../shared/admin';
import type { PickerKey } from '../texts';

/** The account that a node of the flow has chosen, as the editor knows it, deployed or not. */

/** The account in the shape that the admin endpoints take, or the text that says why it cannot be asked. */
export function accountBody(id: string): AccountForm | PickerKey {
  const account = RED.nodes.node(id) ?? undefined;
  if (account === undefined) return 'picker.noAccount';
  const properties: Record<string, unknown> = {};
  for (const name of Object.keys(account._def.defaults)) properties[name] = account[name];
  const { client_id, secret } = account.credentials ?? {};
  // The editor never gets a stored secret: its placeholder stands for it.
  return { ...properties, id, credentials: { client_id, secret: secret ?? STORED_SECRET } };
}

/** The account that the open dialog has chosen. */
export function chosenAccount(): AccountForm | PickerKey {
  return accountBody(String($('#node-input-account').val()));
}

/** The mode of the account that the open dialog has chosen: `simple`, `code` or a variable; empty where none is chosen. */
export function modeOfAccount(): string {
  const account = chosenAccount();
  if (typeof account === 'string') return '';
  return typeof account.mode === 'string' ? account.mode : 'simple';
}
