import { isObject } from '../json';
import { Latest } from '../latest';

/** The names of devices, as answers tell them: an error names a device as people know it. */

/** Names that are kept, the newest; a household has dozens. */
const MOST_NAMES = 2000;
const LONGEST_NAME = 60;
/** Where a list of devices stands in a result, if it is not the result itself. */
const PLACES = ['devices', 'list'] as const;

/** The devices that were seen in answers. */
export class DeviceNames {
  private readonly names = new Latest<string>(MOST_NAMES);

  /** What people call a device; undefined where no answer has told it. */
  of(id: string): string | undefined {
    return this.names.get(id);
  }

  /** Reads the names in the result of a call; `segments` are the call's path, decoded. */
  learn(segments: readonly string[], result: unknown): void {
    if (!segments.some((segment) => segment === 'devices' || segment === 'thing')) return;
    for (const row of rowsIn(result)) if (isObject(row)) this.note(row);
  }

  private note(row: Record<string, unknown>): void {
    const id = row.id ?? row.device_id;
    const own = [row.customName, row.custom_name, row.name].map(nameIn).find((name) => name !== '');
    if (typeof id !== 'string' || own === undefined) return;
    this.names.set(id, own);
  }
}

/** What can be read of a name, in one line; empty for none. */
function nameIn(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME);
}

function rowsIn(result: unknown): readonly unknown[] {
  if (Array.isArray(result)) return result;
  if (!isObject(result)) return [];
  const list = PLACES.map((place) => result[place]).find(Array.isArray);
  return (list as unknown[] | undefined) ?? [result];
}
