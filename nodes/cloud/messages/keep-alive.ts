import { problem } from '../errors/texts';
import { errorOf } from '../errors/tuya-error';
import type { TuyaError } from '../errors/tuya-error';
import type { Clock } from '../time/clock';

/** Whether the other side of an open socket lives: pings, and a look at the clock for a machine that slept. All times are milliseconds. */

/** Routers forget connections, and the proxy closes those that are silent for five minutes. */
const PING_EVERY = 30_000;
const PONG_WITHIN = 10_000;
const LOOK_EVERY = 5000;
/** Longer than this between two looks, the machine slept: the other side has given up long ago. */
const SLEPT = 60_000;

/** As much of a socket as it takes. */
interface Alive {
  ping(): void;
  terminate(error: TuyaError): void;
}

/** Watches one open socket until `stop`. */
export class KeepAlive {
  private cancel: () => void;
  private looked: number;
  private pinged: number;
  private waiting = false;

  /** @param isPaused while nothing is read, no answer is heard either */
  constructor(
    private readonly clock: Clock,
    private readonly socket: Alive,
    private readonly isPaused: () => boolean,
  ) {
    this.looked = this.pinged = clock.monotonic();
    this.cancel = this.later();
  }

  /** Something came in. */
  heard(): void {
    this.waiting = false;
  }

  stop(): void {
    this.cancel();
  }

  private later(): () => void {
    return this.clock.after(LOOK_EVERY, () => {
      this.cancel = this.later();
      this.look();
    });
  }

  private look(): void {
    const now = this.clock.monotonic();
    const gap = now - this.looked;
    this.looked = now;
    if (this.isPaused()) this.waiting = false;
    if (gap > SLEPT) {
      this.end('messages.slept');
    } else if (this.waiting && now - this.pinged >= PONG_WITHIN) {
      this.end('messages.noLife');
    } else if (!this.waiting && now - this.pinged >= PING_EVERY) {
      this.waiting = true;
      this.pinged = now;
      this.socket.ping();
    }
  }

  private end(why: 'messages.slept' | 'messages.noLife'): void {
    this.stop();
    this.socket.terminate(errorOf('TUYA_NETWORK', problem(why)));
  }
}
