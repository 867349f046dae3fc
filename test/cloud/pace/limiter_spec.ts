import { setMaxListeners } from 'node:events';
import 'should';
import { Limiter } from '../../../nodes/cloud/pace/limiter';
import type { Rate } from '../../../nodes/cloud/pace/limiter';
import { FakeClock } from '../../support/fake-clock';
import { failureOf } from '../../support/rig';

describe('the pace of calls', () => {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  let clock: FakeClock;
  beforeEach(() => {
    clock = new FakeClock();
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  /** A limiter whose tasks note when they started. */
  function pace(perSecond: number, concurrent = 1000, queue = 10_000) {
    const limiter = new Limiter(clock, { perSecond, concurrent, queue });
    const started: { n: number; at: number }[] = [];
    const add = (n: number, rate?: Rate, line?: object): Promise<void> =>
      limiter.run(
        async () => {
          started.push({ n, at: clock.monotonic() });
        },
        { signal, rate, line },
      );
    return { limiter, started, add };
  }

  it('so many a second, in the order in which they came', async () => {
    const { limiter, started, add } = pace(50);
    const all = Array.from({ length: 100 }, (_, n) => add(n));
    await turn();
    for (let i = 0; i < 100; i++) {
      clock.advance(20);
      await turn();
    }
    await Promise.all(all);
    started.map(({ n }) => n).should.eql([...Array(100).keys()]);
    (started.at(-1)?.at ?? 0).should.be.within(1900, 2000);
    limiter.length.should.equal(0);
  });

  it('a kind of call with a pace of its own holds nobody else up', async () => {
    const { started, add } = pace(0);
    const slow = { name: 'issue', perSecond: 4 };
    const all = [add(1, slow), add(2, slow), add(3, slow), add(10), add(11)];
    await turn();
    started.map(({ n }) => n).should.eql([1, 10, 11]);
    clock.advance(250);
    await turn();
    clock.advance(250);
    await turn();
    await Promise.all(all);
    started
      .map(({ n, at }) => [n, at])
      .should.eql([
        [1, 0],
        [10, 0],
        [11, 0],
        [2, 250],
        [3, 500],
      ]);
  });

  it('calls of one line start in the order in which they came, whatever kind they are', async () => {
    const { started, add } = pace(0);
    const slow = { name: 'issue', perSecond: 4 };
    const node = {};
    const all = [add(1, slow, node), add(2, slow, node), add(3, undefined, node), add(10)];
    await turn();
    started.map(({ n }) => n).should.eql([1, 10]);
    clock.advance(250);
    await turn();
    await Promise.all(all);
    started.map(({ n }) => n).should.eql([1, 10, 2, 3]);
  });

  it('one of a line that gives up lets the ones behind it go', async () => {
    const { limiter, started, add } = pace(0);
    const node = {};
    const slow = { name: 'issue', perSecond: 1 };
    const giving = new AbortController();
    const first = add(1, slow, node);
    const gone = limiter.run(async () => {}, { signal: giving.signal, rate: slow, line: node });
    const behind = add(3, undefined, node);
    await turn();
    started.map(({ n }) => n).should.eql([1]);
    giving.abort(new Error('gone'));
    await failureOf(gone);
    await Promise.all([first, behind]);
    started.map(({ n }) => n).should.eql([1, 3]);
  });

  it('commands of one device go one after the other, others beside them', async () => {
    const limiter = new Limiter(clock, { perSecond: 0, concurrent: 16, queue: 100 });
    const lamp = 'POST lamp';
    const log: string[] = [];
    let end: () => void = () => undefined;
    const on = limiter.run(
      () =>
        new Promise<void>((resolve) => {
          log.push('on');
          end = resolve;
        }),
      { signal, alone: lamp },
    );
    const note = (text: string) => async () => {
      log.push(text);
    };
    const off = limiter.run(note('off'), { signal, alone: lamp });
    await limiter.run(note('other'), { signal, alone: 'POST socket' });
    log.should.eql(['on', 'other']);
    end();
    await Promise.all([on, off]);
    log.should.eql(['on', 'other', 'off']);
  });

  it('what was held up is spaced again, and what starts later stays behind it', async () => {
    const { limiter, started, add } = pace(10);
    const order: string[] = [];
    const held = ['a', 'b', 'c'].map((name) => limiter.again({ signal }).then(() => order.push(name)));
    const later = add(1).then(() => order.push('later'));
    for (let i = 0; i < 4; i++) {
      await turn();
      clock.advance(100);
    }
    await Promise.all([...held, later]);
    order.should.eql(['a', 'b', 'c', 'later']);
    started[0]?.at.should.equal(300);
  });

  it('a pause that the cloud asks for counts for all', async () => {
    const { limiter, started, add } = pace(0);
    limiter.slowDown(3000, 0).should.equal(3000);
    const all = [add(1), add(2, { name: 'x', perSecond: 10 })];
    clock.advance(2999);
    await turn();
    started.should.have.length(0);
    clock.advance(101);
    await turn();
    clock.advance(250); // the second one a little later than the first
    await Promise.all(all);
    started.should.have.length(2);
  });

  it('P10: pauses grow while the cloud stays overloaded, and end with the first call that goes well', () => {
    const limiter = new Limiter(clock, { perSecond: 0, concurrent: 16, queue: 100 });
    const overload = (): number => {
      const ms = limiter.slowDown(0, 1);
      // The other calls that were under way are refused as well: nothing new.
      limiter.slowDown(0, 1).should.equal(ms);
      limiter.ease();
      clock.advance(ms);
      return ms;
    };
    [1, 2, 3, 4].map(overload).should.eql([1000, 2000, 4000, 8000]);
    for (let i = 0; i < 20; i++) overload().should.be.belowOrEqual(60_000);
    limiter.ease();
    overload().should.equal(1000);
  });

  it('a call that is repeated keeps to the pause, and to the pace of its kind', async () => {
    const { limiter, started, add } = pace(0);
    const slow = { name: 'issue', perSecond: 4 };
    limiter.slowDown(1000, 0);
    const repeated = limiter.again({ signal, rate: slow });
    const next = add(2, slow);
    clock.advance(1000);
    await repeated;
    await turn();
    started.should.have.length(0);
    clock.advance(250);
    await next;
    started[0]?.at.should.equal(1250);
  });

  it('what a slow kind has to wait for holds up no other kind', async () => {
    const { limiter, started, add } = pace(20);
    const slow = { name: 'issue', perSecond: 1 };
    const repeated = Array.from({ length: 5 }, () => limiter.again({ signal, rate: slow }));
    const other = add(1);
    clock.advance(300);
    await other;
    started[0]?.at.should.be.belowOrEqual(300);
    clock.advance(10_000);
    await Promise.all(repeated);
  });

  it('after an overload those who waited do not start all at once', async () => {
    const { limiter, started, add } = pace(0);
    const pauseMs = limiter.slowDown(0, 1);
    const all = [1, 2, 3].map((n) => add(n));
    clock.advance(pauseMs);
    await turn();
    for (let i = 0; i < 3; i++) {
      clock.advance(250);
      await turn();
    }
    await Promise.all(all);
    started.map(({ at }) => at - pauseMs).should.eql([0, 250, 500]);
  });

  it('L7: beyond the queue is TUYA_QUEUE_FULL', async () => {
    const { limiter, add } = pace(1, 1, 3);
    const waiting = [add(0), add(1), add(2), add(3)];
    limiter.length.should.equal(3);
    (await failureOf(add(4))).code.should.equal('TUYA_QUEUE_FULL');
    for (let i = 0; i < 5; i++) {
      clock.advance(1000);
      await turn();
    }
    await Promise.all(waiting);
  });

  it('one that gives up leaves its place to the next', async () => {
    const { limiter, started, add } = pace(1);
    const giving = new AbortController();
    const first = add(0);
    const gone = limiter.run(async () => {}, { signal: giving.signal });
    const second = add(2);
    giving.abort(new Error('gone'));
    (await failureOf(gone)).message.should.equal('gone');
    clock.advance(1000);
    await turn();
    await Promise.all([first, second]);
    started
      .map(({ n, at }) => [n, at])
      .should.eql([
        [0, 0],
        [2, 1000],
      ]);
  });
});
