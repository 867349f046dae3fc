import type { Node } from 'node-red';
import { asTuyaError, badRequest, configError, isObject } from '../../cloud';
import { credentialsOf, enteredOf, findNode, isInFlows, savedText } from '../red-types';
import type { Red } from '../red-types';
import { problem } from '../texts/problems';
import { readAccount } from '../account/settings';
import type { AccountSettings } from '../account/settings';
import { STORED_SECRET } from '../../shared/admin';
import { Variables } from '../account/variables';

/** The form of the open dialog: read as a deploy would read it, and tried before there is one. */

/** The open dialog's form: an account, deployed or not. */
export interface Form {
  id: string;
  settings: AccountSettings;
  variables: Variables;
  /** Whether the account was in the flows when it was asked. */
  inFlows: boolean;
}

/** The fields of a body or query, none of which is known to be there or to be what it should. */
export function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return isObject(body) ? body : {};
}

/** Environment variables are filled in as Node-RED does on deploy; its own ones, of a group or a flow, need a node. */
function filled(
  RED: Red,
  node: Node | undefined,
  source: Record<string, unknown>,
  variables: Variables,
): Record<string, unknown> {
  const util = RED.util as unknown as { getSetting(node: object, name: string): unknown };
  const read = (name: string): unknown => util.getSetting(node ?? {}, name);
  return Object.fromEntries(
    Object.entries(source).map(([property, value]) => [property, variables.fill(property, value, read)]),
  );
}

/** Whether an account stands inside the definition of a subflow: there is one of it for each instance, and none to be asked. */
function isInSubflow(RED: Red, id: string): boolean {
  let home: string | undefined;
  const subflows = new Set<string>();
  RED.nodes.eachNode((node) => {
    if (node.id === id) home = node.z;
    if (node.type === 'subflow') subflows.add(node.id);
  });
  return home !== undefined && subflows.has(home);
}

function credentialsFrom(
  RED: Red,
  node: Node | undefined,
  entered: Record<string, unknown>,
  variables: Variables,
): Record<string, unknown> {
  const stored = node?.type === 'tuya-config' ? credentialsOf(node) : {};
  const credentials = filled(RED, node, entered, variables);
  // The editor knows neither of an account whose dialog was not opened yet.
  if (credentials.client_id === undefined && credentials.secret === STORED_SECRET) {
    credentials.client_id = stored.client_id;
    // It may have come from a variable, which is told nobody either.
    if (node !== undefined) {
      variables.fill('client_id', enteredOf(RED, node).client_id, () => stored.client_id);
    }
  }
  // The stored secret stays with its own key: it is never tried with another client_id.
  const sameKey = credentials.client_id === stored.client_id;
  if (credentials.secret === STORED_SECRET) credentials.secret = sameKey ? stored.secret : '';
  return credentials;
}

/**
 * The open dialog's form, with the stored secret where the dialog shows only its placeholder.
 * @throws TuyaError `TUYA_CONFIG`, `TUYA_BAD_REQUEST`
 */
export function readForm(RED: Red, body: unknown): Form {
  if (!isObject(body) || !isObject(body.credentials)) throw badRequest(...problem('account.form'));
  const id = savedText(body.id);
  if (isInSubflow(RED, id)) {
    throw configError(...problem('account.subflow'));
  }
  const variables = new Variables();
  const node = findNode(RED, id);
  const credentials = credentialsFrom(RED, node, body.credentials, variables);
  // Its errors name the field and repeat nothing of what was entered.
  const settings = readAccount(filled(RED, node, body, variables), credentials);
  return { id, settings, variables, inFlows: isInFlows(RED, id) };
}

/** Works with the form; an error that comes of it names the variables, never what they hold (A14). */
export async function withForm<T>(RED: Red, body: unknown, work: (form: Form) => T | Promise<T>): Promise<T> {
  const form = readForm(RED, body);
  try {
    return await work(form);
  } catch (thrown) {
    throw form.variables.hideIn(asTuyaError(thrown));
  }
}
