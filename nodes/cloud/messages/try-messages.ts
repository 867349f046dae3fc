import type { Signal } from '../time/signal';
import type { Channel } from './listener';
import type { Messages } from './messages';

/** The trial of a connection, for who sets up an account. */

/**
 * Connects for three seconds at most and acknowledges nothing, so that every message is still there for those who listen.
 * @throws TuyaError why there is no connection
 */
export async function tryMessages(
  client: { messages(channel: Channel): Messages },
  channel: Channel,
  signal: Signal,
): Promise<void> {
  await client.messages(channel).try(signal);
}
