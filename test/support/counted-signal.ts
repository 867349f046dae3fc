import { Abort } from '../../nodes/cloud/time/signal';

/** A signal that counts who listens to it. */
export class Counted extends Abort {
  count = 0;

  override addEventListener(type: 'abort', listener: () => void): void {
    this.count++;
    super.addEventListener(type, listener);
  }

  override removeEventListener(type: 'abort', listener: () => void): void {
    this.count--;
    super.removeEventListener(type, listener);
  }
}
