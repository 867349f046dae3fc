import { isDeepStrictEqual } from 'node:util';
import type { TokenStore, TuyaClient } from '../../cloud';
import { accountOf } from '../account/accounts';
import { GUESTS, newClient } from '../account/clients';
import { storeOf } from '../account/token-stores';
import { dialogMeter } from '../account/usage-books';
import type { Red } from '../red-types';
import type { Form } from './form';

/** Asks the cloud for the account of a form, deployed or not. */

/**
 * Asks with the deployed account's own client where the dialog shows the same account: one token, one pace (L5). Else with one that
 * ends with the question.
 * @param ask the store is that of code mode
 */
export async function askAccount<T>(
  RED: Red,
  form: Form,
  ask: (client: TuyaClient, store: TokenStore | undefined) => Promise<T>,
): Promise<T> {
  const { id, settings } = form;
  const account =
    settings.mode === 'simple'
      ? settings
      : { ...settings, store: storeOf(RED, { id, ...settings }, undefined) };
  const store = account.mode === 'simple' ? undefined : account.store;
  const deployed = accountOf(RED, id);
  if ('client' in deployed && isDeepStrictEqual(deployed.settings, settings)) {
    return ask(deployed.client, store);
  }
  const client = newClient(RED, account, GUESTS, { meter: dialogMeter(RED, form) });
  try {
    return await ask(client, store);
  } finally {
    await client.close();
  }
}
