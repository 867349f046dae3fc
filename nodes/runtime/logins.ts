import type { Request, Response } from 'express';
import { asTuyaError, badRequest, configError } from '../cloud/errors';
import { WaitingStates, authorizationUrl, stateError } from '../cloud/oauth';
import type { TokenStore } from '../cloud/token-store';
import type { UserSummary } from '../cloud/users';
import { accountOf, newClient } from './accounts';
import type { Live } from './accounts';
import { sendPage, pageFor } from './callback-page';
import { isObject, readForm } from './form';
import type { Form } from './form';
import { textOf } from './red-types';
import type { Red } from './red-types';
import { storeOf } from './stores';

/** Where the browser returns, below Node-RED's own address. */
export const CALLBACK = '/tuya-config/oauth/callback';

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

/** `oauth/start`: the address to which the dialog sends the browser. */
export function startLogin(RED: Red, body: unknown, ownCallback: string): { url: string } {
  const form = codeForm(RED, body);
  const state = logins.issue(form);
  return { url: authorizationUrl(form.settings, form.settings.redirectUrl ?? ownCallback, state) };
}

/** Exchanges a code with the settings of the form, and lets the deployed account know. */
async function exchange(RED: Red, form: Form, code: string, platformUrl: string): Promise<string> {
  const { id, settings } = form;
  const { client_id, secret, tokenStore } = settings;
  const deployed = liveOf(RED, id);
  const mine = deployed?.settings.client_id === client_id && deployed.settings.secret === secret;
  const store =
    (mine ? deployed.store : undefined) ?? storeOf(RED, { id, client_id, secret, tokenStore }, undefined);
  const client = newClient(RED, settings, store);
  try {
    const { uid } = await client.exchange(code, platformUrl, new AbortController().signal);
    if (mine && deployed.store !== undefined) deployed.client.requireUsers().learn(uid);
    else drafts.set(id, store);
    return uid;
  } finally {
    client.close();
  }
}

/** `oauth/callback`: all that is trusted is the state. */
export async function finishLogin(RED: Red, req: Request, res: Response): Promise<void> {
  const { state, code, platform_url } = req.query;
  const form = logins.redeem(state);
  if (form === undefined) {
    sendPage(res, 'state');
    return;
  }
  if (typeof code !== 'string' || code === '') {
    sendPage(res, 'refused');
    return;
  }
  try {
    await exchange(RED, form, code, textOf(platform_url));
    sendPage(res, 'done');
  } catch (thrown) {
    const error = asTuyaError(thrown);
    RED.log.warn(`Tuya login failed: ${error.message}`);
    sendPage(res, pageFor(error));
  }
}

/** The code from a pasted callback address, or the code itself; the state that came along is used up. */
function pasted(text: string): { code: string; platformUrl: string } {
  const trimmed = text.trim();
  if (!/^https?:/i.test(trimmed)) return { code: trimmed, platformUrl: '' };
  let query: URLSearchParams;
  try {
    query = new URL(trimmed).searchParams;
  } catch {
    throw badRequest('The pasted address cannot be read', 'Paste the whole address or the code alone.');
  }
  const state = query.get('state');
  if (state !== null && logins.redeem(state) === undefined) throw stateError();
  return { code: query.get('code') ?? '', platformUrl: query.get('platform_url') ?? '' };
}

/** `oauth/exchange`: for those whose Node-RED cannot be reached by a redirect. */
export async function pasteCode(RED: Red, body: unknown): Promise<{ uid: string }> {
  const form = codeForm(RED, body);
  const { code, platformUrl } = pasted(isObject(body) ? textOf(body.code) : '');
  return { uid: await exchange(RED, form, code, platformUrl) };
}

function liveOf(RED: Red, id: string): Live | undefined {
  const account = accountOf(RED, id);
  return 'client' in account && account.store !== undefined ? account : undefined;
}

/** Who has authorized an account, deployed or still in a dialog. */
export async function usersOf(RED: Red, id: string): Promise<{ users: UserSummary[] }> {
  const draft = drafts.get(id);
  const live = liveOf(RED, id);
  const users: UserSummary[] = [];
  if (draft !== undefined) {
    for await (const { uid, base_url, authorized_at, expires_at } of draft.all()) {
      users.push({ uid, base_url, authorized_at, expires_at });
    }
  } else if (live !== undefined) {
    users.push(...(await live.client.requireUsers().list()));
  }
  return { users };
}

/** Drops a user's tokens. */
export async function removeUser(RED: Red, id: string, uid: string): Promise<{ uid: string }> {
  await drafts.get(id)?.remove(uid);
  await liveOf(RED, id)?.client.requireUsers().forget(uid);
  return { uid };
}
