import { problem } from '../errors/texts';
import { errorOf } from '../errors/tuya-error';
import type { TuyaError } from '../errors/tuya-error';
import type { Clock } from '../time/clock';
import { afterElapsed } from '../time/elapsed';
import { PROBE } from './frame';
import type { Outgoing } from './frame';

/**
 * Whether anything lives behind the proxy: it answers pings even when its own consumer has been closed, and then no message ever
 * comes again. All times are milliseconds.
 */

/** Silence after which the proxy is asked. */
const SILENCE = 15 * 60_000;
const ANSWER_WITHIN = 10_000;
/**
 * Silence after which the proxy is connected to anew, whatever it answers: one that has made its consumer anew answers as if messages
 * would still come. Those are kept for two hours, so that by then none is lost.
 */
const DOUBTED_AFTER = 90 * 60_000;
/** The same where it does not know the question. */
const LONG_SILENCE = 6 * 60 * 60_000;

/** As much of a socket as it takes. */
interface Asked {
  send(text: Outgoing): void;
  terminate(error: TuyaError): void;
}

/** Asks after silence, over all connections to one proxy. */
export class Prober {
  /** What is known of the question: whether it is ever answered. */
  private question: 'untried' | 'answered' | 'unknown' = 'untried';
  /** It was not answered for the first time: a new connection, which surely lives, tells why. */
  private inDoubt = false;
  private asking = false;
  private socket: Asked | undefined;
  /** When a message came last, or the connection was opened, by the monotonic clock. */
  private heard = 0;
  private cancel = (): void => undefined;

  /**
   * @param renew connects anew, without a fault of anybody's
   * @param isPaused while nothing is read, no answer is heard either
   */
  constructor(
    private readonly clock: Clock,
    private readonly renew: () => void,
    private readonly isPaused: () => boolean,
  ) {}

  /** A connection has been opened. */
  begin(socket: Asked): void {
    this.socket = socket;
    this.heard = this.clock.monotonic();
    if (this.inDoubt) this.ask();
    else this.wait();
  }

  /** A message came. */
  message(): void {
    this.heard = this.clock.monotonic();
    // What was asked is still to be answered, by a proxy that knows the question.
    if (!this.asking) this.wait();
    else if (!this.inDoubt) this.stopAsking();
  }

  /** The answer came. */
  answered(): void {
    this.question = 'answered';
    this.inDoubt = false;
    this.stopAsking();
  }

  /** The connection has ended. */
  end(): void {
    this.cancel();
    this.socket = undefined;
    if (this.asking) this.doubt();
    this.asking = false;
  }

  private stopAsking(): void {
    this.asking = false;
    this.wait();
  }

  private wait(): void {
    this.cancel();
    const [silence, longest] =
      this.question === 'unknown' ? [LONG_SILENCE, LONG_SILENCE] : [SILENCE, DOUBTED_AFTER];
    this.cancel = afterElapsed(this.clock, silence, () => {
      if (this.isPaused()) this.wait();
      else if (this.clock.monotonic() - this.heard >= longest) this.renew();
      else this.ask();
    });
  }

  private ask(): void {
    this.cancel();
    this.asking = true;
    this.socket?.send(PROBE);
    this.cancel = afterElapsed(this.clock, ANSWER_WITHIN, () => {
      const { socket } = this;
      this.asking = false;
      // A proxy that does not answer on a new connection either does not know the question.
      if (this.isPaused() || this.doubt()) this.wait();
      else socket?.terminate(errorOf('TUYA_NETWORK', problem('messages.nothingBehind')));
    });
  }

  /** There was no answer; true when it is clear now that there never is one. */
  private doubt(): boolean {
    if (this.question === 'answered') return false;
    if (this.inDoubt) this.question = 'unknown';
    this.inDoubt = !this.inDoubt;
    return !this.inDoubt;
  }
}
