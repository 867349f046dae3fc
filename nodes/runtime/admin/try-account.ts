import {
  Abort,
  DATA_CENTERS,
  Projects,
  asTuyaError,
  isObject,
  partsOfHint,
  refusesCode,
  systemClock,
} from '../../cloud';
import type { TuyaClient } from '../../cloud';
import type { Center, CentersAnswer, Stage, TestAnswer } from '../../shared/admin';
import { newClient } from '../account/clients';
import type { AccountSettings } from '../account/settings';
import { dialogMeter } from '../account/usage-books';
import type { UsagePlace } from '../account/usage-books';
import type { Red } from '../red-types';
import { readForm, withForm } from './form';
import type { Form } from './form';
import type { Say } from './texts';
import { NO_STORE, tryForMessages } from './try-messages';

/** Tries an account as its dialog shows it, before any deploy. */

/** The dialog waits no longer than this for the cloud, in milliseconds. */
const PATIENCE = 8000;

/** Asks for a token: simple mode gets one, code mode a refusal of the code and of nothing else. */
async function askForToken(client: TuyaClient, { mode }: AccountSettings): Promise<void> {
  const signal = new Abort();
  if (mode === 'simple') await client.getToken(signal);
  else await client.exchange('is-this-key-known', '', signal);
}

/** Finds out whether key and data center fit. */
async function tryAccount(RED: Red, { id, settings }: UsagePlace, say: Say): Promise<Stage> {
  const known = (key: string): Stage => ({ stage: 'token', ok: true, message: say(key), hint: '' });
  let client: TuyaClient | undefined;
  try {
    const timeout = Math.min(settings.timeout, PATIENCE);
    const tried = settings.mode === 'simple' ? settings : { ...settings, store: NO_STORE };
    // It shares nothing: token and connection of a deployed account say nothing about what is in the form.
    const meter = dialogMeter(RED, { id, settings });
    client = newClient(RED, { ...tried, timeout }, new Projects(systemClock), { meter });
    await askForToken(client, settings);
    return known('stage.token');
  } catch (thrown) {
    const error = asTuyaError(thrown);
    // A code that it does not know, from a key that it does know (PROTOCOL 5.2).
    if (refusesCode(error)) return known('stage.authorize');
    const { message, hint } = error;
    const { advice, signed } = partsOfHint(hint);
    const stage: Stage = { stage: 'token', ok: false, message, hint: advice };
    return signed === undefined ? stage : { ...stage, details: signed };
  } finally {
    await client?.close();
  }
}

/** A stage that tells no value of a variable. */
function hidden({ variables }: Form, stage: Stage): Stage {
  const { message, hint, details } = stage;
  const told = { ...stage, message: variables.hide(message), hint: variables.hide(hint) };
  return details === undefined ? told : { ...told, details: variables.hide(details) };
}

/** `test`: whether the settings are complete, whether the cloud knows the key, and whether messages come in. */
export async function test(RED: Red, body: unknown, say: Say): Promise<TestAnswer> {
  let form: Form;
  try {
    form = readForm(RED, body);
  } catch (thrown) {
    const { message, hint } = asTuyaError(thrown);
    return { stages: [{ stage: 'settings', ok: false, message, hint }] };
  }
  const settings: Stage = { stage: 'settings', ok: true, message: say('stage.settings'), hint: '' };
  const token = await tryAccount(RED, form, say);
  // With a key that nobody knows there are no messages either.
  const messages = token.ok ? [await tryForMessages(RED, form, say)] : [];
  return { stages: [settings, ...[token, ...messages].map((stage) => hidden(form, stage))] };
}

/** Asks each data center once, all at the same time. */
export function askCenters(ask: (baseUrl: string) => Promise<Stage>): Promise<Center[]> {
  return Promise.all(
    Object.entries(DATA_CENTERS).map(async ([dataCenter, baseUrl]) => {
      const { ok, message } = await ask(baseUrl);
      return { dataCenter, ok, message };
    }),
  );
}

/** `find-data-center`: which data centers know the key. */
export function findDataCenter(RED: Red, body: unknown, say: Say): Promise<CentersAnswer> {
  // Whatever the form says about its data center: each of them is asked.
  const anywhere = isObject(body) ? { ...body, dataCenter: 'eu' } : body;
  return withForm(RED, anywhere, async (form) => ({
    dataCenters: await askCenters(async (baseUrl) =>
      hidden(form, await tryAccount(RED, { id: form.id, settings: { ...form.settings, baseUrl } }, say)),
    ),
  }));
}
