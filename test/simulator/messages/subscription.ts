import type { Place } from './message-id';
import type { Partition, Stored, Topic } from './topic';

/** Who reads a subscription. */
export interface Reader {
  /** Consumers are sorted by it where a topic has partitions. */
  readonly name: string;
  /** Whether it takes one more message now. */
  takes(): boolean;
  deliver(message: Stored): void;
}

/** What an acknowledgement was for. */
export type AckOutcome = 'acked' | 'double' | 'expired' | 'unknown';

interface Cursor {
  partition: Partition;
  /** The entry that is read next. */
  read: number;
  /** Every entry before it is acknowledged or gone. */
  done: number;
  /** What was acknowledged behind that. */
  acked: Set<number>;
  /** What went unacknowledged. */
  expired: Set<number>;
  active: Reader | undefined;
}

/** How far a subscription has come in each partition of a topic, and who reads it: Failover of Pulsar. */
export class Subscription {
  /** In the order in which they came. */
  readonly readers: Reader[] = [];
  private readonly cursors: Cursor[];
  private type = 'Failover';

  /** @param soon does something a little later, in which more may be published */
  constructor(
    readonly name: string,
    readonly topic: Topic,
    private readonly soon: (task: () => void) => unknown = setImmediate,
  ) {
    this.cursors = topic.partitions.map((partition) => ({
      partition,
      read: partition.next,
      done: partition.next,
      acked: new Set(),
      expired: new Set(),
      active: undefined,
    }));
  }

  /** Why one more consumer of a type may not come; undefined when it may: types do not mix, one that is alone stays alone. */
  refuses(type: string): string | undefined {
    if (this.readers.length === 0) return undefined;
    if (type !== this.type) {
      return `Subscription is of different type. Active subscription type of '${this.type}' is different`;
    }
    return type === 'Exclusive' ? 'Exclusive consumer is already connected' : undefined;
  }

  join(reader: Reader, type: string): void {
    this.type = type;
    this.readers.push(reader);
    this.spread();
  }

  /** What the reader has not acknowledged goes to the next one, after what comes in this moment. */
  leave(reader: Reader): void {
    const place = this.readers.indexOf(reader);
    if (place < 0) return;
    this.readers.splice(place, 1);
    this.spread();
  }

  /** Sends on what can be sent, a message of each partition in turn. */
  dispatch(): void {
    for (let sent = true; sent;) {
      sent = false;
      for (const cursor of this.cursors) sent = this.step(cursor) || sent;
    }
  }

  acknowledge(place: Place): AckOutcome {
    const cursor = this.cursors.find(
      ({ partition }) => partition.number === place.partition && partition.ledger === place.ledger,
    );
    if (cursor === undefined || place.entry >= cursor.partition.next) return 'unknown';
    if (cursor.expired.has(place.entry)) return 'expired';
    if (place.entry < cursor.done || cursor.acked.has(place.entry)) return 'double';
    cursor.acked.add(place.entry);
    while (cursor.acked.delete(cursor.done)) cursor.done++;
    return 'acked';
  }

  /** Reads again all that is unacknowledged in the partitions of a reader, or in one of them. */
  rewind(reader: Reader, partition?: number): void {
    for (const cursor of this.cursors) {
      const isMeant = partition === undefined || cursor.partition.number === partition;
      if (isMeant && cursor.active === reader) cursor.read = cursor.done;
    }
    this.dispatch();
  }

  /** Gives up what a partition keeps no longer. */
  skipExpired(partition: Partition): void {
    const cursor = this.cursors.find((one) => one.partition === partition);
    if (cursor === undefined) return;
    while (cursor.done < partition.first) {
      if (!cursor.acked.delete(cursor.done)) cursor.expired.add(cursor.done);
      cursor.done++;
    }
    while (cursor.acked.delete(cursor.done)) cursor.done++;
  }

  get isSettled(): boolean {
    return this.cursors.every(({ partition, done }) => done === partition.next);
  }

  /** What is not acknowledged, the oldest first in each partition. */
  get backlog(): Stored[] {
    return this.cursors.flatMap(({ partition, done, acked }) => {
      const open: Stored[] = [];
      for (let entry = done; entry < partition.next; entry++) {
        const message = acked.has(entry) ? undefined : partition.at(entry);
        if (message) open.push(message);
      }
      return open;
    });
  }

  /** The first entry of a partition that it may still need. */
  needs(partition: Partition): number {
    return this.cursors.find((cursor) => cursor.partition === partition)?.done ?? partition.next;
  }

  /** Numbers of the partitions that a reader gets. */
  partitionsOf(reader: Reader): number[] {
    return this.cursors.filter(({ active }) => active === reader).map(({ partition }) => partition.number);
  }

  private step(cursor: Cursor): boolean {
    const { partition, acked, active } = cursor;
    cursor.read = Math.max(cursor.read, cursor.done);
    while (acked.has(cursor.read)) cursor.read++;
    const message = partition.at(cursor.read);
    if (message === undefined || active?.takes() !== true) return false;
    cursor.read++;
    active.deliver(message);
    return true;
  }

  /**
   * Partitions go round the consumers by name; without partitions the first that came has all. Who takes over from another gets
   * what is new first, and then all that is not acknowledged, the new once more.
   */
  private spread(): void {
    const sorted = [...this.readers].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    for (const cursor of this.cursors) {
      const { number } = cursor.partition;
      const active = number < 0 ? this.readers[0] : sorted[number % sorted.length];
      if (active === cursor.active) continue;
      const isHeir = cursor.active !== undefined && active !== undefined;
      cursor.active = active;
      if (isHeir)
        this.soon(() => {
          this.rewind(active, number);
        });
      else cursor.read = cursor.done;
    }
    this.dispatch();
  }
}
