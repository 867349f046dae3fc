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
  /** A line for the log; `which` tells one from another of its kind: a code, or since when the connection stands. */
  log: (line: Line, which: string | number) => void;
}

/** What is said: the connection stands, it stands again, it is silent, messages were lost meanwhile, it is lost, or refused. */
export type Line = 'connected' | 'again' | 'quiet' | 'gap' | 'lost' | 'refused';

/** The news of one node's connection. */
export class EventNews {
  /** The code of the trouble that was told last; undefined while there is none. */
  private told: string | undefined;
  private error: TuyaError | undefined;
  /** Causes of a loss that were told since the connection was good: they may take turns for hours. */
  private readonly causes = new Set<string>();
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
      if (!this.everConnected) this.sources.log('connected', state.since);
      else if (this.told !== undefined && !this.mended) this.sources.log('again', state.since);
      this.mended = true;
      if (state.away > KEPT) this.sources.log('gap', state.since);
      this.everConnected = true;
      this.connectedAt = this.sources.clock.monotonic();
    }
    if (state.quiet && !this.quiet) this.sources.log('quiet', state.since);
    this.quiet = state.quiet;
  }

  private lost(error: TuyaError): void {
    this.down();
    const { told } = this;
    // Until something was told any cause is one; then only another one that stays.
    if (told !== undefined && error.code !== this.error?.code) this.close();
    this.error = error;
    if (error.code === told || this.causes.has(error.code)) return;
    this.cancel ??= this.sources.clock.after(MENDS, () => {
      this.cancel = undefined;
      const { error } = this;
      if (error === undefined) return;
      this.causes.add(error.code);
      this.complain('lost', error);
    });
  }

  private refused(error: TuyaError): void {
    this.close();
    this.down();
    this.complain('refused', error);
  }

  /** The connection is gone; one that did not live for long belongs to the trouble before it. */
  private down(): void {
    const now = this.sources.clock.monotonic();
    if (this.connectedAt !== undefined && now - this.connectedAt >= GOOD) {
      this.told = undefined;
      this.causes.clear();
    }
    this.connectedAt = undefined;
    this.quiet = false;
  }

  private complain(line: 'lost' | 'refused', error: TuyaError): void {
    if (this.told === error.code) return;
    this.told = error.code;
    this.mended = false;
    this.sources.log(line, error.code);
    this.sources.complain(error);
  }
}
