import type { TuyaError } from './errors/tuya-error';
import type { Clock } from './time/clock';
import type { Meter } from './usage/meter';
import type { Transport, Way } from './wire/transport';

/** What the client needs from the outside world. */
export interface Platform {
  clock: Clock;
  transport: Transport;
  /** For messages, which the transport does not carry: straight to where they come from when absent. */
  way?: Way | undefined;
  /** A one-time text for the header `nonce`. */
  nonce: () => string;
  /** A number in [0, 1) that spreads repeats. */
  random: () => number;
  /**
   * Told how each call has ended that was sent, token calls too: with its error, or well.
   * @param sentAt monotonic milliseconds at which its last attempt was sent
   */
  ended?: ((error: TuyaError | undefined, sentAt: number) => void) | undefined;
  /** Asked before each request that leaves, and told of it: nothing is counted, and there is no budget, when absent. */
  meter?: Meter | undefined;
}
