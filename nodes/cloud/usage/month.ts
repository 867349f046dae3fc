import { HOURS, daysIn } from './calendar';
import { add, callsOf, count, none } from './tally';
import type { Spending, Tally } from './tally';

/** The counts of one month: by hour, and by node and day. */

/** Nodes that are told apart in a month; those that spend least are put together. */
export const MOST_NODES = 200;
/** Who stands for the nodes that are not told apart. */
export const OTHERS = '*';

/** One node's month. */
export interface NodeCounts {
  /** What it was called last; empty where nobody knows. */
  name: string;
  /** By day, from 1; a day without a call is missing. */
  days: Map<number, Tally>;
}

/** A place in a sparse list of tallies. */
function tallyAt(list: Map<number, Tally>, at: number): Tally {
  let tally = list.get(at);
  if (tally === undefined) {
    tally = none();
    list.set(at, tally);
  }
  return tally;
}

/** A month's counts. What they need is bounded by the hours of a month and the number of nodes, however many calls there are. */
export class Month {
  readonly total = none();
  /** By hour since the month began, 24 for each day. */
  readonly hours = new Map<number, Tally>();
  readonly nodes = new Map<string, NodeCounts>();
  /** Whether it was counted since it was written. */
  changed = false;

  constructor(
    /** Such as `2026-11`. */
    readonly name: string,
  ) {}

  /** All requests of the month. */
  get calls(): number {
    return callsOf(this.total);
  }

  /** A request leaves at that hour of that day; -1 takes it back. */
  spend(spending: Spending, { day, hour }: { day: number; hour: number }, times: 1 | -1): void {
    this.changed = true;
    count(this.total, spending, times);
    count(tallyAt(this.hours, (day - 1) * HOURS + hour), spending, times);
    const known = times === 1 || this.nodes.has(spending.by);
    count(tallyAt(this.nodeOf(known ? spending.by : OTHERS).days, day), spending, times);
  }

  /** A message of a device has come. */
  hear({ day, hour }: { day: number; hour: number }): void {
    this.changed = true;
    this.total.messages++;
    tallyAt(this.hours, (day - 1) * HOURS + hour).messages++;
  }

  /** What a node is called. */
  call(id: string, name: string | undefined): void {
    const node = this.nodes.get(id);
    if (node !== undefined && name !== undefined) node.name = name;
  }

  /** The sum of a day. */
  day(day: number): Tally {
    const sum = none();
    for (let hour = 0; hour < HOURS; hour++) {
      const tally = this.hours.get((day - 1) * HOURS + hour);
      if (tally !== undefined) add(sum, tally);
    }
    return sum;
  }

  /** Adds what another account of the same month holds, such as the one that was kept. */
  merge(other: Month): void {
    for (const [at, tally] of other.hours) add(tallyAt(this.hours, at), tally);
    add(this.total, other.total);
    for (const [id, { name, days }] of other.nodes) {
      const node = this.nodeOf(id);
      if (node.name === '') node.name = name;
      for (const [day, tally] of days) add(tallyAt(node.days, day), tally);
    }
  }

  /** Takes a tally that was kept. */
  put(day: number, hour: number, tally: Tally): void {
    add(tallyAt(this.hours, (day - 1) * HOURS + hour), tally);
    add(this.total, tally);
  }

  private nodeOf(id: string): NodeCounts {
    let node = this.nodes.get(id);
    if (node === undefined) {
      if (id !== OTHERS && this.nodes.size >= MOST_NODES) this.dropLeast();
      node = { name: '', days: new Map() };
      this.nodes.set(id, node);
    }
    return node;
  }

  /** Makes room: who has spent least is one of the others from now on. */
  private dropLeast(): void {
    const [least] = [...this.nodes]
      .filter(([id]) => id !== OTHERS)
      .map(([id, { days }]) => ({ id, days, calls: callsOf(this.sumOf(id)) }))
      .sort((a, b) => a.calls - b.calls);
    if (least === undefined) return;
    this.nodes.delete(least.id);
    const others = this.nodeOf(OTHERS);
    for (const [day, tally] of least.days) add(tallyAt(others.days, day), tally);
  }

  /** What a node has spent in all. */
  sumOf(id: string): Tally {
    const sum = none();
    for (const tally of this.nodes.get(id)?.days.values() ?? []) add(sum, tally);
    return sum;
  }

  /** Whether a day can be one of this month. */
  has(day: number): boolean {
    return Number.isInteger(day) && day >= 1 && day <= daysIn(this.name);
  }
}
