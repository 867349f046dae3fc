import { BUDGET, OVER_BUDGET, PACE, TIMEOUT } from '../../shared/account-limits';
import { variableOf } from '../../shared/variable';
import { asTuyaError, baseUrlOf, checkKey, checkMessages, checkWebAddress, configError } from '../../cloud';
import type { Budget, CodeAccount, MessageSettings, SimpleAccount, TuyaError } from '../../cloud';
import { savedText } from '../red-types';

/** The settings of an account: read, checked, and refused by the name of the field. */

// No text here repeats a value: Node-RED has filled in environment variables by now, and what stands in one is nobody's business (A14).

/** The properties of a `tuya-config` node, from a deployed node or from the open dialog. */
export type AccountProperties = Readonly<Record<string, unknown>>;

function text(properties: AccountProperties, name: string, label: string): string {
  const value = savedText(properties[name]).trim();
  const variable = variableOf(value);
  if (variable !== undefined) {
    throw configError(
      `The environment variable ${variable} of the ${label} is not set`,
      `Set ${variable} where Node-RED is started, or enter the ${label} itself in the account.`,
    );
  }
  return value;
}

function numberIn(
  properties: AccountProperties,
  name: string,
  { label, absent, least, most }: { label: string; absent: number; least: number; most: number },
): number {
  const value = text(properties, name, label);
  const number = value === '' ? absent : Number(value);
  if (!Number.isFinite(number) || number < least || number > most) {
    throw configError(`The ${label} must be a number from ${least} to ${most}`);
  }
  return number;
}

/** What the account may spend; an account from before there was a budget is only counted. */
function budgetOf(properties: AccountProperties): Budget {
  const budget = numberIn(properties, 'budget', { label: 'budget', absent: 0, ...BUDGET });
  if (!Number.isInteger(budget)) throw configError('The budget must be a whole number of calls a month');
  const chosen = text(properties, 'overBudget', 'choice for a spent budget') || 'stop reads';
  const overBudget = OVER_BUDGET.find((one) => one === chosen);
  if (overBudget !== undefined) return { budget, overBudget };
  throw configError(
    'What happens when the budget is spent is not known',
    `Choose one of ${OVER_BUDGET.join(', ')} in the account.`,
  );
}

/** The editor's name for no config node. */
function noneAsEmpty(id: string): string {
  return id === '_ADD_' ? '' : id;
}

/** Where messages come from; what is wrong there stops no call. */
function messagesOf(properties: AccountProperties): MessageSettings | { messageProblem: TuyaError } {
  try {
    return checkMessages({
      subscription: text(properties, 'subscription', 'subscription'),
      messageUrl: text(properties, 'messageUrl', 'message address'),
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
  const mode = text(properties, 'mode', 'mode') || 'simple';
  if (mode !== 'simple' && mode !== 'code') {
    throw configError('The mode is not known', 'Choose simple or code mode in the account.');
  }
  const bundleId = text(properties, 'bundleId', 'bundle id');
  const settings: AnySettings = {
    client_id: checkKey(text(credentials, 'client_id', 'client_id'), 'client_id'),
    secret: checkKey(text(credentials, 'secret', 'secret'), 'secret'),
    baseUrl: baseUrlOf(
      text(properties, 'dataCenter', 'data center') || 'eu',
      text(properties, 'baseUrl', 'custom address'),
    ),
    timeout: numberIn(properties, 'timeout', { label: 'timeout', absent: 15, ...TIMEOUT }) * 1000,
    rateLimit: numberIn(properties, 'rateLimit', { label: 'calls per second', absent: 20, ...PACE }),
    ...(bundleId === '' ? {} : { bundleId }),
    tls: noneAsEmpty(text(properties, 'tls', 'TLS configuration')),
    proxy: noneAsEmpty(text(properties, 'proxy', 'proxy')),
    ...budgetOf(properties),
    ...messagesOf(properties),
  };
  if (mode === 'simple') return { ...settings, mode };
  // The dialog hides these in simple mode: what they hold there is nobody's mistake.
  return {
    ...settings,
    mode,
    authorizeUrl: checkWebAddress(text(properties, 'authorizeUrl', 'login page'), 'login page'),
    redirectUrl: checkWebAddress(text(properties, 'redirectUrl', 'callback address'), 'callback address'),
    tokenStore: text(properties, 'tokenStore', 'token store') || 'file',
  };
}
