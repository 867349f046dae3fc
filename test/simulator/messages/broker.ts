import { Subscription } from './subscription';
import { CHANNELS, Topic } from './topic';
import type { Channel, Stored } from './topic';
import type { Wrapped } from './envelope';

/** The broker of Pulsar: topics, and how far each subscription has come in them. */
export class Broker {
  private readonly topics = CHANNELS.map((channel) => new Topic(channel));
  private readonly subscriptions = new Map<string, Subscription>();

  constructor(private readonly now: () => number) {}

  hasTopic(channel: string): boolean {
    return this.topics.some((topic) => topic.channel === channel);
  }

  /** Makes a subscription of every topic; it begins with what comes from now on. */
  subscribe(name: string): void {
    for (const topic of this.topics) {
      const place = `${topic.channel}/${name}`;
      if (!this.subscriptions.has(place)) this.subscriptions.set(place, new Subscription(name, topic));
    }
  }

  find(channel: string, name: string): Subscription | undefined {
    this.expire();
    return this.subscriptions.get(`${channel}/${name}`);
  }

  /** Deletes a subscription, and where it had come to. */
  delete(subscription: Subscription): void {
    this.subscriptions.delete(`${subscription.topic.channel}/${subscription.name}`);
  }

  /** Puts a message into a topic; `dispatch` sends it on. */
  append({ payload, properties }: Wrapped, key: string | undefined, channel: Channel): Stored {
    const topic = this.topics.find((one) => one.channel === channel);
    if (topic === undefined) throw new Error(`There is no topic ${channel}`);
    return topic.of(key).append({ payload, properties, key, at: this.now() });
  }

  dispatch(): void {
    this.expire();
    for (const subscription of this.subscriptions.values()) subscription.dispatch();
  }

  /** Drops what is too old, and what every subscription has. */
  expire(): void {
    for (const topic of this.topics) {
      const all = [...this.subscriptions.values()].filter((one) => one.topic === topic);
      for (const partition of topic.partitions) {
        partition.expire(this.now());
        for (const subscription of all) subscription.skipExpired(partition);
        partition.trim(Math.min(partition.next, ...all.map((one) => one.needs(partition))));
      }
    }
  }
}
