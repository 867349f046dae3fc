import {
  Abort,
  TuyaError,
  WaitingStates,
  asTuyaError,
  authorizationUrl,
  badRequest,
  configError,
  stateError,
} from '../../cloud';
import type { TokenStore } from '../../cloud';
import type { CancelBody, LoginAnswer, Outcome, PasteAnswer, Pasted, Unread } from '../../shared/admin';
import { accountOf, accountOfState, isInCodeMode } from '../account/accounts';
import type { CodeLive } from '../account/accounts';
import { GUESTS, newClient } from '../account/clients';
import type { CodeSettings } from '../account/settings';
import { storeOf } from '../account/token-stores';
import { dialogMeter } from '../account/usage-books';
import { isInFlows, savedText } from '../red-types';
import type { Red } from '../red-types';
import { isEditorsCallback, rememberCallback } from './callback-address';
import { pageFor } from './callback-page';
import { fieldsOf, withForm } from './form';
import type { Form } from './form';
import { endDraft, keepDraft, liveOf } from './users';

/** The logins of the dialog: from Authorize to the callback, or to a pasted code. */

/** The form of an account in code mode. */
type CodeForm = Form & { settings: CodeSettings };

// The settings that began a login, secret included, wait here and nowhere else.
const logins = new WaitingStates<CodeForm>(() => Date.now());

/** What stands in the address to which the browser is sent, readable at the browser: the setting of each property. */
const SHOWN = {
  client_id: 'client_id',
  dataCenter: 'baseUrl',
  baseUrl: 'baseUrl',
  authorizeUrl: 'authorizeUrl',
  redirectUrl: 'redirectUrl',
} as const;

function requireCodeForm(form: Form): CodeForm {
  const { settings } = form;
  if (settings.mode === 'code') return { ...form, settings };
  throw configError('Users authorize in code mode only', 'Choose code mode in the account.');
}

/** A variable gets into the address only where the deployed account has put it there: a form could name any variable (A14). */
function requireDeployedVariables(RED: Red, { id, settings, variables }: CodeForm): void {
  const deployed = accountOf(RED, id);
  const known = isInCodeMode(deployed) ? deployed.settings : undefined;
  const foreign = Object.entries(SHOWN).some(
    ([property, setting]) => variables.has(property) && settings[setting] !== known?.[setting],
  );
  if (!foreign) return;
  throw configError(
    'A setting that the login page would show comes from an environment variable, and the account is not deployed with it',
    'Deploy the account once, then press Authorize.',
  );
}

function storeFor(RED: Red, { id, settings }: CodeForm): TokenStore {
  return storeOf(RED, { id, ...settings }, undefined);
}

/** `oauth/start`: the address to which the dialog sends the browser. */
export function startLogin(RED: Red, body: unknown, ownCallback: string): Promise<LoginAnswer> {
  return withForm(RED, body, (given) => {
    const form = requireCodeForm(given);
    requireDeployedVariables(RED, form);
    storeFor(RED, form);
    const { id, settings } = form;
    rememberCallback(id, settings.redirectUrl);
    const state = logins.issue(form);
    return { url: authorizationUrl(settings, settings.redirectUrl ?? ownCallback, state) };
  });
}

/** `oauth/cancel`: the dialog of an account that was never in the flows has been cancelled, and all that it brought goes. */
export async function cancelLogin(RED: Red, body: unknown): Promise<object> {
  const asked: Unread<CancelBody> = fieldsOf(body);
  const id = savedText(asked.id);
  if (isInFlows(RED, id)) return {};
  logins.drop((form) => form.id === id);
  await endDraft(RED, id);
  return {};
}

/** Exchanges a code with the settings of the form, and lets the deployed account know. */
async function exchange(RED: Red, form: CodeForm, code: string, platformUrl: string): Promise<string> {
  const store = storeFor(RED, form);
  const client = newClient(RED, { ...form.settings, store }, GUESTS, { meter: dialogMeter(RED, form) });
  try {
    const { uid } = await client.exchange(code, platformUrl, new Abort());
    // Looked up only now: it may have been deployed meanwhile.
    const deployed = liveOf(RED, form.id);
    if (deployed?.store === store) deployed.users.learn(uid);
    else keepDraft(RED, form.id, store);
    return uid;
  } catch (thrown) {
    throw form.variables.hideIn(asTuyaError(thrown));
  } finally {
    await client.close();
  }
}

/** What a callback brings. */
export interface Callback {
  state: unknown;
  code: string;
  platformUrl: string;
}

/** The account of a flow that has begun this login, unless its logins return to a page of its own. */
function flowOf(state: unknown): CodeLive | undefined {
  const flow = accountOfState(state);
  const own = flow?.settings.redirectUrl;
  return own === undefined || isEditorsCallback(own) ? flow : undefined;
}

/** Turns the callback of a dialog's login, or of a flow whose account names no callback of its own, into a user. */
async function admit(RED: Red, { state, code, platformUrl }: Callback): Promise<void> {
  const form = logins.redeem(state);
  const flow = form === undefined ? flowOf(state) : undefined;
  if (form === undefined && flow === undefined) throw stateError();
  // The account was deleted on the way: nobody could ever remove this user.
  if (form?.inFlows === true && !isInFlows(RED, form.id)) throw stateError();
  const requireCode = (): void => {
    if (code === '') throw new TuyaError('TUYA_AUTHORIZATION_REQUIRED', 'Tuya sent no code');
  };
  if (form !== undefined) {
    requireCode();
    await exchange(RED, form, code, platformUrl);
  }
  await flow?.states.once(state, async () => {
    requireCode();
    await flow.client.exchange(code, platformUrl, new Abort()).catch((thrown: unknown) => {
      throw flow.variables.hideIn(asTuyaError(thrown));
    });
  });
}

/** `oauth/callback`: all that is trusted is the state. Answers how it ended. */
export async function finishLogin(RED: Red, query: Record<string, unknown>): Promise<Outcome> {
  const { state, code, platform_url } = query;
  try {
    await admit(RED, { state, code: savedText(code), platformUrl: savedText(platform_url) });
    return 'done';
  } catch (thrown) {
    const error = asTuyaError(thrown);
    const outcome = pageFor(error);
    if (outcome !== 'state' && outcome !== 'refused') RED.log.warn(`Tuya login failed: ${error.message}`);
    return outcome;
  }
}

/** What was pasted: the address of the callback, or the code in it. */
export function pasted(text: string): Callback {
  const trimmed = text.trim();
  if (!/^https?:/i.test(trimmed)) return { state: null, code: trimmed, platformUrl: '' };
  if (!URL.canParse(trimmed)) {
    throw badRequest('The pasted address cannot be read', 'Paste the whole address or the code alone.');
  }
  const { state, code, platform_url } = Object.fromEntries(new URL(trimmed).searchParams);
  return { state: state ?? null, code: code ?? '', platformUrl: platform_url ?? '' };
}

/** `oauth/exchange`: for those whose Node-RED cannot be reached by a redirect. A state that came along is used up. */
export function pasteCode(RED: Red, body: unknown): Promise<PasteAnswer> {
  return withForm(RED, body, async (given) => {
    const form = requireCodeForm(given);
    const brought: Unread<Pasted> = fieldsOf(body);
    const { state, code, platformUrl } = pasted(savedText(brought.code));
    if (state === null) return { uid: await exchange(RED, form, code, platformUrl) };
    const begun = logins.redeem(state);
    const own = begun?.id === form.id && begun.settings.client_id === form.settings.client_id;
    if (begun === undefined || !own) throw stateError();
    return { uid: await exchange(RED, begun, code, platformUrl) };
  });
}
