import type { TuyaError } from '../../cloud';
import type account from '../../locales/en-US/tuya-config.json';

/** What is known of an account as a whole: told when it changes and not with each message, and at once to who comes later. */

/** What an account is told of, the gravest first. Each has its own news, and the end of one leaves the others as they are. */
export const TOPICS = ['settings', 'route', 'reach', 'key', 'plan', 'budget', 'rival', 'clock'] as const;

/**
 * `settings` that cannot work; `route`, a TLS or proxy node that is missing; `reach`, whether Tuya answers; `key`, which Tuya refuses;
 * `plan`, over or used up; the `budget` of this Node-RED; a `rival` program that takes the token; the `clock` of this machine.
 */
export type Topic = (typeof TOPICS)[number];

/** Which texts say something: `state` of the account's catalogue. */
export type StateKey = keyof (typeof account)['tuya-config']['state'];

/** What is wrong with an account. */
export interface News {
  /** With an `error` calls fail; with a `warning` they go on, and somebody should know. */
  severity: 'error' | 'warning';
  /** Below its nodes and in the log. */
  key: StateKey;
  /** What stands in these texts. Other values are other news. */
  values?: Readonly<Record<string, string | number>>;
  /** Code, what happened and what to do next: for the Catch nodes and the log. Another message alone is no news. */
  error: TuyaError;
}

/** Whether there is nothing new to say. */
export function isSameNews(one: News | undefined, other: News | undefined): boolean {
  return (
    one?.severity === other?.severity &&
    one?.key === other?.key &&
    JSON.stringify(one?.values) === JSON.stringify(other?.values)
  );
}

/** The news that counts most: errors before warnings, then in the order of the topics. */
export function gravestOf(all: ReadonlyMap<Topic, News>): News | undefined {
  const found = TOPICS.map((topic) => all.get(topic)).filter((news) => news !== undefined);
  return found.find(({ severity }) => severity === 'error') ?? found[0];
}

/** The last call that went wrong, without anything that is an account's or a device's. */
export interface LastError {
  /** `TUYA_1106`, `TUYA_TIMEOUT` … */
  code: string;
  /** What Tuya calls it. */
  tuyaCode: string | number | undefined;
  statusCode: number | undefined;
  /** What Tuya's support asks for. */
  tid: string | undefined;
  /** Milliseconds since the epoch. */
  time: number;
}

/** Told of the news as they are now, by topic. */
export type StateListener = (now: ReadonlyMap<Topic, News>) => void;

/** The state of one account. It outlives the node: a deploy that leaves key and address alone leaves it as it is. */
export class AccountState {
  /** The last call that went wrong, for a report. */
  lastError: LastError | undefined;
  private readonly known = new Map<Topic, News>();
  private readonly listeners = new Set<StateListener>();

  /** What is wrong now, by topic. */
  get now(): ReadonlyMap<Topic, News> {
    return this.known;
  }

  /** There is something to tell of a topic; undefined when all is well again. Who has heard the same hears nothing. */
  tell(topic: Topic, news: News | undefined): void {
    if (isSameNews(this.known.get(topic), news)) return;
    if (news === undefined) this.known.delete(topic);
    else this.known.set(topic, news);
    for (const listener of this.listeners) listener(this.known);
  }

  /** Tells what is wrong, now and whenever that changes; the answer ends it. */
  listen(listener: StateListener): () => void {
    this.listeners.add(listener);
    listener(this.known);
    return () => {
      this.listeners.delete(listener);
    };
  }
}
