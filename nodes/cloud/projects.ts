import type { Account } from './account';
import { MAX_QUEUE, MAX_SOCKETS } from './limits';
import { Limiter } from './pace/limiter';
import { Experience } from './diagnosis/acquaintance';
import type { Rival } from './diagnosis/facts';
import { Memory } from './messages/memory';
import { REMEMBERED_FOR } from './messages/recent';
import type { Clock } from './time/clock';
import { CloudTime } from './time/cloud-time';
import { SharedToken } from './tokens/project';

/** The projects in use: accounts with the same key and address share one pace, one time and one token. */

/** What all accounts with one key share. */
export interface Project {
  limiter: Limiter;
  time: CloudTime;
  token: SharedToken;
  /** What their calls have taught. */
  experience: Experience;
}

/** A project as one of its accounts takes part in it. */
export interface Participation extends Project {
  /** The deployed accounts with the same client_id that have tokens of their own, and may take each other's. */
  rivals: () => Rival[];
  /** Ends it; the last one ends the project. */
  leave: () => void;
}

interface Entry extends Project {
  accounts: Map<object, Account>;
  /** Calls a second that each account allows; the project is one, so the least counts. */
  rates: Map<object, number>;
  /** Those of guests, which count while no account is there. */
  guests: Map<object, number>;
}

/** Where an account finds what it shares with others. */
export type Shared = Pick<Projects, 'join' | 'remember'>;

/** The least of those that say something; 0, unlimited, when none does. */
function least(rates: Iterable<number>): number {
  const limits = [...rates].filter((rate) => rate > 0);
  return limits.length === 0 ? 0 : Math.min(...limits);
}

/** The projects in use: accounts with the same address, client_id and secret share token, pace and clock (L14). */
export class Projects {
  private readonly entries = new Map<string, Entry>();

  /** What was sent of each queue. It outlives the accounts, as long as the cloud may send the same again. */
  private readonly memories = new Map<string, { memory: Memory; users: number; left: number }>();

  constructor(private readonly clock: Clock) {}

  /** The same projects for guests, such as an open dialog: they wait with the accounts and slow none of them down. */
  readonly forGuests: Shared = {
    join: (account) => this.enter(account, 'guests'),
    remember: (queue) => this.remember(queue),
  };

  /** An account takes part in its project; `leave` ends that, and the last one ends the project. */
  join(account: Account): Participation {
    return this.enter(account, 'rates');
  }

  private enter(account: Account, as: 'rates' | 'guests'): Participation {
    const name = JSON.stringify([account.baseUrl, account.client_id, account.secret]);
    const entry = this.entries.get(name) ?? this.begin();
    this.entries.set(name, entry);
    const member = {};
    entry[as].set(member, account.rateLimit);
    // A guest is a look at an account, and none that works.
    if (as === 'rates') entry.accounts.set(member, account);
    const leave = (): void => {
      entry[as].delete(member);
      entry.accounts.delete(member);
      if (entry.rates.size + entry.guests.size > 0) return;
      if (this.entries.get(name) === entry) this.entries.delete(name);
    };
    const { limiter, time, token, experience } = entry;
    return { limiter, time, token, experience, rivals: () => this.rivalsOf(account, entry, member), leave };
  }

  private rivalsOf({ client_id, mode }: Account, own: Entry, self: object): Rival[] {
    const found: Rival[] = [];
    for (const entry of this.entries.values()) {
      for (const [member, other] of entry.accounts) {
        const isShared = entry === own && mode === 'simple' && other.mode === 'simple';
        if (member === self || isShared || other.client_id !== client_id) continue;
        found.push({ label: other.label ?? '' });
      }
    }
    return found;
  }

  /**
   * What was sent of a queue before, by accounts that are closed too.
   * @param queue what tells it from others
   */
  remember(queue: readonly string[]): { memory: Memory; leave: () => void } {
    const now = this.clock.monotonic();
    for (const [name, { users, left }] of this.memories) {
      if (users === 0 && now - left >= REMEMBERED_FOR) this.memories.delete(name);
    }
    const name = JSON.stringify(queue);
    const entry = this.memories.get(name) ?? { memory: new Memory(this.clock), users: 0, left: now };
    this.memories.set(name, entry);
    entry.users += 1;
    return {
      memory: entry.memory,
      leave: () => {
        entry.users -= 1;
        entry.left = this.clock.monotonic();
      },
    };
  }

  private begin(): Entry {
    const rates = new Map<object, number>();
    const guests = new Map<object, number>();
    const pace = {
      get perSecond() {
        return least((rates.size > 0 ? rates : guests).values());
      },
      concurrent: MAX_SOCKETS,
      queue: MAX_QUEUE,
    };
    return {
      limiter: new Limiter(this.clock, pace),
      time: new CloudTime(this.clock),
      token: new SharedToken(this.clock),
      experience: new Experience(),
      accounts: new Map(),
      rates,
      guests,
    };
  }
}
