import type { Device } from '../../shared/admin';

/** The devices that fit a search, without a page. */

/** Rows that a list shows. */
export const MOST_SHOWN = 100;

/** The devices whose name, category or id holds every word of a search. */
export function matching(devices: readonly Device[], text: string): Device[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return devices.filter(({ id, name, category }) => {
    const all = `${name} ${category} ${id}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
