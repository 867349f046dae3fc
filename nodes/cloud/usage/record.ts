import { isObject } from '../json';
import { HOURS } from './calendar';
import { Month } from './month';
import { COUNTED, none } from './tally';
import type { Tally } from './tally';

/** A month as text, and back: numbers, ids and names of nodes, and nothing secret. */

const VERSION = 1;

function written(tallies: ReadonlyMap<number, Tally>): Record<string, number[]> {
  return Object.fromEntries([...tallies].map(([at, tally]) => [at, COUNTED.map((field) => tally[field])]));
}

/** A month as it is kept. */
export function textOf({ name, hours, nodes }: Month): string {
  return JSON.stringify({
    version: VERSION,
    month: name,
    hours: written(hours),
    nodes: Object.fromEntries(
      [...nodes].map(([id, { name: called, days }]) => [id, { name: called, days: written(days) }]),
    ),
  });
}

/** What is kept there is no month. */
class Damaged extends Error {}

function need(good: boolean): asserts good {
  if (!good) throw new Damaged();
}

function tallyOf(row: unknown): Tally {
  need(Array.isArray(row) && row.length === COUNTED.length);
  need(row.every((value) => Number.isSafeInteger(value) && value >= 0));
  const tally = none();
  COUNTED.forEach((field, at) => (tally[field] = Number(row[at])));
  return tally;
}

function talliesOf(rows: unknown, isPlace: (at: number) => boolean): [number, Tally][] {
  need(isObject(rows));
  return Object.entries(rows).map(([at, row]) => {
    need(/^\d+$/.test(at) && isPlace(Number(at)));
    return [Number(at), tallyOf(row)];
  });
}

function read(month: Month, kept: unknown): Month {
  need(isObject(kept) && kept.version === VERSION && kept.month === month.name && isObject(kept.nodes));
  for (const [at, tally] of talliesOf(kept.hours, (place) => month.has(Math.floor(place / HOURS) + 1))) {
    month.put(Math.floor(at / HOURS) + 1, at % HOURS, tally);
  }
  for (const [id, node] of Object.entries(kept.nodes)) {
    need(isObject(node) && typeof node.name === 'string');
    const days = new Map(talliesOf(node.days, (day) => month.has(day)));
    month.nodes.set(id, { name: node.name, days });
  }
  return month;
}

/** The month that a text holds; undefined for a text that is damaged. */
export function monthFrom(name: string, text: string): Month | undefined {
  try {
    return read(new Month(name), JSON.parse(text));
  } catch {
    return undefined;
  }
}
