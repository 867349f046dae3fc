import { createHash } from 'node:crypto';
import { Latest } from '../../cloud';
import type { DeviceEvent } from '../../cloud';
import type { Value } from './event-filter';

/** Which values are news: the last one of each device and code is remembered. */

/** Values that are remembered; the one that was not told for the longest time goes first. */
const MOST = 10_000;
/** A longer name or value is remembered by its digest. */
const LONG = 64;

function shortened(text: string): string {
  return text.length > LONG ? createHash('sha256').update(text).digest('base64') : text;
}

function textOf(value: unknown): string {
  // What JSON does not know, such as a property that is missing, is all alike.
  return shortened(value === undefined ? '' : JSON.stringify(value));
}

function keyOf(...names: readonly string[]): string {
  return shortened(JSON.stringify(names));
}

/** Tells values that equal the last one of their device and code. */
export class Changes {
  private readonly last = new Latest<{ text: string; time: number }>(MOST);

  /** The values that differ from the ones before; they are the last ones from now on, unless they are older. */
  news(event: DeviceEvent, values: readonly Value[]): Value[] {
    return values.filter(({ code, value, time }) =>
      this.isNew(keyOf(event.device_id, code), textOf(value), time, event),
    );
  }

  /** Whether a device has come or gone, which counts as a value as well. */
  isNewPresence(event: DeviceEvent): boolean {
    const { device_id, kind, time } = event;
    return this.isNew(keyOf(device_id), kind, time, event);
  }

  private isNew(key: string, text: string, said: number, event: DeviceEvent): boolean {
    // Nothing happens later than it comes in: a clock that is ahead must not make all that follows old.
    const time = Math.min(said, event.time + event.age);
    const before = this.last.get(key);
    const isOlder = before !== undefined && time < before.time;
    // An older value is a change in the history, and what the device says now stays the last.
    this.last.set(key, isOlder ? before : { text, time });
    return before?.text !== text;
  }
}
