import { aborted } from '../errors/tuya-error';
import type { Signal } from '../time/signal';
import type { Consumer } from './consumer';
import type { Consumers, Partner } from './consumers';
import { quietly } from './delivery';
import type { Listener, Membership, MessagesState } from './listener';

/** The messages of one account and channel: its part in a consumer that others may share. */

/** Of one who came too late. */
const NOBODY: Membership = {
  confirm: () => false,
  awaits: () => false,
  leave: () => Promise.resolve(),
};

/** One account's part in a consumer: who listens for it, until it is closed. */
export class Messages {
  /** The one in which it takes or took part. */
  private consumer: Consumer | undefined;
  private readonly members = new Map<Listener, Membership>();
  private closed = false;

  constructor(
    private readonly consumers: Consumers,
    private readonly partner: Partner,
  ) {}

  /** How the connection does, whoever has opened it. */
  get state(): MessagesState {
    if (this.closed) return { is: 'closed' };
    return this.consumers.find(this.partner)?.state ?? { is: 'closed' };
  }

  /** The same for all who share the connection. */
  get connection(): object {
    return this.closed ? this : this.enter();
  }

  /** One more listens; who was there under the same id is replaced. */
  join(listener: Listener): Membership {
    if (this.closed) {
      quietly(() => {
        listener.told(this.state);
      });
      return NOBODY;
    }
    const member = this.enter().join(listener);
    this.members.set(listener, member);
    return {
      ...member,
      leave: (comingBack) => {
        this.members.delete(listener);
        return member.leave(comingBack);
      },
    };
  }

  /** A deploy has ended: who waited for that is ready, and who was coming back and did not is given up. */
  deployEnded(): void {
    this.consumer?.deployEnded();
  }

  /**
   * Ends it for good. Where others share the connection it goes on, and holds what comes until those who listened here are back, or
   * turn out not to come. The last one closes it: what was sent is acknowledged, what was only read comes again, what flows have not
   * confirmed stays owed to them.
   */
  async close(): Promise<void> {
    this.closed = true;
    const members = [...this.members];
    this.members.clear();
    if (this.consumers.leave(this.partner)) {
      await this.consumer?.close();
      return;
    }
    const leaving = members.map(([listener, member]) => {
      const left = member.leave(true);
      quietly(() => {
        listener.told(this.state);
      });
      return left;
    });
    await Promise.all(leaving);
  }

  /**
   * Tries the connection, beside the one that may be open.
   * @throws TuyaError why there is none
   */
  try(signal: Signal): Promise<void> {
    return this.closed ? Promise.reject(aborted()) : this.enter().try(signal);
  }

  private enter(): Consumer {
    this.consumer = this.consumers.enter(this.partner);
    return this.consumer;
  }
}
