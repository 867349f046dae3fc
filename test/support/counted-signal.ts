import { getEventListeners } from 'node:events';
import type { Signal } from '../../nodes/cloud/time/signal';

/** A real abort signal that tells how many listen to it. */
export class Counted implements Signal {
  private readonly controller = new AbortController();

  get aborted(): boolean {
    return this.controller.signal.aborted;
  }

  get reason(): unknown {
    return this.controller.signal.reason as unknown;
  }

  get count(): number {
    return getEventListeners(this.controller.signal, 'abort').length;
  }

  abort(reason: unknown): void {
    this.controller.abort(reason);
  }

  addEventListener(type: 'abort', listener: () => void): void {
    this.controller.signal.addEventListener(type, listener);
  }

  removeEventListener(type: 'abort', listener: () => void): void {
    this.controller.signal.removeEventListener(type, listener);
  }
}
