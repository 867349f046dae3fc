import type { Device } from '../../shared/admin';

/** What the picker does with devices, without a page. */

/** Rows that a list shows. */
export const MOST_SHOWN = 100;

/** Names of parameters that are a device, or a comma list of them. */
export function isDevice(name: string): boolean {
  return name === 'device_id' || name === 'infrared_id' || name === 'device_ids';
}

/** The value of a parameter after a device was chosen for it. */
export function withDevice(name: string, before: string, id: string): string {
  const ids = before
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && one !== id);
  return name === 'device_ids' ? [...ids, id].join(',') : id;
}

/** The devices whose name, category or id holds every word of a search. */
export function matching(devices: readonly Device[], text: string): Device[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return devices.filter(({ id, name, category }) => {
    const all = `${name} ${category} ${id}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
