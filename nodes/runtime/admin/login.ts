import type { Request, Response } from 'express';
import {
  TuyaError,
  WaitingStates,
  asTuyaError,
  authorizationUrl,
  badRequest,
  configError,
  isObject,
  stateError,
  summariesOf,
} from '../../cloud';
import type { TokenStore, UserSummary } from '../../cloud';
import { accountOf, accountOfState, newClient } from '../account/accounts';
import type { Live } from '../account/accounts';
import { CALLBACK } from './callback-address';
import { sendPage, pageFor } from './callback-page';
import { readForm } from './form';
import type { Form } from './form';
import { findNode, savedText } from '../red-types';
import type { Red } from '../red-types';
import { storeOf } from '../account/token-stores';

// The settings that began a login, secret included, wait here and nowhere else.
const logins = new WaitingStates<Form>(() => Date.now());

/** Stores of accounts that a dialog has authorized and nobody has deployed yet. */
const drafts = new Map<string, TokenStore>();

/** The account was deployed: its own store counts from now on. */
export function forgetLogin(id: string): void {
  drafts.delete(id);
}

function codeForm(RED: Red, body: unknown): Form {
  const form = readForm(RED, body);
  if (form.settings.mode !== 'code') {
    throw configError('Users authorize in code mode only', 'Choose code mode in the account.');
  }
  return form;
}

function storeFor(RED: Red, { id, settings }: Form): TokenStore {
  const { client_id, secret, tokenStore } = settings;
  return storeOf(RED, { id, client_id, secret, tokenStore }, undefined);
}

/** `oauth/start`: the address to which the dialog sends the browser. */
export function startLogin(RED: Red, body: unknown, ownCallback: string): { url: string } {
  const form = codeForm(RED, body);
  storeFor(RED, form);
  const state = logins.issue(form);
  return { url: authorizationUrl(form.settings, form.settings.redirectUrl ?? ownCallback, state) };
}

/** Exchanges a code with the settings of the form, and lets the deployed account know. */
async function exchange(RED: Red, form: Form, code: string, platformUrl: string): Promise<string> {
  const store = storeFor(RED, form);
  const client = newClient(RED, form.settings, store);
  try {
    const { uid } = await client.exchange(code, platformUrl, new AbortController().signal);
    // Looked up only now: it may have been deployed meanwhile.
    const deployed = liveOf(RED, form.id);
    if (deployed?.store === store) deployed.client.requireUsers().learn(uid);
    else drafts.set(form.id, store);
    return uid;
  } finally {
    await client.close();
  }
}

/** Whether the logins of an account's flows return to a page of its own and not to the editor's, under whatever address. */
function hasOwnCallback({ settings: { redirectUrl } }: Live): boolean {
  return redirectUrl !== undefined && !new URL(redirectUrl).pathname.endsWith(CALLBACK);
}

/** What a callback brings. */
interface Callback {
  state: unknown;
  code: string;
  platformUrl: string;
}

/** Turns the callback of a dialog's login, or of a flow whose account names no callback of its own, into a user. */
async function admit(RED: Red, { state, code, platformUrl }: Callback): Promise<void> {
  const form = logins.redeem(state);
  const flow = form === undefined ? accountOfState(state) : undefined;
  if (form === undefined && (flow === undefined || hasOwnCallback(flow))) throw stateError();
  const requireCode = (): void => {
    if (code === '') throw new TuyaError('TUYA_AUTHORIZATION_REQUIRED', 'Tuya sent no code');
  };
  if (form !== undefined) {
    requireCode();
    await exchange(RED, form, code, platformUrl);
  }
  await flow?.states.once(state, async () => {
    requireCode();
    await flow.client.exchange(code, platformUrl, new AbortController().signal);
  });
}

/** `oauth/callback`: all that is trusted is the state. */
export async function finishLogin(RED: Red, req: Request, res: Response): Promise<void> {
  const { state, code, platform_url } = req.query;
  try {
    await admit(RED, { state, code: savedText(code), platformUrl: savedText(platform_url) });
    sendPage(res, 'done');
  } catch (thrown) {
    const error = asTuyaError(thrown);
    const page = pageFor(error);
    if (page !== 'state' && page !== 'refused') RED.log.warn(`Tuya login failed: ${error.message}`);
    sendPage(res, page);
  }
}

/** What was pasted: the address of the callback, or the code in it. */
function pasted(text: string): Callback {
  const trimmed = text.trim();
  if (!/^https?:/i.test(trimmed)) return { state: null, code: trimmed, platformUrl: '' };
  let query: URLSearchParams;
  try {
    query = new URL(trimmed).searchParams;
  } catch {
    throw badRequest('The pasted address cannot be read', 'Paste the whole address or the code alone.');
  }
  const { state, code, platform_url } = Object.fromEntries(query);
  return { state: state ?? null, code: code ?? '', platformUrl: platform_url ?? '' };
}

/** `oauth/exchange`: for those whose Node-RED cannot be reached by a redirect. A state that came along is used up. */
export async function pasteCode(RED: Red, body: unknown): Promise<{ uid: string }> {
  const form = codeForm(RED, body);
  const { state, code, platformUrl } = pasted(isObject(body) ? savedText(body.code) : '');
  if (state === null) return { uid: await exchange(RED, form, code, platformUrl) };
  const begun = logins.redeem(state);
  const own = begun?.id === form.id && begun.settings.client_id === form.settings.client_id;
  if (begun === undefined || !own) throw stateError();
  return { uid: await exchange(RED, begun, code, platformUrl) };
}

function liveOf(RED: Red, id: string): Live | undefined {
  const account = accountOf(RED, id);
  return 'client' in account && account.store !== undefined ? account : undefined;
}

/** Somebody asks for what is not there, or not theirs: there is nothing to learn from the difference. */
class NotFound extends TuyaError {
  constructor() {
    super('not_found', 'There is no such account or user');
  }
}

/** Whether an error is answered with 404. */
export function isNotFound(error: unknown): boolean {
  return error instanceof NotFound;
}

function requireAccount(RED: Red, id: string): void {
  const node = findNode(RED, id);
  if (node !== undefined && node.type !== 'tuya-config') throw new NotFound();
}

/** Who has authorized an account, deployed or still in a dialog. */
export async function usersOf(RED: Red, id: string): Promise<{ users: UserSummary[] }> {
  requireAccount(RED, id);
  const draft = drafts.get(id);
  const live = (await liveOf(RED, id)?.client.requireUsers().list()) ?? [];
  const drafted = draft === undefined ? [] : await summariesOf(draft);
  return { users: [...new Map([...live, ...drafted].map((user) => [user.uid, user])).values()] };
}

/** Drops a user's tokens. */
export async function removeUser(RED: Red, id: string, uid: string): Promise<{ uid: string }> {
  const { users } = await usersOf(RED, id);
  if (!users.some((user) => user.uid === uid)) throw new NotFound();
  await drafts.get(id)?.remove(uid);
  await liveOf(RED, id)?.client.requireUsers().forget(uid);
  return { uid };
}
