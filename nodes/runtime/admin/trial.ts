import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import {
  FewCalls,
  Projects,
  TokenStore,
  TuyaClient,
  asTuyaError,
  createTransport,
  refusesCode,
  systemClock,
} from '../../cloud';
import type { Platform, Reached, Signal, TuyaError } from '../../cloud';
import { connectionOf } from '../account/connection';
import type { AccountSettings } from '../account/settings';
import { dialogMeter } from '../account/usage-books';
import type { Red } from '../red-types';

/** An account that is tried: by clients that make few calls, keep nothing, and know how far they have come. */

/** A call of a trial is waited for no longer than this, in milliseconds. */
const PATIENCE = 8000;

/** Nothing is kept of a trial. */
export const NO_STORE = new TokenStore({ client_id: '', secret: '' }, undefined, () => undefined);

/** What a trial may take. */
export interface TrialOptions {
  /** Calls of Tuya. */
  calls: number;
  /** Milliseconds for all of them together. */
  time: number;
  /** Who waits for it may give up. */
  signal: Signal;
  /** Told when the first connection is open, its certificate checked. */
  opened?: () => void;
}

/** One trial of one account. It shares nothing: token and connection of a deployed account say nothing about what is in a form. */
export class Trial {
  readonly settings: AccountSettings;
  /** What was sent, and what time it is at the cloud. */
  readonly calls: FewCalls;
  /** How far the first connection has come. */
  reached: Reached | undefined;
  /** Whether each step of the connection is seen: through a proxy only its end is. */
  readonly isDirect: boolean;
  private readonly platform: Platform;
  private readonly projects = new Projects(systemClock);
  private readonly clients: TuyaClient[] = [];
  private readonly end: number;

  /** @throws TuyaError `TUYA_CONFIG` when a TLS or proxy node is missing */
  constructor(
    RED: Red,
    place: { id: string; settings: AccountSettings },
    private readonly options: TrialOptions,
  ) {
    const { settings } = place;
    this.settings = settings;
    const way = connectionOf(RED, settings);
    const { hostname } = new URL(settings.baseUrl);
    this.end = systemClock.monotonic() + options.time;
    this.isDirect = way.proxyFor?.(settings.baseUrl) === undefined;
    if (isIP(hostname.replace(/[[\]]/g, '')) !== 0) this.reached = 'name'; // it is its own
    const transport = createTransport({
      ...way,
      reached: (step) => {
        this.reach(step);
      },
    });
    this.calls = new FewCalls(transport, systemClock, options.calls);
    const chance = { nonce: randomUUID, random: Math.random };
    const meter = dialogMeter(RED, place);
    this.platform = { clock: systemClock, transport: this.calls, way, meter, ...chance };
  }

  /** What ends the trial, and milliseconds for its next call. */
  get patience(): { signal: Signal; timeout: number } {
    return { signal: this.options.signal, timeout: this.timeout() };
  }

  /** A client of the account; in code mode of the users in this store. */
  client(store = NO_STORE): TuyaClient {
    const { settings } = this;
    // Three calls need no pace.
    const tried = { ...settings, timeout: this.timeout(), rateLimit: 0 };
    const account = tried.mode === 'simple' ? tried : { ...tried, store };
    const client = new TuyaClient(account, this.platform, this.projects);
    this.clients.push(client);
    return client;
  }

  /**
   * Asks for a token: simple mode gets one, code mode a refusal of the code and of nothing else (PROTOCOL 5.2).
   * @returns the refusal, where the key is not taken
   */
  async askForToken(client: TuyaClient): Promise<TuyaError | undefined> {
    const { signal } = this.options;
    try {
      if (this.settings.mode === 'simple') await client.getToken(signal);
      else await client.exchange('is-this-key-known', '', signal);
      return undefined;
    } catch (thrown) {
      const error = asTuyaError(thrown);
      return refusesCode(error) ? undefined : error;
    }
  }

  /** Ends what is under way; no socket stays open. */
  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
  }

  private timeout(): number {
    return Math.min(this.settings.timeout, PATIENCE, this.end - systemClock.monotonic());
  }

  private reach(step: Reached): void {
    if (this.reached === 'open') return;
    this.reached = step;
    if (step === 'open') this.options.opened?.();
  }
}
