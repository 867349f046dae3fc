import type { TuyaError } from '../errors/tuya-error';
import type { Clock } from '../time/clock';

/** Messages that cannot be read: told at most once a minute, however many there are. */

const EVERY = 60_000;

/** Counts them. */
export class BadMessages {
  private count = 0;
  private last: TuyaError | undefined;
  private cancel: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly tell: (error: TuyaError, count: number) => void,
  ) {}

  add(error: TuyaError): void {
    this.count += 1;
    this.last = error;
    if (this.cancel === undefined) this.say();
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  private say(): void {
    const { last, count } = this;
    this.cancel = undefined;
    if (last === undefined || count === 0) return;
    this.count = 0;
    this.cancel = this.clock.after(EVERY, () => {
      this.say();
    });
    this.tell(last, count);
  }
}
