/** Signals that something was given up, lighter than those of the platform. */

/**
 * Tells that somebody no longer waits: as much of an AbortSignal as the client uses, so that an AbortSignal can be given, and what
 * costs a tenth of one can stand for it.
 */
export interface Signal {
  readonly aborted: boolean;
  /** Why; meant to be thrown. */
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * A signal and what sets it off, in one. An event target looks through all its listeners for each new one, which thousands of calls
 * that wait on one signal make quadratic; a set does not.
 */
export class Abort implements Signal {
  aborted = false;
  reason: unknown;
  private readonly listeners = new Set<() => void>();

  addEventListener(_type: 'abort', listener: () => void): void {
    if (!this.aborted) this.listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.delete(listener);
  }

  /** Sets it off, once: every listener is told, those that one of them removes on the way excepted. */
  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    for (const listener of this.listeners) listener();
    this.listeners.clear();
  }
}
