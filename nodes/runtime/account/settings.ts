import { BUDGET, OVER_BUDGET, PACE, TIMEOUT } from '../../shared/account-limits';
import { variableOf } from '../../shared/variable';
import { asTuyaError, baseUrlOf, checkKey, checkMessages, checkWebAddress, configError } from '../../cloud';
import type { Budget, CodeAccount, MessageSettings, SimpleAccount, TuyaError } from '../../cloud';
import { savedText } from '../red-types';
import { fieldName, problem } from '../texts/problems';
import type { FieldName } from '../texts/problems';

/** The settings of an account: read, checked, and refused by the name of the field. */

// No text here repeats a value: Node-RED has filled in environment variables by now, and what stands in one is nobody's business (A14).

/** The properties of a `tuya-config` node, from a deployed node or from the open dialog. */
export type AccountProperties = Readonly<Record<string, unknown>>;

function text(properties: AccountProperties, name: FieldName): string {
  const value = savedText(properties[name]).trim();
  const variable = variableOf(value);
  if (variable !== undefined) {
    throw configError(...problem('account.variable', { variable, field: fieldName(name) }));
  }
  return value;
}

function numberIn(
  properties: AccountProperties,
  name: FieldName,
  { absent, least, most }: { absent: number; least: number; most: number },
): number {
  const value = text(properties, name);
  const number = value === '' ? absent : Number(value);
  if (!Number.isFinite(number) || number < least || number > most) {
    throw configError(...problem('account.number', { field: fieldName(name), least, most }));
  }
  return number;
}

/** What the account may spend; an account from before there was a budget is only counted. */
function budgetOf(properties: AccountProperties): Budget {
  const budget = numberIn(properties, 'budget', { absent: 0, ...BUDGET });
  if (!Number.isInteger(budget)) throw configError(...problem('account.wholeBudget'));
  const chosen = text(properties, 'overBudget') || 'stop reads';
  const overBudget = OVER_BUDGET.find((one) => one === chosen);
  if (overBudget !== undefined) return { budget, overBudget };
  throw configError(...problem('account.overBudget', { names: { list: OVER_BUDGET, plain: true } }));
}

/** The editor's name for no config node. */
function noneAsEmpty(id: string): string {
  return id === '_ADD_' ? '' : id;
}

/** Where messages come from; what is wrong there stops no call. */
function messagesOf(properties: AccountProperties): MessageSettings | { messageProblem: TuyaError } {
  try {
    return checkMessages({
      subscription: text(properties, 'subscription'),
      messageUrl: text(properties, 'messageUrl'),
    });
  } catch (thrown) {
    return { messageProblem: asTuyaError(thrown) };
  }
}

/** What settings of both modes have: those of the client, and what only Node-RED needs. */
interface AnySettings extends Omit<SimpleAccount, 'mode'>, Budget {
  /** Why nobody knows where messages come from: calls go on without. */
  messageProblem?: TuyaError;
  /** Ids of the core `tls-config` and `http proxy` nodes; empty for none. */
  tls: string;
  proxy: string;
}

/** Settings of an account in simple mode. */
export interface SimpleSettings extends AnySettings {
  mode: 'simple';
}

/** Settings of an account in code mode. */
export interface CodeSettings extends AnySettings, Pick<CodeAccount, 'authorizeUrl' | 'redirectUrl'> {
  mode: 'code';
  /** `file`, or the name of a context store. */
  tokenStore: string;
}

/** Valid settings of an account. */
export type AccountSettings = SimpleSettings | CodeSettings;

/**
 * Reads the settings of an account.
 * @throws TuyaError `TUYA_CONFIG` that names the first field to mend
 */
export function readAccount(properties: AccountProperties, credentials: AccountProperties): AccountSettings {
  const mode = text(properties, 'mode') || 'simple';
  if (mode !== 'simple' && mode !== 'code') {
    throw configError(...problem('account.mode'));
  }
  const bundleId = text(properties, 'bundleId');
  const settings: AnySettings = {
    client_id: checkKey(text(credentials, 'client_id'), 'client_id'),
    secret: checkKey(text(credentials, 'secret'), 'secret'),
    baseUrl: baseUrlOf(text(properties, 'dataCenter') || 'eu', text(properties, 'baseUrl')),
    timeout: numberIn(properties, 'timeout', { absent: 15, ...TIMEOUT }) * 1000,
    rateLimit: numberIn(properties, 'rateLimit', { absent: 20, ...PACE }),
    ...(bundleId === '' ? {} : { bundleId }),
    tls: noneAsEmpty(text(properties, 'tls')),
    proxy: noneAsEmpty(text(properties, 'proxy')),
    ...budgetOf(properties),
    ...messagesOf(properties),
  };
  if (mode === 'simple') return { ...settings, mode };
  // The dialog hides these in simple mode: what they hold there is nobody's mistake.
  return {
    ...settings,
    mode,
    authorizeUrl: checkWebAddress(text(properties, 'authorizeUrl'), fieldName('authorizeUrl')),
    redirectUrl: checkWebAddress(text(properties, 'redirectUrl'), fieldName('redirectUrl')),
    tokenStore: text(properties, 'tokenStore') || 'file',
  };
}
