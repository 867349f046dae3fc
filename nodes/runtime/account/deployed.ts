import type { Node } from 'node-red';
import { SignedStates, asTuyaError } from '../../cloud';
import type { TokenStore, TuyaClient, TuyaError, Users } from '../../cloud';
import { credentialsOf, enteredOf, savedText } from '../red-types';
import type { Red, Saved } from '../red-types';
import { DEPLOYED, newClient } from './clients';
import { isSameRoute, routeOf } from './connection';
import type { Route } from './connection';
import { Reach } from './reach';
import { Recorder } from './recorder';
import { readAccount } from './settings';
import type { CodeSettings, SimpleSettings } from './settings';
import { identityOf, storeOf } from './token-stores';
import { Variables } from './variables';

/** A deployed account: what its settings make of it, opened anew when its TLS or proxy node is another. */

/** What deployed accounts of both modes have, without their client. */
interface AnyParts {
  /** The id of its node. */
  id: string;
  /** The variables that its settings came from, for who tells of an error. */
  variables: Variables;
  /** How its calls have gone. */
  recorder: Recorder;
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

/** A deployed account: what works, or the reason why it does not. */
export type Opened = Live | { problem: TuyaError };

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
  const recorder = new Recorder(() => Date.now());
  if (settings.mode === 'simple') return { id, variables, recorder, settings };
  const { client_id, secret } = settings;
  const store = storeOf(RED, { id, ...settings }, node);
  const states = new SignedStates(secret, identityOf(id, client_id), () => Date.now(), store);
  return { id, variables, recorder, settings, states, store };
}

/** A deployed account that has settings with which it can work, once its TLS and proxy nodes are there. */
export class Deployed {
  private readonly reach: Reach;
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
    this.reach = new Reach(node);
    this.route = routeOf(RED, this.parts.settings);
    this.opened = this.open();
  }

  /** Where its users' tokens are kept, in code mode. */
  get store(): TokenStore | undefined {
    return 'store' in this.parts ? this.parts.store : undefined;
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
    this.opened = this.open();
    this.ending = Promise.all([this.ending, end(before)]);
    return this.opened;
  }

  /** Ends its calls, its timers, its sockets. */
  async close(): Promise<void> {
    await Promise.all([this.ending, end(this.opened)]);
    await this.store?.rest();
  }

  /** What people call it, as it was entered: what an environment variable holds is told nobody. */
  private get label(): string {
    return savedText(enteredOf(this.RED, this.node).name);
  }

  private open(): Opened {
    const { RED, parts } = this;
    const ended = (error?: TuyaError): void => {
      this.reach.ended(error);
      parts.recorder.ended(error);
    };
    try {
      const { label } = this;
      if (!('store' in parts)) {
        return { ...parts, client: newClient(RED, { ...parts.settings, label }, DEPLOYED, ended) };
      }
      const client = newClient(RED, { ...parts.settings, label, store: parts.store }, DEPLOYED, ended);
      return { ...parts, client, users: client.requireUsers() };
    } catch (thrown) {
      return { problem: asTuyaError(thrown) };
    }
  }
}

async function end(account: Opened): Promise<void> {
  if (!('problem' in account)) await account.client.close();
}
