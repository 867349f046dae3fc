/** What has come in and waits for its turn: a few at a time, so that the event loop stays free, and not without end. */

/** Messages of one turn of the event loop. */
const A_TURN = 20;
/** Above this nothing more is read; below that it goes on. */
const FULL = 500;
const ROOM = 100;

/** Where messages come from, and may be stopped for a while. */
interface Tap {
  pause(): void;
  resume(): void;
}

/** Those that wait, in their order. */
export class Inbox<T> {
  private items: T[] = [];
  private turn: NodeJS.Immediate | undefined;
  private paused = false;

  /**
   * @param handle deals with one; must not throw
   * @param isHeld whether nothing may be dealt with at present; `wake` when that is over
   */
  constructor(
    private readonly handle: (item: T) => void,
    private readonly isHeld: () => boolean,
    private readonly tap: Tap,
  ) {}

  get size(): number {
    return this.items.length;
  }

  add(item: T): void {
    this.items.push(item);
    if (!this.paused && this.items.length > FULL) {
      this.paused = true;
      this.tap.pause();
    }
    this.wake();
  }

  /** Goes on, where something waits and nothing holds it. */
  wake(): void {
    if (this.turn !== undefined || this.items.length === 0 || this.isHeld()) return;
    this.turn = setImmediate(() => {
      this.turn = undefined;
      this.work();
    });
  }

  /** What waits is given up: whoever sent it still has it. */
  clear(): void {
    this.items = [];
    this.paused = false;
  }

  private work(): void {
    for (let left = A_TURN; left > 0 && !this.isHeld(); left--) {
      const item = this.items.shift();
      if (item === undefined) break;
      this.handle(item);
    }
    if (this.paused && this.items.length < ROOM) {
      this.paused = false;
      this.tap.resume();
    }
    this.wake();
  }
}
