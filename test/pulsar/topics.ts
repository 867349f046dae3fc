import type { Channel } from '../simulator/messages/topic';
import type { Broker } from './broker';
import { quiet } from './quiet';

/** Partitions of each topic that a project of Tuya has. */
const PARTITIONS: Readonly<Record<Channel, number>> = { event: 11, 'event-test': 1, notice: 1 };

/** Looks in a row that find the same: nothing is on its way any more. */
const STILL_LOOKS = 15;

/** What the broker tells of a subscription. */
export interface Standing {
  /** Messages that were not acknowledged, sent ones among them. */
  backlog: number;
  /** How many consumers it has. */
  consumers: number;
  /** The name of the consumer that each partition goes to. */
  active: (string | undefined)[];
}

interface Told {
  msgBacklog: number;
  consumers: unknown[];
  activeConsumerName?: string;
}
interface Statistics {
  subscriptions: Record<string, Told>;
  partitions: Record<string, { subscriptions: Record<string, Told> }>;
}

/** The topics of one project at a broker, seen and changed as its operator would. */
export class Topics {
  private constructor(
    private readonly broker: Broker,
    /** The tenant: the project's client_id. */
    readonly tenant: string,
  ) {}

  /** Makes what a project of Tuya has when its message service is switched on: the topics, and the subscription `sub`. */
  static async create(broker: Broker, tenant: string): Promise<Topics> {
    const topics = new Topics(broker, tenant);
    await topics.ask('PUT', `tenants/${tenant}`, { allowedClusters: ['standalone'] });
    await topics.ask('PUT', `namespaces/${tenant}/out`);
    for (const channel of ['event', 'event-test'] as const) {
      await topics.restore(channel);
      await topics.subscribe('sub', channel);
    }
    return topics;
  }

  /** Adds a subscription for messages from now on. */
  async subscribe(suffix: string, channel: Channel = 'event'): Promise<void> {
    await this.ask('PUT', `${this.path(channel)}/subscription/${this.tenant}-${suffix}`);
  }

  /** Undefined where there is no such subscription. */
  async standing(suffix = 'sub', channel: Channel = 'event'): Promise<Standing | undefined> {
    const query = 'perPartition=true&getPreciseBacklog=true';
    const told = (await this.ask('GET', `${this.path(channel)}/partitioned-stats?${query}`)) as Statistics;
    const name = `${this.tenant}-${suffix}`;
    const all = told.subscriptions[name];
    if (all === undefined) return undefined;
    const active = Object.values(told.partitions).map((one) => one.subscriptions[name]?.activeConsumerName);
    return { backlog: all.msgBacklog, consumers: all.consumers.length, active };
  }

  /** Resolves when all is acknowledged, with the statistics that say so; the broker tells nobody, so it is asked again and again. */
  async drained(suffix = 'sub', channel: Channel = 'event'): Promise<Standing> {
    for (;;) {
      const standing = await this.standing(suffix, channel);
      if (standing?.backlog === 0) return standing;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /**
   * Resolves when all is acknowledged, or as much of it as will ever be: with how many messages the broker keeps back. A read that is
   * on its way while a consumer goes may take the place that the next one begins at past what was not acknowledged; those messages come
   * with the next connection (https://github.com/apache/pulsar/issues/20277).
   */
  async settled(suffix = 'sub', channel: Channel = 'event'): Promise<number> {
    let [last, looks] = [Infinity, 0];
    while (last > 0 && looks < STILL_LOOKS) {
      const { backlog = 0 } = (await this.standing(suffix, channel)) ?? {};
      looks = backlog === last ? looks + 1 : 0;
      last = backlog;
      await quiet();
    }
    return last;
  }

  /** Hands the topic to another broker, or to the same one again: consumers lose it for a moment. */
  async unload(channel: Channel = 'event'): Promise<void> {
    await this.ask('PUT', `${this.path(channel)}/unload`);
  }

  /** Deletes the topic under its consumers. */
  async remove(channel: Channel = 'event'): Promise<void> {
    await this.ask('DELETE', `${this.path(channel)}/partitions?force=true`);
  }

  async restore(channel: Channel = 'event'): Promise<void> {
    await this.ask('PUT', `${this.path(channel)}/partitions`, PARTITIONS[channel]);
  }

  /** Where this project's consumers and producers go. */
  endpoint(role: 'consumer' | 'producer', channel: Channel): string {
    return `${this.broker.messageUrl}/ws/v2/${role}/persistent/${this.tenant}/out/${channel}`;
  }

  private path(channel: Channel): string {
    return `persistent/${this.tenant}/out/${channel}`;
  }

  private async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const headers = { 'content-type': 'application/json', connection: 'close' };
    const reply = await fetch(`${this.broker.adminUrl}/${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path} was answered with ${reply.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
