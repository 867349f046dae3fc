import { createHash } from 'node:crypto';
import type { Clock } from '../time/clock';
import type { DeviceEvent, EventValue } from './listener';
import { Recent } from './recent';

/** What was sent of a queue: it outlives a redeploy, so that nothing is sent twice while the process lives. */

/** Without words for it: the same bytes for the same thing, and as few of them as will do. */
function digest(...parts: readonly unknown[]): string {
  return createHash('sha1').update(JSON.stringify(parts)).digest('base64');
}

/** The generations may tell the values of one report in different orders. */
function byCode(values: readonly EventValue[]): EventValue[] {
  return [...values].sort((one, other) => Number(one.code > other.code) - Number(one.code < other.code));
}

/** One report in both generations has one id; which values it is about belongs to it, should one generation split it. */
function reportKey({ device_id, data_id, values }: DeviceEvent): string | undefined {
  return data_id === ''
    ? undefined
    : digest(
        device_id,
        data_id,
        byCode(values).map(({ code }) => code),
      );
}

/**
 * The same device, the same values, the same time: what is left to tell by where ids are missing or differ.
 * @param toTime what counts of a time
 */
function contentKey(
  { kind, device_id, bizCode, values, time, data }: DeviceEvent,
  toTime = (exact: number): number => exact,
): string {
  // Each generation has a code of its own for it.
  if (kind === 'online' || kind === 'offline') return digest(kind, device_id, toTime(time));
  if (kind !== 'status') return digest(kind, device_id, bizCode, toTime(time), data);
  return digest(
    kind,
    device_id,
    byCode(values).map((one) => [one.code, one.value, toTime(one.time)]),
  );
}

function toSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

/** Whether it knows of no milliseconds. */
function tellsSeconds({ values, time }: DeviceEvent): boolean {
  return [time, ...values.map((one) => one.time)].every((one) => one === toSecond(one));
}

/** What an event says something about, for the order in time. */
function subjectsOf({ kind, device_id, bizCode, values, time }: DeviceEvent): [string, number][] {
  if (values.length > 0) return values.map((one) => [`${device_id}\n${one.code}`, one.time]);
  const subject = kind === 'online' || kind === 'offline' ? 'presence' : bizCode;
  return [[`${device_id}\n\n${subject}`, time]];
}

/** Whether one generation has given two ids. */
function areTwo(one: Pick<DeviceEvent, 'protocol' | 'data_id'>, other: DeviceEvent): boolean {
  const ids = [one.data_id, other.data_id];
  return one.protocol === other.protocol && !ids.includes('') && ids[0] !== ids[1];
}

/** Older than this an event is late. */
const LATE = 60_000;

/** What is remembered of one queue and subscription. */
export class Memory {
  /** Ids of frames that were sent: a redelivery has the same. */
  readonly frames: Recent<true>;
  /** Frames that were sent to a flow that had not confirmed them when the account was closed: they are still owed to those. */
  readonly owed: Recent<ReadonlySet<string>>;
  private readonly reports: Recent<true>;
  private readonly contents: Recent<Pick<DeviceEvent, 'protocol' | 'data_id'>>;
  /** Protocols, by content whose times are cut down to seconds. */
  private readonly seconds: Recent<number>;
  private readonly latest: Recent<number>;

  constructor(clock: Clock) {
    this.frames = new Recent(clock);
    this.owed = new Recent(clock);
    this.reports = new Recent(clock);
    this.contents = new Recent(clock);
    this.seconds = new Recent(clock);
    this.latest = new Recent(clock);
  }

  /** Whether the same was sent before, in another frame. */
  knows(event: DeviceEvent): boolean {
    const key = reportKey(event);
    if (key !== undefined && this.reports.get(key) === true) return true;
    const before = this.contents.get(contentKey(event));
    // Two ids of one generation are two reports, however alike: two presses of a button within one second of a coarse clock.
    if (before !== undefined && !areTwo(before, event)) return true;
    // One generation tells milliseconds and the other one seconds.
    const other = tellsSeconds(event)
      ? this.seconds.get(contentKey(event, toSecond))
      : this.contents.get(contentKey(event, toSecond))?.protocol;
    return other !== undefined && other !== event.protocol;
  }

  /** Whether it is old, or older than what was sent of the same device and code. */
  isLate(event: DeviceEvent): boolean {
    return event.age > LATE || subjectsOf(event).some(([name, time]) => time < (this.latest.get(name) ?? 0));
  }

  /** It was sent. */
  note(event: DeviceEvent): void {
    const key = reportKey(event);
    if (key !== undefined) this.reports.set(key, true);
    this.contents.set(contentKey(event), { protocol: event.protocol, data_id: event.data_id });
    this.seconds.set(contentKey(event, toSecond), event.protocol);
    // A device whose clock is ahead would make everything late that it tells when that is right again.
    const now = event.time + event.age;
    for (const [name, time] of subjectsOf(event)) {
      this.latest.set(name, Math.max(Math.min(time, now), this.latest.get(name) ?? 0));
    }
    this.frames.set(event.id, true);
  }
}
