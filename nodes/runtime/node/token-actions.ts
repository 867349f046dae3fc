import { authorizationUrl, badRequest, errorOf } from '../../cloud';
import type { Signal, Token, TuyaClient, TuyaError } from '../../cloud';
import { requireCodeMode } from '../account/accounts';
import type { Live } from '../account/accounts';
import { usualCallback } from '../admin/callback-address';
import { savedText } from '../red-types';
import type { Message, Red } from '../red-types';
import { problem } from '../texts/problems';

/** The actions of a token node, by their names. */

/** What an action of `tuya-token` works with. */
export interface Asked {
  RED: Red;
  account: Live;
  msg: Message;
  signal: Signal;
  /** The user for whom the node works. */
  user: () => Promise<string | undefined>;
  includeRefreshToken: boolean;
}

type Action = (asked: Asked) => Promise<unknown>;

/** What `tuya-token` can do, by the name of the action. */
const ACTIONS: Readonly<Record<string, Action>> = {
  get: async (asked) => shownTo(asked, await asked.account.client.getToken(asked.signal, await asked.user())),
  renew: async (asked) =>
    shownTo(asked, await asked.account.client.renewToken(asked.signal, await asked.user())),
  forget: async ({ account, user }) => ({ uid: await account.client.forget(await user()) }),
  authorize: (asked) => Promise.resolve(authorize(asked)),
  exchange: async (asked) => shownTo(asked, await exchange(asked)),
  usage: ({ account }) => account.usage.report(),
  users: async ({ account }) => requireCodeMode(account).users.list(),
};

/**
 * The action of this name.
 * @throws TuyaError `TUYA_BAD_REQUEST` when there is none
 */
export function actionOf(name: string): Action {
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action !== undefined) return action;
  throw badRequest(...problem('node.action', { names: { list: Object.keys(ACTIONS), plain: true } }));
}

/** Actions that have done what is not undone when the answer finds no place. */
const LASTING = ['renew', 'forget', 'exchange'] as const;

/** The error of an action whose answer could not be put where the node says; undefined for one that can be asked for again. */
export function outcomeOf(name: string): TuyaError | undefined {
  const action = LASTING.find((one) => one === name);
  return action === undefined ? undefined : badRequest(...problem(`node.${action}Lost`));
}

/** A token as it leaves the node: whole seconds left, end as epoch milliseconds. */
export function shown(
  client: TuyaClient,
  token: Token,
  includeRefreshToken: boolean,
): Record<string, unknown> {
  const left = client.leftOf(token);
  return {
    access_token: token.access_token,
    expire_time: Math.floor(left / 1000),
    expires_at: Date.now() + Math.round(left),
    uid: token.uid,
    base_url: token.base_url,
    ...(includeRefreshToken ? { refresh_token: token.refresh_token } : {}),
  };
}

function shownTo({ account, includeRefreshToken }: Asked, token: Token): Record<string, unknown> {
  return shown(account.client, token, includeRefreshToken);
}

/** A one-time address to send a user's browser to. */
function authorize({ RED, account, msg }: Asked): { url: string; state: string } {
  const { id, settings, states } = requireCodeMode(account);
  const given = savedText(msg.redirectUrl).trim();
  if (given !== '' && (!/^https?:/i.test(given) || !URL.canParse(given))) {
    throw badRequest(...problem('login.redirect'));
  }
  // The owner's word counts before what a message says, which may come from a visitor's Host header.
  const redirectUrl = settings.redirectUrl ?? (given || usualCallback(RED, id));
  const state = states.issue();
  return { url: authorizationUrl(settings, redirectUrl, state), state };
}

/** What came to the callback, wherever the flow has it: in the message, its request or its payload. */
function callbackOf(msg: Message): { code: string; state: unknown; platformUrl: string } {
  const request = msg.req as { query?: unknown } | undefined;
  const places = [msg, request?.query, msg.payload].filter(
    (place): place is Record<string, unknown> => typeof place === 'object' && place !== null,
  );
  const find = (name: string): unknown =>
    places.map((place) => place[name]).find((value) => value !== undefined && value !== '');
  return {
    code: savedText(find('code')),
    state: find('state'),
    platformUrl: savedText(find('platform_url')),
  };
}

async function exchange({ account, msg, signal }: Asked): Promise<Token> {
  const { client, states } = requireCodeMode(account);
  const { code, state, platformUrl } = callbackOf(msg);
  if (code === '' && state === undefined) {
    throw badRequest(...problem('login.nothing'));
  }
  return states.once(state, () => {
    if (code === '') {
      throw errorOf('TUYA_AUTHORIZATION_REQUIRED', problem('login.refused'));
    }
    return client.exchange(code, platformUrl, signal);
  });
}
