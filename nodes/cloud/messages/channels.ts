import type { Key } from '../call/plan';
import type { Clock } from '../time/clock';
import type { Way } from '../wire/transport';
import { checkMessages, consumerUrl, hostOf } from './address';
import type { MessageSettings } from './address';
import { handshakeHeaders } from './handshake';
import type { Channel } from './listener';
import type { Memory } from './memory';
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
  /** What was sent of a queue before; `leave` when nothing more is. */
  remember: (queue: readonly string[]) => { memory: Memory; leave: () => void };
}

/** The channels that somebody has asked for. */
export class Channels {
  private readonly open = new Map<Channel, { messages: Messages; leave: () => void }>();

  constructor(private readonly needs: ChannelsNeeds) {}

  /**
   * The messages of a channel.
   * @throws TuyaError `TUYA_CONFIG` for settings that cannot work
   */
  of(channel: Channel): Messages {
    const known = this.open.get(channel);
    if (known !== undefined) return known.messages;
    const { account, clock, random, way, judge, came, remember } = this.needs;
    const { subscription, messageUrl } = checkMessages(account);
    const host = hostOf(account.baseUrl, messageUrl);
    // The secret has no part in it: with a new one the queue is still the same.
    const { memory, leave } = remember([host, account.client_id, subscription, channel]);
    const messages = new Messages({
      url: (flow) => consumerUrl(host, account.client_id, channel, subscription, flow),
      headers: handshakeHeaders(account),
      secret: account.secret,
      way,
      clock,
      random,
      memory,
      judge,
      came,
    });
    this.open.set(channel, { messages, leave });
    return messages;
  }

  /** Ends all of them; resolves when the sockets are gone. */
  async close(): Promise<void> {
    const open = [...this.open.values()];
    await Promise.all(open.map(({ messages }) => messages.close()));
    for (const { leave } of open) leave();
  }
}
