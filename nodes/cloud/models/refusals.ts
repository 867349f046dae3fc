import { Latest } from '../latest';
import type { Clock } from '../time/clock';
import type { Generation } from '../values/model';

/** Which models the cloud does not give, so that nobody asks for them again and again. */

/** Milliseconds: whoever grants a permission meanwhile waits no longer, and four questions a day cost next to nothing. */
const REMEMBERED = 6 * 3_600_000;
/** So many devices are refused before the account itself counts as refused: one alone may be a typing error. */
const MANY = 3;
/** Devices that are remembered of each, and how many who ask. */
const MOST = 5000;
const MOST_WHO_ASK = 1000;

/** Who asks, and in the words of which generation. */
export interface Asking {
  uid: string;
  generation: Generation;
}

/** What is known of one who asks. */
interface Record {
  /** The ends of the refusals, by device. */
  devices: Latest<number>;
  /** Devices that were refused for a lack of permission. */
  denied: Set<string>;
  /** At least one was given: a refusal is about its device. */
  given: boolean;
  /** The end of the refusal of all. */
  until: number;
}

function keyOf({ uid, generation }: Asking): string {
  return JSON.stringify([uid, generation]);
}

/** Remembers refusals of one account. */
export class Refusals {
  private readonly records = new Latest<Record>(MOST_WHO_ASK);

  constructor(private readonly clock: Clock) {}

  /** Whether it is known that the cloud refuses. */
  has(asking: Asking, device: string): boolean {
    const record = this.records.get(keyOf(asking));
    const end = Math.max(record?.until ?? -Infinity, record?.devices.get(device) ?? -Infinity);
    return this.clock.monotonic() < end;
  }

  /**
   * The cloud has refused, or has nothing to say.
   * @param denied for a lack of permission, of which other devices may have the same
   */
  add(asking: Asking, device: string, denied: boolean): void {
    const until = this.clock.monotonic() + REMEMBERED;
    const record = this.recordOf(asking);
    record.devices.set(device, until);
    if (!denied || record.given) return;
    record.denied.add(device);
    if (record.denied.size >= MANY) record.until = until;
  }

  /** The cloud has given one. */
  gave(asking: Asking): void {
    const record = this.recordOf(asking);
    record.given = true;
    record.until = -Infinity;
  }

  /** Somebody has changed something, or wants to know it now. */
  forget(): void {
    this.records.clear();
  }

  /** The record of one who was told something now. */
  private recordOf(asking: Asking): Record {
    const key = keyOf(asking);
    const record = this.records.get(key) ?? {
      devices: new Latest<number>(MOST),
      denied: new Set<string>(),
      given: false,
      until: -Infinity,
    };
    this.records.set(key, record);
    return record;
  }
}
