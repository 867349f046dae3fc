import { Heap } from './heap';
import { Line } from './line';
import type { Ranks, Waiter } from './line';

/** Those who wait for a start, in their lines, and whose turn is next. */

/** When one may start. */
export interface Turn {
  waiter: Waiter;
  at: number;
  /** Others go first where both may. */
  last: boolean;
}

/** The turn that comes sooner; of two that are alike, the first named. */
export function sooner(one: Turn | undefined, other: Turn | undefined): Turn | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.at !== other.at) return one.at < other.at ? one : other;
  return one.last && !other.last ? other : one;
}

type Heaps = Map<string, Heap<Waiter>>;

function heapOf(heaps: Heaps, name: string): Heap<Waiter> {
  const heap = heaps.get(name) ?? new Heap<Waiter>();
  heaps.set(name, heap);
  return heap;
}

/** Takes one out of a heap if it stands there; no empty heap stays. */
function takeFrom(heaps: Heaps, name: string, waiter: Waiter): void {
  const heap = heaps.get(name);
  if (heap?.remove(waiter) === true && heap.first === undefined) heaps.delete(name);
}

/**
 * Who waits, and whose turn it is: the one who came first of those who may start soonest. The first of each line stand ordered by
 * kind, so that a start asks as many as there are kinds, however many wait.
 */
export class Queue implements Ranks {
  private readonly lines = new Map<object | string, Line>();
  /** The first of each line, by kind. */
  private readonly fronts: Heaps = new Map();
  /** Of those, who waits for one of the same name to be done. */
  private readonly parked: Heaps = new Map();
  private readonly busy = new Set<string>();
  private readonly counts = new Map<object, number>();
  private numbers = 0;
  private total = 0;

  /** @param stepsAside whether nobody stays in line behind one of this kind */
  constructor(private readonly stepsAside: (kind: string) => boolean = () => false) {}

  /** How many wait. */
  get size(): number {
    return this.total;
  }

  /** How many wait in one line. */
  waitingOf(line: object): number {
    return this.counts.get(line) ?? 0;
  }

  /** All who wait; nobody may come or leave while they are gone through. */
  *[Symbol.iterator](): Generator<Waiter, void, undefined> {
    for (const line of this.lines.values()) {
      for (let waiter = line.first; waiter !== undefined; waiter = waiter.behind) yield waiter;
    }
  }

  push(waiter: Waiter): void {
    const { kind, line: own, alone } = waiter.stand;
    const key = own ?? alone ?? kind.name;
    const line = this.lines.get(key) ?? new Line(key);
    this.lines.set(key, line);
    waiter.number = this.numbers++;
    line.push(waiter);
    this.count(waiter, 1);
    if (line.first === waiter) this.toFront(waiter);
    else this.settle(line);
  }

  remove(waiter: Waiter): void {
    this.count(waiter, -1);
    this.leave(waiter);
    const { alone } = waiter.stand;
    if (alone !== undefined && !this.busy.has(alone)) this.unpark(alone);
  }

  /** Whether one of this name would have to wait for another. */
  isBusy(alone: string | undefined): boolean {
    return alone !== undefined && this.busy.has(alone);
  }

  begin(alone: string | undefined): void {
    if (alone !== undefined) this.busy.add(alone);
  }

  /** The one of this name is done. */
  done(alone: string | undefined): void {
    if (alone === undefined) return;
    this.busy.delete(alone);
    this.unpark(alone);
  }

  /** Whose turn comes next; `when` says it of one who stands first of its kind, or nothing where it can't start. */
  next(when: (waiter: Waiter) => Turn | undefined): Turn | undefined {
    let best: Turn | undefined;
    for (const heap of this.fronts.values()) {
      const first = this.free(heap);
      const turn = first && when(first);
      const earlier = turn !== undefined && best !== undefined && turn.waiter.number < best.waiter.number;
      best = earlier ? sooner(turn, best) : sooner(best, turn);
    }
    return best;
  }

  /** Lets who stands behind one that steps aside go. */
  settleAll(): void {
    for (const line of [...this.lines.values()]) this.settle(line);
  }

  /** Takes those at the front of a line who step aside out of it. */
  private settle(line: Line): void {
    if (typeof line.key === 'string') return; // all of one kind
    for (;;) {
      const { first } = line;
      if (first?.behind === undefined || !this.stepsAside(first.stand.kind.name)) return;
      this.leave(first, false);
      const own = new Line(first);
      this.lines.set(first, own);
      own.push(first);
      this.toFront(first);
    }
  }

  /** The first of a kind of whose name none is under way. */
  private free(heap: Heap<Waiter>): Waiter | undefined {
    for (;;) {
      const { first } = heap;
      const alone = first?.stand.alone;
      if (first === undefined || alone === undefined || !this.busy.has(alone)) return first;
      this.withdraw(first);
      heapOf(this.parked, alone).push(first);
    }
  }

  private unpark(alone: string): void {
    const parked = this.parked.get(alone);
    const first = parked?.first;
    if (first === undefined) return;
    this.withdraw(first);
    this.toFront(first);
  }

  private leave(waiter: Waiter, settles = true): void {
    const line = waiter.at;
    if (line === undefined) return;
    const wasFirst = line.first === waiter;
    if (wasFirst) this.withdraw(waiter);
    line.remove(waiter);
    if (line.first === undefined) this.lines.delete(line.key);
    else if (wasFirst) {
      this.toFront(line.first);
      if (settles) this.settle(line);
    }
  }

  /** Takes one from among the first, or from among the parked. */
  private withdraw(waiter: Waiter): void {
    const { kind, alone } = waiter.stand;
    takeFrom(this.fronts, kind.name, waiter);
    if (alone !== undefined) takeFrom(this.parked, alone, waiter);
  }

  private toFront(waiter: Waiter): void {
    heapOf(this.fronts, waiter.stand.kind.name).push(waiter);
  }

  private count({ stand: { line } }: Waiter, by: number): void {
    this.total += by;
    if (line === undefined) return;
    const count = this.waitingOf(line) + by;
    if (count === 0) this.counts.delete(line);
    else this.counts.set(line, count);
  }
}
