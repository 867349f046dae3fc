import { messageId } from './message-id';
import type { Place } from './message-id';

/** A message in the queue. */
export interface Stored extends Place {
  /** Its id as it stands in a frame. */
  id: string;
  key: string | undefined;
  /** The payload of the frame as it goes out. */
  payload: string;
  properties: Record<string, string> | undefined;
  /** When it was published, in epoch ms. */
  at: number;
}

export type Channel = 'event' | 'event-test' | 'notice';

/** Partitions of each topic; none has 0, Pulsar counts it as one. */
const PARTITIONS: Readonly<Record<Channel, number>> = { event: 11, 'event-test': 0, notice: 0 };
export const CHANNELS = Object.keys(PARTITIONS) as Channel[];

/** Milliseconds for which a message is kept that nobody consumes. */
export const KEPT = 2 * 3_600_000;

/** The hash of Java, by which Pulsar chooses a partition. */
export function hashOf(key: string): number {
  let hash = 0;
  for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) | 0;
  return hash & 0x7fffffff;
}

/** A part of a topic, in which order holds. */
export class Partition {
  /** What is kept, the oldest first. */
  private kept: Stored[] = [];
  /** The entry that comes next. */
  next = 0;

  constructor(
    readonly number: number,
    readonly ledger: number,
  ) {}

  append(message: Pick<Stored, 'key' | 'payload' | 'properties' | 'at'>): Stored {
    const place = { ledger: this.ledger, entry: this.next++, partition: this.number };
    const stored = { ...message, ...place, id: messageId(place) };
    this.kept.push(stored);
    return stored;
  }

  /** A message by its entry; undefined when it is gone or has never been. */
  at(entry: number): Stored | undefined {
    return this.kept[entry - this.first];
  }

  /** The oldest entry that is kept. */
  get first(): number {
    return this.next - this.kept.length;
  }

  /** Drops what lies before an entry. */
  trim(entry: number): void {
    if (entry > this.first) this.kept = this.kept.slice(entry - this.first);
  }

  /** Drops what is older than two hours. */
  expire(now: number): void {
    const fresh = this.kept.findIndex(({ at }) => at > now - KEPT);
    this.trim(fresh < 0 ? this.next : this.first + fresh);
  }
}

/** A topic: its partitions, among which keys are spread. */
export class Topic {
  readonly partitions: readonly [Partition, ...Partition[]];

  constructor(readonly channel: Channel) {
    const count = PARTITIONS[channel];
    const ledger = 10 + CHANNELS.indexOf(channel) * 100;
    const more = Array.from(
      { length: Math.max(0, count - 1) },
      (_, i) => new Partition(i + 1, ledger + i + 1),
    );
    this.partitions = [new Partition(count === 0 ? -1 : 0, ledger), ...more];
  }

  /** The partition of a key; a message without one goes to the first. */
  of(key: string | undefined): Partition {
    const place = key === undefined ? 0 : hashOf(key) % this.partitions.length;
    return this.partitions[place] ?? this.partitions[0];
  }
}
