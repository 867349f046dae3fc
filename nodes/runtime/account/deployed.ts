import type { Node } from 'node-red';
import { SignedStates, asTuyaError, systemClock } from '../../cloud';
import type { Models, TokenStore, TuyaClient, TuyaError, Users } from '../../cloud';
import { credentialsOf, enteredOf, savedText } from '../red-types';
import type { Red, Saved } from '../red-types';
import { DEPLOYED, newClient } from './clients';
import { isSameRoute, routeOf } from './connection';
import type { Route } from './connection';
import { onStarted } from './deploys';
import { openModels } from './device-models';
import { heraldOf } from './herald';
import type { Herald } from './herald';
import { Lessons } from './lessons';
import { readAccount } from './settings';
import type { CodeSettings, SimpleSettings } from './settings';
import type { AccountState } from './state';
import { identityOf, storeOf } from './token-stores';
import { speakerOfRed } from '../texts/languages';
import { AccountUsage } from './usage';
import { Variables } from './variables';

/** A deployed account: what its settings make of it, opened anew when its TLS or proxy node is another. */

/** What deployed accounts of both modes have, without their client. */
interface AnyParts {
  /** The id of its node. */
  id: string;
  /** The variables that its settings came from, for who tells of an error. */
  variables: Variables;
  /** What it spends. */
  usage: AccountUsage;
  /** What is known of it as a whole. */
  state: AccountState;
  /** Who tells that to its nodes. */
  herald: Herald;
  /** What its devices' values mean. */
  models: Models;
}

/** What a deployed account in simple mode is, without its client. */
interface SimpleParts extends AnyParts {
  settings: SimpleSettings;
}

/** What a deployed account in code mode is, without its client. */
interface CodeParts extends AnyParts {
  settings: CodeSettings;
  /** The states of logins that flows have begun. */
  states: SignedStates;
  /** Where the users' tokens are kept. */
  store: TokenStore;
}

/** A deployed account in simple mode. */
export interface SimpleLive extends SimpleParts {
  client: TuyaClient;
}

/** A deployed account in code mode. */
export interface CodeLive extends CodeParts {
  client: TuyaClient;
  /** Who has authorized. */
  users: Users;
}

/** A deployed account that works. */
export type Live = SimpleLive | CodeLive;

/** Why an account does not work, and who tells that to its nodes; nobody where there is no account. */
export interface Problem {
  problem: TuyaError;
  herald?: Herald;
}

/** A deployed account: what works, or the reason why it does not. */
export type Opened = Live | Problem;

/** Settings that stand in what the cloud or an error says: the signed text begins with the client_id. */
const TOLD = ['client_id', 'bundleId', 'baseUrl', 'authorizeUrl', 'redirectUrl'];

function variablesOf(RED: Red, node: Node, saved: Saved): Variables {
  const variables = new Variables();
  const entered = enteredOf(RED, node);
  const held: Readonly<Record<string, unknown>> = { ...saved, ...credentialsOf(node) };
  for (const property of TOLD) variables.fill(property, entered[property], () => held[property]);
  return variables;
}

function partsOf(RED: Red, node: Node, saved: Saved): SimpleParts | CodeParts {
  const { id } = node;
  const settings = readAccount(saved, credentialsOf(node));
  const variables = variablesOf(RED, node, saved);
  const { baseUrl, client_id, mode, secret } = settings;
  const herald = heraldOf(RED, node, JSON.stringify([baseUrl, mode, client_id, secret]));
  const { state } = herald;
  const models = openModels(RED, { id, client_id, baseUrl }, node);
  const told = { id, variables, herald, state, models };
  const usage = (): AccountUsage => new AccountUsage({ RED, node }, settings, state);
  if (settings.mode === 'simple') return { ...told, settings, usage: usage() };
  const store = storeOf(RED, { id, ...settings }, node);
  const states = new SignedStates(secret, identityOf(id, client_id), () => Date.now(), store);
  return { ...told, settings, states, store, usage: usage() };
}

/** A deployed account that has settings with which it can work, once its TLS and proxy nodes are there. */
export class Deployed {
  private readonly lessons: Lessons;
  private readonly unfollow: () => void;
  private unread = (): void => undefined;
  private readonly parts: SimpleParts | CodeParts;
  private route: Route;
  private opened: Opened;
  /** Clients that have been replaced, and are not at their end yet. */
  private ending: Promise<unknown> = Promise.resolve();

  /** @throws TuyaError `TUYA_CONFIG` for bad settings */
  constructor(
    private readonly RED: Red,
    private readonly node: Node,
    saved: Saved,
  ) {
    this.parts = partsOf(RED, node, saved);
    const { state, herald, variables } = this.parts;
    // Whoever deploys it anew may have mended its way to Tuya, and the next call tells.
    herald.forget(['reach']);
    this.lessons = new Lessons({
      ...{
        state,
        words: herald.words,
        speak: () => speakerOfRed(RED),
        monotonic: () => systemClock.monotonic(),
        now: () => systemClock.now(),
      },
      hide: (error) => variables.hideIn(error),
    });
    this.route = routeOf(RED, this.parts.settings);
    this.opened = this.open();
    this.unfollow = onStarted(RED, () => {
      this.now();
    });
  }

  /** Where its users' tokens are kept, in code mode. */
  get store(): TokenStore | undefined {
    return 'store' in this.parts ? this.parts.store : undefined;
  }

  /** What it spends. */
  get usage(): AccountUsage {
    return this.parts.usage;
  }

  /**
   * The account as of now. Its TLS and proxy nodes may come later than itself, go, come back and change without it (L12): calls that
   * are under way then end with `TUYA_ABORTED`, as they do when the account itself is replaced; the project's token stays.
   */
  now(): Opened {
    const route = routeOf(this.RED, this.parts.settings);
    if (isSameRoute(route, this.route)) return this.opened;
    const before = this.opened;
    this.route = route;
    // Whether the new way leads to Tuya is not known yet.
    this.parts.herald.forget(['reach']);
    this.unread();
    this.opened = this.open();
    this.ending = Promise.all([this.ending, end(before)]);
    return this.opened;
  }

  /** Ends its calls, its timers, its sockets. */
  async close(): Promise<void> {
    this.unfollow();
    this.unread();
    await Promise.all([this.ending, end(this.opened)]);
    await Promise.all([this.store?.rest(), this.parts.usage.close(), this.parts.models.rest()]);
  }

  /** What people call it, as it was entered: what an environment variable holds is told nobody. */
  private get label(): string {
    return savedText(enteredOf(this.RED, this.node).name);
  }

  private open(): Opened {
    const { state, herald, variables } = this.parts;
    try {
      const opened = this.client();
      this.unread = opened.client.onNews((news) => {
        this.lessons.learned(news);
      });
      state.tell('route', undefined);
      return opened;
    } catch (thrown) {
      const problem = asTuyaError(thrown);
      state.tell('route', { severity: 'error', key: 'route', error: variables.hideIn(problem) });
      return { problem, herald };
    }
  }

  /** @throws TuyaError `TUYA_CONFIG` when a TLS or proxy node is missing */
  private client(): Live {
    const { RED, parts, label } = this;
    const told = {
      meter: parts.usage.meter,
      ended: (error: TuyaError | undefined, sentAt: number): void => {
        this.lessons.ended(error, sentAt);
      },
    };
    const kept = 'store' in parts ? { ...parts.settings, store: parts.store } : parts.settings;
    const client = newClient(RED, { ...kept, label }, DEPLOYED, told);
    if (!('store' in parts)) return { ...parts, client };
    return { ...parts, client, users: client.requireUsers() };
  }
}

async function end(account: Opened): Promise<void> {
  if (!('problem' in account)) await account.client.close();
}
