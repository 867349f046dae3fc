import { randomBytes } from 'node:crypto';
import { LOGIN_TIME, digestOf, same } from './states';

/** The states of logins that begin in the dialog: kept in memory until the user comes back. */

/** Logins of the dialog that may be on their way at once. */
export const MOST_WAITING = 20;

/** The states of the dialog: random, each with the settings that started its login, few and short-lived. */
export class WaitingStates<T> {
  private waiting: { digest: Buffer; end: number; settings: T }[] = [];

  constructor(private readonly now: () => number) {}

  /** A new state for a login that begins with these settings. */
  issue(settings: T): string {
    const state = randomBytes(32).toString('base64url');
    this.waiting = this.alive().slice(-(MOST_WAITING - 1));
    this.waiting.push({ digest: digestOf(state), end: this.now() + LOGIN_TIME, settings });
    return state;
  }

  /** The settings of a login that comes back; works once. Every one that waits is compared, in constant time. */
  redeem(state: unknown): T | undefined {
    const digest = digestOf(typeof state === 'string' ? state : '');
    const alive = this.alive();
    const found = alive.filter((login) => same(login.digest, digest));
    this.waiting = alive.filter((login) => !found.includes(login));
    return found[0]?.settings;
  }

  /** Forgets the logins that began with such settings. */
  drop(such: (settings: T) => boolean): void {
    this.waiting = this.waiting.filter(({ settings }) => !such(settings));
  }

  private alive(): { digest: Buffer; end: number; settings: T }[] {
    return this.waiting.filter(({ end }) => end > this.now());
  }
}
