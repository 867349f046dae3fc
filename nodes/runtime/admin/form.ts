import type { Node } from 'node-red';
import { badRequest, isObject } from '../../cloud';
import { credentialsOf, findNode, savedText } from '../red-types';
import type { Red } from '../red-types';
import { readAccount } from '../account/settings';
import type { AccountSettings } from '../account/settings';
/** What Node-RED's editor shows instead of a stored password. */
const STORED = '__PWRD__';

/** An account as a dialog shows it, deployed or not. */
export interface Form {
  id: string;
  settings: AccountSettings;
}

/** Environment variables are filled in as Node-RED does on deploy; its own ones, of a group or a flow, need a node. */
function substituted(
  RED: Red,
  node: Node | undefined,
  source: Record<string, unknown>,
): Record<string, unknown> {
  const util = RED.util as unknown as { getSetting(node: object, name: string): unknown };
  return Object.fromEntries(
    Object.entries(source).map(([name, value]) => {
      const variable = typeof value === 'string' ? /^\$(?:\{([^}]+)\}|\(([^)]+)\))$/.exec(value) : null;
      if (variable === null) return [name, value];
      const set = util.getSetting(node ?? {}, variable[1] ?? variable[2] ?? '');
      return [name, set === undefined || set === '' ? value : set];
    }),
  );
}

/**
 * The open dialog's form, with the stored secret where the dialog shows only its placeholder.
 * @throws TuyaError `TUYA_CONFIG`, `TUYA_BAD_REQUEST`
 */
export function readForm(RED: Red, body: unknown): Form {
  if (!isObject(body) || !isObject(body.credentials)) throw badRequest('The form is incomplete');
  const node = findNode(RED, body.id);
  const stored = node?.type === 'tuya-config' ? credentialsOf(node) : {};
  const credentials = substituted(RED, node, body.credentials);
  // The editor knows neither of an account whose dialog was not opened yet.
  if (credentials.client_id === undefined && credentials.secret === STORED) {
    credentials.client_id = stored.client_id;
  }
  // The stored secret stays with its own key: it is never tried with another client_id.
  const sameKey = credentials.client_id === stored.client_id;
  if (credentials.secret === STORED) credentials.secret = sameKey ? stored.secret : '';
  return { id: savedText(body.id), settings: readAccount(substituted(RED, node, body), credentials) };
}
