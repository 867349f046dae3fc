import { TuyaError, authorizationUrl, badRequest } from '../../cloud';
import type { Signal, Token, TuyaClient } from '../../cloud';
import { requireCodeMode } from '../account/accounts';
import type { Live } from '../account/accounts';
import { usualCallback } from '../admin/callback-address';
import { savedText } from '../red-types';
import type { Message, Red } from '../red-types';

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
  throw badRequest('The action is not known', `Choose one of ${Object.keys(ACTIONS).join(', ')}.`);
}

/** What an action has done that is not undone when its answer finds no place, and what to do next. */
const OUTCOMES: Readonly<Record<string, readonly [string, string]>> = {
  renew: ['The token was renewed', 'The new token is in use: get shows it.'],
  forget: ['The token was dropped', 'It need not be dropped again.'],
  exchange: ['The user has authorized', 'The code is used up, do not send it again: get shows the token.'],
};

/** The error of an action whose answer could not be put where the node says; undefined for one that can be asked for again. */
export function outcomeOf(name: string): TuyaError | undefined {
  const [done, next] = (Object.hasOwn(OUTCOMES, name) ? OUTCOMES[name] : undefined) ?? [];
  if (done === undefined) return undefined;
  const lost = `${done}, but the answer could not be put where the node says`;
  return badRequest(lost, `Check where the node puts the answer. ${next ?? ''}`);
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
    throw badRequest(
      'msg.redirectUrl is not a web address',
      'Set it to the address of your callback, https://…',
    );
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
    throw badRequest(
      'There is no code to exchange',
      'Pass on the message of the callback, or set msg.code and msg.state.',
    );
  }
  return states.once(state, () => {
    if (code === '') {
      throw new TuyaError('TUYA_AUTHORIZATION_REQUIRED', 'The user did not authorize: Tuya sent no code');
    }
    return client.exchange(code, platformUrl, signal);
  });
}
