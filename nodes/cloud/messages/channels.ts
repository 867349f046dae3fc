import type { Key } from '../call/plan';
import type { Clock } from '../time/clock';
import type { Way } from '../wire/transport';
import { checkMessages, consumerUrl, hostOf } from './address';
import type { MessageSettings } from './address';
import { wayOf } from './consumers';
import type { Consumers } from './consumers';
import { handshakeHeaders } from './handshake';
import type { Channel } from './listener';
import { Messages } from './messages';
import type { Verdict } from './refusal';

/** The channels of one account: each is opened when somebody listens to it. */

/** What it takes to listen to the channels of an account. */
export interface ChannelsNeeds {
  account: Key & Partial<MessageSettings> & { baseUrl: string };
  clock: Clock;
  random: () => number;
  way: Way;
  judge: () => Promise<Verdict>;
  /** Told of each message that comes. */
  came: () => void;
  /** Those with which it may share a connection. */
  consumers: Consumers;
}

/** The channels that somebody has asked for. */
export class Channels {
  private readonly open = new Map<Channel, Messages>();
  private closed = false;

  constructor(private readonly needs: ChannelsNeeds) {}

  /**
   * The messages of a channel.
   * @throws TuyaError `TUYA_CONFIG` for settings that cannot work
   */
  of(channel: Channel): Messages {
    const known = this.open.get(channel);
    if (known !== undefined) return known;
    const { account, clock, random, way, judge, came, consumers } = this.needs;
    const { client_id, secret } = account;
    const { subscription, messageUrl } = checkMessages(account);
    const host = hostOf(account.baseUrl, messageUrl);
    // The secret has no part in it: with a new one the queue is still the same.
    const queue = [host, client_id, subscription, channel];
    const { origin } = new URL(host.replace(/^ws/, 'http'));
    const messages = new Messages(consumers, {
      queue,
      name: JSON.stringify([...queue, secret, wayOf(way, origin)]),
      needs: {
        url: (flow) => consumerUrl(host, client_id, channel, subscription, flow),
        headers: handshakeHeaders(account),
        secret,
        way,
        clock,
        random,
      },
      judge,
      came,
    });
    this.open.set(channel, messages);
    if (this.closed) void messages.close();
    return messages;
  }

  /** Ends all of them; resolves when the sockets that nobody else uses are gone. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.open.values()].map((messages) => messages.close()));
  }
}
