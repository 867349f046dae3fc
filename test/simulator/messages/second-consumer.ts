import type { Reader, Subscription } from './subscription';
import type { Stored } from './topic';

/** Another program on the same subscription: takes its share of the partitions and acknowledges at once, or never. */
export class SecondConsumer implements Reader {
  readonly received: Stored[] = [];
  /** What it is through with: nobody else gets it. */
  readonly acked: Stored[] = [];

  constructor(
    readonly name: string,
    private readonly subscription: Subscription,
    type = 'Failover',
    private readonly acks = true,
  ) {
    subscription.join(this, type);
  }

  takes(): boolean {
    return true;
  }

  deliver(message: Stored): void {
    this.received.push(message);
    if (!this.acks) return;
    this.acked.push(message);
    this.subscription.acknowledge(message);
  }

  /** Numbers of the partitions that it gets. */
  get partitions(): number[] {
    return this.subscription.partitionsOf(this);
  }

  leave(): void {
    this.subscription.leave(this);
  }
}
