import type { TuyaError } from '../errors/tuya-error';
import type { Kind } from './kinds';

/** What passes between the message service and whoever listens to it. */

/** Tuya's queues: production, the devices that are ticked for tests in the console, and alerts (PROTOCOL 10.1). */
export type Channel = 'event' | 'event-test' | 'notice';

/** One value of a report. */
export interface EventValue {
  code: string;
  /** As Tuya sends it. */
  value: unknown;
  /** The number of its data point. */
  dp: number | string | undefined;
  /** Milliseconds since the epoch. */
  time: number;
}

/** One message of a device, whichever generation it came in. Times are milliseconds since the epoch. */
export interface DeviceEvent {
  kind: Kind;
  /** Empty where the message is about no device. */
  device_id: string;
  product_id: string;
  /** Of the one value or the event; empty when there are several or none. */
  code: string;
  values: EventValue[];
  /** When it happened, as the message says; never 0. */
  time: number;
  /** When it came in, by this machine's clock. */
  received: number;
  /** Milliseconds from `time` to its arrival, by the server's clock. */
  age: number;
  /** When Tuya sent it, by the server's clock; `time` where that is not known. */
  sent: number;
  protocol: number;
  bizCode: string;
  /** 32 hex digits, whichever spelling came; empty for none. */
  data_id: string;
  /** Of the message, for its acknowledgement. */
  id: string;
  /** Older than a minute, or than one that was sent for the device and code. */
  late: boolean;
  /** Whether Tuya's signature matches. */
  signed: boolean;
  /** `bizData`, or the message where it has none. */
  data: unknown;
  /** The whole decrypted message, tokens removed. */
  raw: unknown;
}

/**
 * How a connection does. Told on each change and, while it is lost or refused, after each attempt, whose `again` is another;
 * `connecting` is told of the first attempt only.
 */
export type MessagesState =
  | { is: 'connecting' }
  /**
   * `since` milliseconds since the epoch; `quiet`: ten minutes have passed and nothing has ever come; `away`: milliseconds since the
   * connection before, 0 for the first: Tuya keeps what nobody fetches for two hours.
   */
  | { is: 'connected'; since: number; quiet: boolean; away: number }
  /** The next attempt is made in `again` milliseconds. */
  | { is: 'lost'; error: TuyaError; again: number }
  /** The server answers, and wants other settings. */
  | { is: 'refused'; error: TuyaError; again: number }
  | { is: 'closed' };

/** One who listens. Whatever it throws is its own affair: the connection lives and the message is acknowledged. */
export interface Listener {
  /** Who comes back after a redeploy has the same. */
  id: string;
  /** `sent`: acknowledged once it was received; `flow`: when it was confirmed. */
  ack: 'sent' | 'flow';
  /** Milliseconds after which a message that nobody confirmed is acknowledged all the same. */
  ackTimeout: number;
  /** Whether it is spared what was received before. */
  dedupe: boolean;
  /**
   * Whether it can receive at present: while one cannot, all wait. `deployEnded` of its messages when that is over. Always where it is
   * absent.
   */
  ready?(): boolean;
  /** Asked at most once for each message. */
  wants(event: DeviceEvent): boolean;
  /**
   * Hands it on; who cannot do so at once answers a promise, and the message is acknowledged when that ends.
   * @param waiting messages that are still to come from the backlog
   */
  receive(event: DeviceEvent, waiting: number): Promise<void> | undefined;
  /** Nobody confirmed it in time. */
  unconfirmed(event: DeviceEvent): void;
  /** At once on joining, and on each change. */
  told(state: MessagesState): void;
  /** Messages that cannot be read, at most once a minute. */
  bad(error: TuyaError, count: number): void;
}

/** The part of one who listens. No method throws or rejects. */
export interface Membership {
  /** A message is dealt with; false when it is not waited for. */
  confirm(id: string): boolean;
  /** Whether a message is still waited for. */
  awaits(id: string): boolean;
  /**
   * Ends it; the last one closes the connection, and this resolves when it is closed.
   * @param comingBack messages are held until the same id joins again or the deploy has ended
   */
  leave(comingBack: boolean): Promise<void>;
}
