import type { AckOutcome } from './subscription';
import type { Stored } from './topic';

/** A handshake, and what became of it. */
export interface Connect {
  /** By the cloud's clock, in epoch ms. */
  at: number;
  url: string;
  headers: Record<string, string>;
  /** 101, the status of the refusal, or 0 where nothing was answered. */
  status: number;
  closedAt: number | undefined;
  /** The code of the close frame that came, 1006 without one. */
  code: number | undefined;
}

/** An acknowledgement as it came. */
export interface Ack {
  at: number;
  id: string;
  subscription: string;
  /** What it was for; `lost` = it never reached the broker. */
  outcome: AckOutcome | 'lost';
}

/** A message that was sent, and when. */
export type Sent = Stored & { sentAt: number; subscription: string };

const MOST = 50_000;

/** What happened to messages; a client that does what it never may is told on here. */
export class MessageRecord {
  readonly connects: Connect[] = [];
  readonly acks: Ack[] = [];
  readonly sent: Sent[] = [];
  /** Times at which `isEndOfTopic` came. */
  readonly probes: number[] = [];
  /** Commands that no client of ours may send: negative acknowledgements, and `unsubscribe`, which deletes the subscription. */
  readonly offences: string[] = [];

  add<T>(list: T[], entry: T): void {
    list.push(entry);
    if (list.length > MOST) list.shift();
  }

  ids(...outcomes: Ack['outcome'][]): string[] {
    return this.acks.filter(({ outcome }) => outcomes.includes(outcome)).map(({ id }) => id);
  }

  forget(): void {
    for (const list of [this.connects, this.acks, this.sent, this.probes]) list.length = 0;
  }
}
