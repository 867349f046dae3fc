import { createHash } from 'node:crypto';
import type { DeviceEvent } from '../../cloud';
import type { Value } from './event-filter';

/** Which values are news: the last one of each device and code is remembered. */

/** Values that are remembered; the one that was not told for the longest time goes first. */
const MOST = 10_000;
/** A longer value is remembered by its digest. */
const LONG = 64;

function textOf(value: unknown): string {
  // What JSON does not know, such as a property that is missing, is all alike.
  const text = value === undefined ? '' : JSON.stringify(value);
  return text.length > LONG ? createHash('sha256').update(text).digest('base64') : text;
}

/** Tells values that equal the last one of their device and code. */
export class Changes {
  private readonly last = new Map<string, string>();

  /** The values that differ from the ones before; they are the last ones from now on. */
  news(device_id: string, values: readonly Value[]): Value[] {
    return values.filter(({ code, value }) => this.isNew(JSON.stringify([device_id, code]), textOf(value)));
  }

  /** Whether a device has come or gone, which counts as a value as well. */
  isNewPresence({ device_id, kind }: DeviceEvent): boolean {
    return this.isNew(JSON.stringify([device_id]), kind);
  }

  private isNew(key: string, text: string): boolean {
    const before = this.last.get(key);
    this.last.delete(key);
    this.last.set(key, text);
    const [oldest] = this.last.keys();
    if (this.last.size > MOST && oldest !== undefined) this.last.delete(oldest);
    return before !== text;
  }
}
