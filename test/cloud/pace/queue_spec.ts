import 'should';
import { Waiter } from '../../../nodes/cloud/pace/line';
import type { Stand } from '../../../nodes/cloud/pace/place';
import { Queue, sooner } from '../../../nodes/cloud/pace/queue';
import type { Turn } from '../../../nodes/cloud/pace/queue';
import { Abort } from '../../../nodes/cloud/time/signal';

describe('the queue', () => {
  const signal = new Abort();
  let queue: Queue;
  let aside: Set<string>;
  let names: Map<Waiter, string>;
  beforeEach(() => {
    aside = new Set();
    queue = new Queue((kind) => aside.has(kind));
    names = new Map();
  });

  function add(name: string, kind: string, stand: Partial<Stand> = {}): Waiter {
    const waiter = new Waiter(
      queue,
      { signal, kind: { name: kind }, ...stand },
      () => {},
      () => {},
      undefined,
      true,
    );
    names.set(waiter, name);
    queue.push(waiter);
    return waiter;
  }

  /** The one whose turn is next; kinds start when `at` says, or else now. */
  function next(at: Record<string, number | undefined> = {}, last: string[] = []): Waiter | undefined {
    return queue.next((waiter) => {
      const { name } = waiter.stand.kind;
      if (name in at && at[name] === undefined) return undefined;
      return { waiter, at: at[name] ?? 0, last: last.includes(name) };
    })?.waiter;
  }

  const named = (waiter: Waiter | undefined): string =>
    (waiter === undefined ? undefined : names.get(waiter)) ?? 'nobody';

  /** Starts one after the other; tells their names. */
  function drain(done = true): string {
    const order: string[] = [];
    for (let waiter = next(); waiter !== undefined; waiter = next()) {
      order.push(names.get(waiter) ?? '?');
      queue.begin(waiter.stand.alone);
      queue.remove(waiter);
      if (done) queue.done(waiter.stand.alone);
    }
    return order.join(' ');
  }

  it('the one who came first goes first, of whatever kind and line', () => {
    const line = {};
    add('a', 'x');
    add('b', 'y', { line });
    add('c', 'x', { line });
    add('d', 'x');
    add('e', 'z', { alone: 'lamp' });
    add('f', 'y');
    queue.size.should.equal(6);
    drain().should.equal('a b c d e f');
    queue.size.should.equal(0);
  });

  it('a kind that may start later is passed over, and what stands behind it in its line stays', () => {
    const line = {};
    add('a', 'slow', { line });
    add('b', 'x', { line });
    add('c', 'x');
    named(next({ slow: 100 })).should.equal('c');
    named(next({ slow: undefined })).should.equal('c');
    named(next({ slow: 100, x: 200 })).should.equal('a');
  });

  it('of those that may start at the same time, those go last that are to, and then the one who came first', () => {
    add('a', 'x');
    add('b', 'y');
    add('c', 'z');
    named(next({}, ['x'])).should.equal('b');
    named(next({}, ['x', 'y'])).should.equal('c');
    named(next({}, ['x', 'y', 'z'])).should.equal('a');
    named(next({ y: 1, z: 1 }, ['x'])).should.equal('a');
  });

  it('those of one name go one after the other, and hold up nobody else', () => {
    add('a', 'x', { alone: 'lamp' });
    add('b', 'x', { alone: 'lamp' });
    add('c', 'x', { alone: 'lamp', line: {} });
    add('d', 'x', { alone: 'socket' });
    add('e', 'x');
    queue.isBusy('lamp').should.be.false();
    drain(false).should.equal('a d e');
    queue.isBusy('lamp').should.be.true();
    queue.isBusy(undefined).should.be.false();
    queue.done('lamp');
    drain(false).should.equal('b');
    queue.done('lamp');
    drain(false).should.equal('c');
    queue.done('lamp');
    queue.done(undefined);
    queue.isBusy('lamp').should.be.false();
  });

  it('one of a name that gives up lets the next of the name go', () => {
    const line = {};
    queue.begin('lamp');
    const first = add('a', 'x', { alone: 'lamp', line: {} });
    add('b', 'x', { alone: 'lamp', line });
    add('c', 'x', { alone: 'lamp', line: {} });
    (next() === undefined).should.be.true();
    queue.done('lamp');
    queue.remove(first);
    drain().should.equal('b c');
  });

  it('one that gives up while it waits for its name is gone', () => {
    queue.begin('lamp');
    const first = add('a', 'x', { alone: 'lamp' });
    add('b', 'x', { alone: 'lamp' });
    (next() === undefined).should.be.true();
    queue.remove(first);
    (next() === undefined).should.be.true();
    queue.done('lamp');
    drain().should.equal('b');
  });

  it('one that gives up after it waited for its name is gone, wherever it stood', () => {
    const line = {};
    const before = add('before', 'y', { line });
    add('a', 'x', { line });
    const lamp = add('b', 'x', { alone: 'lamp' });
    queue.begin('lamp');
    named(next({ y: undefined })).should.equal('nobody');
    queue.remove(before);
    queue.done('lamp');
    queue.remove(lamp);
    queue.done('lamp');
    drain().should.equal('a');
    keptBy(queue).should.eql([]);
  });

  it('whoever waited for a name stands among the first in the order in which it came', () => {
    queue.begin('lamp');
    add('a', 'x', { alone: 'lamp', line: {} });
    add('b', 'x', { alone: 'lamp', line: {} });
    add('c', 'x', { line: {} });
    add('d', 'x', { line: {} });
    named(next()).should.equal('c');
    queue.done('lamp');
    named(next()).should.equal('a');
    drain().should.equal('a b c d');
    keptBy(queue).should.eql([]);
  });

  it('anyone may leave: the first, the last, one in the middle', () => {
    const line = {};
    const [a, , c, , e] = ['a', 'b', 'c', 'd', 'e'].map((name) => add(name, 'x', { line }));
    for (const gone of [a, c, e]) if (gone !== undefined) queue.remove(gone);
    add('f', 'x', { line });
    queue.size.should.equal(3);
    drain().should.equal('b d f');
  });

  it('tells how many of a line wait, and of a line of which none waits', () => {
    const line = {};
    const first = add('a', 'x', { line });
    add('b', 'y', { line });
    add('c', 'x', { line: {} });
    add('d', 'x');
    queue.waitingOf(line).should.equal(2);
    queue.remove(first);
    queue.waitingOf(line).should.equal(1);
    drain();
    queue.waitingOf(line).should.equal(0);
  });

  it('all who wait can be gone through', () => {
    const line = {};
    add('a', 'x', { line });
    add('b', 'y', { line });
    add('c', 'x');
    [...queue]
      .map((waiter) => names.get(waiter))
      .sort()
      .should.eql(['a', 'b', 'c']);
  });

  describe('behind a kind that steps aside nobody stays in line', () => {
    const blocked = { weather: undefined };

    it('who comes later', () => {
      const line = {};
      aside.add('weather');
      add('a', 'weather', { line });
      add('b', 'weather', { line });
      add('c', 'lamp', { line });
      named(next(blocked)).should.equal('c');
      queue.waitingOf(line).should.equal(3);
      drain().should.equal('a b c');
      queue.waitingOf(line).should.equal(0);
    });

    it('who was there before', () => {
      const line = {};
      add('a', 'weather', { line });
      add('b', 'weather', { line });
      add('c', 'lamp', { line });
      add('d', 'weather', { line });
      named(next(blocked)).should.equal('nobody');
      aside.add('weather');
      queue.settleAll();
      named(next(blocked)).should.equal('c');
      drain().should.equal('a b c d');
    });

    it('however many stand there', () => {
      const line = {};
      for (let n = 0; n < 20_000; n++) add('a', 'weather', { line });
      add('c', 'lamp', { line });
      aside.add('weather');
      queue.settleAll();
      named(next(blocked)).should.equal('c');
    });

    it('when it comes to the front meanwhile', () => {
      const line = {};
      const first = add('a', 'lamp', { line });
      add('b', 'weather', { line });
      add('c', 'lamp', { line });
      aside.add('weather');
      queue.settleAll();
      queue.remove(first);
      named(next(blocked)).should.equal('c');
    });

    it('and one that stepped aside can still give up', () => {
      const line = {};
      const first = add('a', 'weather', { line });
      add('b', 'lamp', { line });
      aside.add('weather');
      queue.settleAll();
      queue.remove(first);
      drain().should.equal('b');
    });

    it('and one that stepped aside is still among those who wait', () => {
      const line = {};
      aside.add('weather');
      add('a', 'weather', { line });
      add('b', 'lamp', { line });
      const all = [...queue].map(named);
      all.sort();
      all.should.eql(['a', 'b']);
    });

    it('and without a word about it no kind does', () => {
      queue = new Queue();
      const line = {};
      add('a', 'weather', { line });
      add('b', 'lamp', { line });
      queue.settleAll();
      named(next(blocked)).should.equal('nobody');
    });

    it('not where all are of one kind anyway', () => {
      aside.add('weather');
      add('a', 'weather');
      add('b', 'weather');
      linesOf(queue).should.equal(1);
    });
  });

  it('nothing is left when all are gone', () => {
    const line = {};
    aside.add('weather');
    for (let i = 0; i < 10; i++) {
      add('a', 'weather', { line });
      add('b', 'lamp', { line, alone: 'lamp' });
      add('c', 'lamp', { alone: 'lamp' });
      add('d', 'x');
    }
    queue.begin('lamp');
    (next({ weather: undefined, x: undefined }) === undefined).should.be.true();
    queue.done('lamp');
    drain();
    keptBy(queue).should.eql([]);
    queue.size.should.equal(0);
  });
});

/** The names of what the queue still keeps something in. */
function keptBy(queue: Queue): string[] {
  return (Object.entries(queue) as [string, unknown][])
    .filter(([, kept]) => (kept instanceof Map || kept instanceof Set) && kept.size > 0)
    .map(([name]) => name);
}

/** Lines that the queue keeps. */
function linesOf(queue: Queue): number {
  return (queue as unknown as { lines: Map<unknown, unknown> }).lines.size;
}

describe('the sooner of two turns', () => {
  const waiter = new Waiter(
    new Queue(),
    { signal: new Abort(), kind: { name: 'x' } },
    () => {},
    () => {},
    undefined,
    true,
  );
  const turn = (at: number, last = false): Turn => ({ waiter, at, last });
  for (const [what, one, other, first] of [
    ['the one that is sooner', turn(1), turn(2), true],
    ['the one that is sooner, named second', turn(2), turn(1), false],
    ['sooner counts before last', turn(1, true), turn(2), true],
    ['the one that is not to go last', turn(1, true), turn(1), false],
    ['the one that is not to go last, named first', turn(1), turn(1, true), true],
    ['the first named of two alike', turn(1), turn(1), true],
    ['the first named of two that are to go last', turn(1, true), turn(1, true), true],
  ] as const) {
    it(what, () => {
      (sooner(one, other) === (first ? one : other)).should.be.true();
    });
  }

  it('the only one', () => {
    const one = turn(1);
    (sooner(one, undefined) === one).should.be.true();
    (sooner(undefined, one) === one).should.be.true();
    (sooner(undefined, undefined) === undefined).should.be.true();
  });
});
