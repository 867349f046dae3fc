import type { MessagesState, TuyaError, systemClock } from '../../cloud';

/** When a flow is told about its connection: once for each change that matters, and not for what mends by itself. */

/** A loss that mends within so many milliseconds is nobody's news. */
const MENDS = 30_000;
/** A connection that has lived so long is a good one: the next loss is a new one. */
const GOOD = 60_000;
/** Tuya keeps messages so long. */
const KEPT = 2 * 3_600_000;

/** Who is told, and what it takes. */
export interface NewsSources {
  clock: Pick<typeof systemClock, 'monotonic' | 'after'>;
  /** An error for a Catch node. */
  complain: (error: TuyaError) => void;
  /** A line for the log. */
  log: (line: Line, state: MessagesState) => void;
}

/** What is said when all is well: the connection stands, it stands again, it is silent, or messages were lost meanwhile. */
export type Line = 'connected' | 'again' | 'quiet' | 'gap';

/** The news of one node's connection. */
export class EventNews {
  /** The code of the trouble that was told last; undefined while there is none. */
  private told: string | undefined;
  private error: TuyaError | undefined;
  /** Whether it was said that the trouble is over, though it may come back soon. */
  private mended = false;
  private everConnected = false;
  private connectedAt: number | undefined;
  private quiet = false;
  private cancel: (() => void) | undefined;

  constructor(private readonly sources: NewsSources) {}

  /** The connection is in another state. */
  now(state: MessagesState): void {
    if (state.is === 'connected') this.connected(state);
    else if (state.is === 'refused') this.refused(state.error);
    else if (state.is === 'lost') this.lost(state.error);
    else if (state.is === 'closed') this.close();
  }

  /** Nothing is told any more. */
  close(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  private connected(state: MessagesState & { is: 'connected' }): void {
    this.close();
    if (this.connectedAt === undefined) {
      if (!this.everConnected) this.sources.log('connected', state);
      else if (this.told !== undefined && !this.mended) this.sources.log('again', state);
      this.mended = true;
      if (state.away > KEPT) this.sources.log('gap', state);
      this.everConnected = true;
      this.connectedAt = this.sources.clock.monotonic();
    }
    if (state.quiet && !this.quiet) this.sources.log('quiet', state);
    this.quiet = state.quiet;
  }

  private lost(error: TuyaError): void {
    this.down();
    this.error = error;
    this.cancel ??= this.sources.clock.after(MENDS, () => {
      if (this.error !== undefined) this.complain(this.error);
    });
  }

  private refused(error: TuyaError): void {
    this.close();
    this.down();
    this.complain(error);
  }

  /** The connection is gone; one that did not live for long belongs to the trouble before it. */
  private down(): void {
    const now = this.sources.clock.monotonic();
    if (this.connectedAt !== undefined && now - this.connectedAt >= GOOD) this.told = undefined;
    this.connectedAt = undefined;
    this.quiet = false;
  }

  private complain(error: TuyaError): void {
    if (this.told === error.code) return;
    this.told = error.code;
    this.mended = false;
    this.sources.complain(error);
  }
}
