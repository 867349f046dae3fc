import { getEventListeners } from 'node:events';
import 'should';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { EXCHANGE, LOGIN } from '../../../nodes/cloud/pace/kind';
import type { Kind } from '../../../nodes/cloud/pace/kind';
import { Limiter } from '../../../nodes/cloud/pace/limiter';
import type { Again, Place } from '../../../nodes/cloud/pace/place';
import { Abort } from '../../../nodes/cloud/time/signal';
import { FakeClock } from '../../support/fake-clock';
import { failureOf } from '../../support/rig';

const PLAIN: Kind = { name: 'GET plain' };
const WEATHER: Kind = { name: 'GET weather' };
const LAMP: Kind = { name: 'POST lamp' };

/** A signal that knows who listens to it. */
class Watched extends Abort {
  listening = 0;
  override addEventListener(type: 'abort', listener: () => void): void {
    this.listening++;
    super.addEventListener(type, listener);
  }
  override abort(reason: unknown): void {
    super.abort(reason);
    this.listening = 0;
  }
  override removeEventListener(type: 'abort', listener: () => void): void {
    this.listening--;
    super.removeEventListener(type, listener);
  }
}

describe('the pace of calls', () => {
  let clock: FakeClock;
  let signal: Watched;
  beforeEach(() => {
    clock = new FakeClock();
    clock.advance(1000);
    signal = new Watched();
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  /** Lets time pass in small steps. */
  const pass = async (ms: number, step = 50): Promise<void> => {
    await turn();
    for (let passed = 0; passed < ms; passed += step) {
      clock.advance(Math.min(step, ms - passed));
      await turn();
    }
  };

  /** A limiter whose tasks note when they started, in milliseconds from the beginning, and end when they are told. */
  function pace(perSecond: number, concurrent = 1000, queue = 10_000) {
    const limiter = new Limiter(clock, { perSecond, concurrent, queue });
    const began = clock.monotonic();
    const log: string[] = [];
    const times: number[] = [];
    const note = (name: string | number): void => {
      log.push(String(name));
      times.push(clock.monotonic() - began);
    };
    const place = (more: Partial<Place> = {}): Place => ({ signal, kind: PLAIN, ...more });
    const add = (name: string | number, more: Partial<Place> = {}): Promise<void> =>
      limiter.run(async () => {
        note(name);
      }, place(more));
    const ends = new Map<string | number, () => void>();
    const hold = (name: string | number, more: Partial<Place> = {}): Promise<void> =>
      limiter.run(
        () =>
          new Promise((resolve) => {
            note(name);
            ends.set(name, resolve);
          }),
        place(more),
      );
    /** Ends a task that is held. */
    const end = async (name: string | number): Promise<void> => {
      ends.get(name)?.();
      await turn();
    };
    /** A call that was sent just now is refused. */
    const refuse = (kind: Kind, asked = 0, random = 1, sentAt = clock.monotonic() - 1): number =>
      limiter.slowDown(kind, { code: 'TUYA_1199', statusCode: 200, sentAt, asked }, random);
    return { limiter, log, times, add, hold, end, refuse, place };
  }

  afterEach('nothing is left', () => {
    signal.listening.should.equal(0);
    clock.waiting.should.equal(0);
  });

  it('so many a second, in the order in which they came', async () => {
    const { limiter, log, times, add } = pace(50);
    const all = Array.from({ length: 100 }, (_, n) => add(n));
    await pass(2000, 5);
    await Promise.all(all);
    log.should.eql([...Array(100).keys()].map(String));
    times.should.eql([...Array(100).keys()].map((n) => n * 20));
    limiter.length.should.equal(0);
  });

  it('a call that need not wait starts at once', async () => {
    const { limiter, log, hold, end } = pace(0);
    const one = hold('one');
    log.should.eql(['one']);
    limiter.length.should.equal(0);
    await end('one');
    await one;
  });

  it('what a task answers or throws is what its caller gets', async () => {
    const { limiter, place } = pace(0);
    (await limiter.run(async () => 42, place())).should.equal(42);
    const failed = limiter.run(() => Promise.reject(new TuyaError('TUYA_NETWORK', 'x')), place());
    (await failureOf(failed)).code.should.equal('TUYA_NETWORK');
  });

  it('one more call at once than may be under way waits until one has ended, well or not', async () => {
    const { limiter, log, hold, end, add, place } = pace(0, 2);
    const failing = new Abort();
    const lost = limiter.run(
      () =>
        new Promise((_resolve, reject) => {
          failing.addEventListener('abort', () => {
            reject(new TuyaError('TUYA_NETWORK', 'lost'));
          });
        }),
      place(),
    );
    const held = hold('a');
    const third = add('b');
    const fourth = add('c');
    await turn();
    log.should.eql(['a']);
    limiter.length.should.equal(2);
    failing.abort(undefined);
    (await failureOf(lost)).code.should.equal('TUYA_NETWORK');
    await Promise.all([third, fourth]);
    log.should.eql(['a', 'b', 'c']);
    await end('a');
    await held;
  });

  it('a kind of call with a pace of its own keeps it, and holds nobody else up', async () => {
    const { log, times, add } = pace(0);
    const kind = { name: 'issue', perSecond: 2 };
    const all = [add(1, { kind }), add(2, { kind }), add(3, { kind }), add(10), add(11)];
    await pass(1000);
    await Promise.all(all);
    log.should.eql(['1', '10', '11', '2', '3']);
    times.should.eql([0, 0, 0, 500, 1000]);
  });

  it('calls of one line start in the order in which they came, whatever kind they are', async () => {
    const { limiter, log, add } = pace(0);
    const kind = { name: 'issue', perSecond: 4 };
    const line = {};
    const all = [add(1, { kind, line }), add(2, { kind, line }), add(3, { line }), add(10)];
    await turn();
    log.should.eql(['1', '10']);
    limiter.length.should.equal(2);
    limiter.waitingOf(line).should.equal(2);
    limiter.waitingOf({}).should.equal(0);
    await pass(250);
    await Promise.all(all);
    log.should.eql(['1', '10', '2', '3']);
    limiter.waitingOf(line).should.equal(0);
  });

  it('one of a line that gives up lets the ones behind it go', async () => {
    const { limiter, log, add, place } = pace(0);
    const line = {};
    const kind = { name: 'issue', perSecond: 1 };
    const giving = new Watched();
    const first = add(1, { kind, line });
    const gone = limiter.run(async () => {}, place({ signal: giving, kind, line }));
    const behind = add(3, { line });
    await turn();
    log.should.eql(['1']);
    giving.abort(new TuyaError('TUYA_ABORTED', 'gone'));
    (await failureOf(gone)).message.should.equal('gone');
    giving.listening.should.equal(0);
    await Promise.all([first, behind]);
    log.should.eql(['1', '3']);
  });

  it('who gives up before its turn came, or before it asked, never starts', async () => {
    const { limiter, log, add } = pace(1);
    const giving = new Abort();
    const first = add(0);
    const gone = add(1, { signal: giving });
    const last = add(2);
    giving.abort(new TuyaError('TUYA_ABORTED', 'gone'));
    (await failureOf(gone)).message.should.equal('gone');
    (await failureOf(add(3, { signal: giving }))).message.should.equal('gone');
    (await failureOf(limiter.takeNext(LOGIN)(0, giving, () => 1e9))).message.should.equal('gone');
    limiter.length.should.equal(1);
    await pass(1000);
    await Promise.all([first, last]);
    log.should.eql(['0', '2']);
  });

  it('who has given up does not start, though nothing holds it up', async () => {
    const { log, add } = pace(0);
    const gone = new Abort();
    gone.abort(new TuyaError('TUYA_ABORTED', 'gone'));
    (await failureOf(add(1, { signal: gone }))).message.should.equal('gone');
    log.should.eql([]);
  });

  it('a signal of the platform is heard while a call waits, and left when it starts', async () => {
    const { add } = pace(1);
    const controller = new AbortController();
    const listening = (): number => getEventListeners(controller.signal, 'abort').length;
    const [first, second] = [add(0), add(1, { signal: controller.signal })];
    listening().should.equal(1);
    await pass(1000);
    await Promise.all([first, second]);
    listening().should.equal(0);
    const gone = add(2, { signal: controller.signal });
    controller.abort(new TuyaError('TUYA_ABORTED', 'gone'));
    (await failureOf(gone)).message.should.equal('gone');
    listening().should.equal(0);
  });

  it('when hundreds give up at once, whose turn is next is looked up once', async () => {
    const { add } = pace(1);
    const giving = new Abort();
    const first = add(0);
    const gone = Array.from({ length: 300 }, (_, n) => failureOf(add(n, { signal: giving })));
    let looks = 0;
    clock.monotonic = () => (looks++, clock.mono);
    giving.abort(new TuyaError('TUYA_ABORTED', 'gone'));
    await Promise.all([first, ...gone]);
    looks.should.be.below(10);
  });

  it('when all give up no timer stays', async () => {
    const { add } = pace(1);
    const giving = new Abort();
    const first = add(0);
    const gone = [1, 2, 3].map((n) => failureOf(add(n, { signal: giving })));
    clock.waiting.should.equal(1);
    giving.abort(new TuyaError('TUYA_ABORTED', 'gone'));
    await Promise.all([first, ...gone]);
    clock.waiting.should.equal(0);
  });

  it('commands of one device go one after the other, others beside them', async () => {
    const { log, hold, end, add } = pace(0);
    const on = hold('on', { kind: LAMP, alone: 'lamp' });
    const off = hold('off', { kind: LAMP, alone: 'lamp' });
    await add('other', { kind: LAMP, alone: 'socket' });
    log.should.eql(['on', 'other']);
    const dim = add('dim', { kind: LAMP, alone: 'lamp' });
    await end('on');
    log.should.eql(['on', 'other', 'off']);
    await end('off');
    await Promise.all([on, off, dim]);
    log.should.eql(['on', 'other', 'off', 'dim']);
  });

  describe('with the queue full', () => {
    it('L7: one call more is TUYA_QUEUE_FULL', async () => {
      const { limiter, add } = pace(1, 1, 3);
      const waiting = [add(0), add(1), add(2), add(3)];
      limiter.length.should.equal(3);
      const { code, message } = await failureOf(add(4));
      code.should.equal('TUYA_QUEUE_FULL');
      message.should.containEql('3 calls');
      await pass(3000);
      await Promise.all(waiting);
    });

    it('exchanges, repeats and token calls have places of their own', async () => {
      const { limiter, log, add } = pace(1, 10, 1);
      const all = [
        add(0),
        add(1),
        add('exchange', { kind: EXCHANGE, exchange: true }),
        limiter.takeNext(LOGIN)(0, signal, () => 1e9),
      ];
      await pass(3000);
      await Promise.all(all);
      log.should.eql(['0', 'exchange', '1']);
    });
  });

  describe('exchanges of authorization codes', () => {
    const exchange = { kind: EXCHANGE, exchange: true };

    it('A13: junk without end gets one turn in four, and the other calls the rest', async () => {
      const { log, add } = pace(10);
      const all = [
        ...Array.from({ length: 20 }, () => add('junk', exchange)),
        ...Array.from({ length: 12 }, (_, n) => add(n)),
      ];
      await pass(4000);
      await Promise.all(all);
      log.slice(0, 16).should.eql('junk 0 1 2 junk 3 4 5 junk 6 7 8 junk 9 10 11'.split(' '));
      log.slice(16).should.eql(Array(16).fill('junk'));
    });

    it('one waits for three turns at most, however many calls wait', async () => {
      const { log, add } = pace(10);
      const first = add('first', exchange);
      const calls = Array.from({ length: 100 }, (_, n) => add(n));
      await pass(100);
      const rightful = add('rightful', exchange);
      await pass(300);
      await rightful;
      log.should.eql(['first', '0', '1', '2', 'rightful']);
      await pass(10_000);
      await Promise.all([first, ...calls]);
    });

    it('A13: two are under way at once, the others do not hold the calls up', async () => {
      const { log, hold, end, add } = pace(0);
      const all = [1, 2, 3].map((n) => hold(`x${n}`, exchange));
      await add('call');
      log.should.eql(['x1', 'x2', 'call']);
      await end('x1');
      log.should.eql(['x1', 'x2', 'call', 'x3']);
      await end('x2');
      await end('x3');
      await Promise.all(all);
    });

    it('two are under way at once also when none waits', async () => {
      const { limiter, log, hold, end } = pace(0);
      const all = [hold('x1', exchange), hold('x2', exchange)];
      log.should.eql(['x1', 'x2']);
      all.push(hold('x3', exchange));
      await turn();
      log.should.eql(['x1', 'x2']);
      limiter.length.should.equal(1);
      for (const name of ['x1', 'x2', 'x3']) await end(name);
      await Promise.all(all);
    });

    it('two that are under way keep no other call from starting at once', async () => {
      const { log, hold, end } = pace(0);
      const all = [hold('x1', exchange), hold('x2', exchange), hold('call')];
      log.should.eql(['x1', 'x2', 'call']);
      for (const name of log) await end(name);
      await Promise.all(all);
    });

    it('A13: beyond thirty that wait is TUYA_QUEUE_FULL', async () => {
      const { limiter, add } = pace(1);
      const all = Array.from({ length: 31 }, () => add('x', exchange));
      limiter.length.should.equal(30);
      (await failureOf(add('x', exchange))).code.should.equal('TUYA_QUEUE_FULL');
      await pass(31_000, 1000);
      await Promise.all(all);
    });
  });

  describe('a call that is about to be sent again', () => {
    /** A call that waits until it is told to go on, and then asks for another start. */
    function again(limiter: Limiter, place: Place, note: (text: string) => void, wait = 0, left = 60_000) {
      let go: () => void = () => undefined;
      const told = new Promise<void>((resolve) => {
        go = resolve;
      });
      const done = limiter.run(async (ask: Again) => {
        note('sent');
        await told;
        await ask(wait, place.signal, () => left);
        note('again');
      }, place);
      return { go, done };
    }

    it('takes the next start, before all that wait, and is counted in the pace', async () => {
      const { limiter, log, times, add, place } = pace(10);
      const call = again(limiter, place(), (text) => log.push(text));
      const others = [add(1), add(2)];
      await turn();
      call.go();
      await pass(300);
      await Promise.all([call.done, ...others]);
      log.should.eql(['sent', 'again', '1', '2']);
      times.should.eql([200, 300]);
      limiter.length.should.equal(0);
    });

    it('waits as long as it is told before that, and others are under way in its stead', async () => {
      const { limiter, log, add, place } = pace(0, 1);
      const call = again(limiter, place(), (text) => log.push(text), 300);
      const other = add('other');
      await turn();
      log.should.eql(['sent']);
      call.go();
      await turn();
      log.should.eql(['sent', 'other']);
      await pass(250);
      log.should.eql(['sent', 'other']);
      await pass(50);
      await Promise.all([call.done, other]);
      log.should.eql(['sent', 'other', 'again']);
    });

    it('comes back under way only when there is room', async () => {
      const { limiter, log, hold, end, place } = pace(0, 1);
      const call = again(limiter, place(), (text) => log.push(text), 100);
      const other = hold('other');
      call.go();
      await pass(200);
      log.should.eql(['sent', 'other']);
      await end('other');
      await Promise.all([call.done, other]);
      log.should.eql(['sent', 'other', 'again']);
    });

    it('that need not wait keeps its place where one may be under way: nobody of the queue goes in between', async () => {
      const { limiter, log, add, place } = pace(0, 1);
      const call = again(limiter, place(), (text) => log.push(text));
      const other = add('other');
      await turn();
      call.go();
      await Promise.all([call.done, other]);
      log.should.eql(['sent', 'again', 'other']);
    });

    it('does not stand in its own way where one may be under way', async () => {
      const { limiter, log, place } = pace(0, 1);
      const call = again(limiter, place(), (text) => log.push(text));
      call.go();
      await call.done;
      log.should.eql(['sent', 'again']);
    });

    it('keeps the place of a command on its way', async () => {
      const { limiter, log, add, place } = pace(0);
      const call = again(limiter, place({ kind: LAMP, alone: 'lamp' }), (text) => log.push(text), 100);
      const off = add('off', { kind: LAMP, alone: 'lamp' });
      call.go();
      await pass(50);
      log.should.eql(['sent']);
      await pass(50);
      await Promise.all([call.done, off]);
      log.should.eql(['sent', 'again', 'off']);
    });

    it('P10: hears of a pause that begins while it waits', async () => {
      const { limiter, log, refuse, place } = pace(0);
      const call = again(limiter, place(), (text) => log.push(text), 100);
      call.go();
      await pass(50);
      refuse(PLAIN, 2000);
      await pass(1950);
      log.should.eql(['sent']);
      await pass(100);
      await call.done;
      log.should.eql(['sent', 'again']);
    });

    it('RULES 9: fails at once when the pause is longer than what it has left, and leaves room for others', async () => {
      const { limiter, log, add, refuse, place } = pace(0, 1);
      const call = again(limiter, place({ kind: WEATHER }), (text) => log.push(text), 0, 1500);
      await turn();
      refuse(WEATHER, 2000);
      call.go();
      const error = await failureOf(call.done);
      error.code.should.equal('TUYA_1199');
      error.message.should.containEql('2 s');
      error.hint.should.not.equal('');
      const lamp = add('lamp', { kind: LAMP });
      await pass(2000);
      await lamp;
      log.should.eql(['sent', 'lamp']);
    });

    it('waits when the pause is as long as what it has left', async () => {
      const { limiter, log, refuse, place } = pace(0);
      const call = again(limiter, place({ kind: WEATHER }), (text) => log.push(text), 0, 2000);
      await turn();
      refuse(WEATHER, 2000);
      call.go();
      await pass(2000);
      await call.done;
      log.should.eql(['sent', 'again']);
    });

    for (const [what, wait] of [
      ['in its pause', 500],
      ['in the queue', 0],
    ] as const) {
      it(`that gives up ${what} ends with its reason and leaves room for others`, async () => {
        const { limiter, log, hold, end, add, place } = pace(0, 1);
        const giving = new Watched();
        const call = again(limiter, place({ signal: giving }), (text) => log.push(text), wait);
        const blocker = hold('blocker');
        await turn();
        if (wait > 0) {
          call.go();
          await turn();
        } else {
          limiter.slowDown(PLAIN, { code: 'TUYA_1199', sentAt: clock.monotonic(), asked: 3000 }, 1);
          call.go();
          await turn();
        }
        giving.abort(new TuyaError('TUYA_TIMEOUT', 'late'));
        (await failureOf(call.done)).message.should.equal('late');
        giving.listening.should.equal(0);
        await pass(3000);
        await end('blocker');
        await blocker;
        await pass(2000);
        await add('after');
        log.should.eql(['sent', 'blocker', 'after']);
      });
    }
  });

  describe('token calls', () => {
    it('take the next start, before all that wait, whatever is under way', async () => {
      const { limiter, log, times, hold, end, add } = pace(10, 1);
      const first = hold('first');
      const others = [add(1), add(2)];
      const tokens = ['t1', 't2'].map((name) =>
        limiter
          .takeNext(LOGIN)(0, signal, () => 1e9)
          .then(() => {
            log.push(`${name} ${clock.monotonic() - 1000}`);
          }),
      );
      limiter.length.should.equal(2);
      await pass(250);
      await Promise.all(tokens);
      log.should.eql(['first', 't1 100', 't2 200']);
      await end('first');
      await pass(200);
      await Promise.all([first, ...others]);
      times.should.eql([0, 300, 400]);
    });

    it('wait as long as they are told before a repeat, and hear who gives up meanwhile', async () => {
      const { limiter, log } = pace(0);
      const giving = new Watched();
      const repeat = limiter
        .takeNext(LOGIN)(300, signal, () => 1e9)
        .then(() => log.push('repeat'));
      const gone = limiter.takeNext(LOGIN)(300, giving, () => 1e9);
      await pass(250);
      log.should.eql([]);
      giving.abort(new TuyaError('TUYA_ABORTED', 'gone'));
      (await failureOf(gone)).message.should.equal('gone');
      await pass(50);
      await repeat;
    });

    it('start at once where nothing holds them up', async () => {
      const { limiter } = pace(0);
      await limiter.takeNext(LOGIN)(0, signal, () => 1e9);
    });

    it('keep to the pause of their kind, and fail when it is longer than what they have left', async () => {
      const { limiter, refuse } = pace(0);
      refuse(LOGIN, 4000);
      (await failureOf(limiter.takeNext(LOGIN)(0, signal, () => 3999))).code.should.equal('TUYA_1199');
      let started = false;
      const waiting = limiter
        .takeNext(LOGIN)(0, signal, () => 4000)
        .then(() => {
          started = true;
        });
      await pass(3950);
      started.should.be.false();
      await pass(50);
      await waiting;
    });
  });

  describe('an overload', () => {
    it('P19, RULES 9: of one kind holds nobody else up', async () => {
      const { log, times, add, refuse } = pace(0);
      refuse(WEATHER, 0).should.equal(1000);
      const all = [add('weather', { kind: WEATHER }), add('lamp', { kind: LAMP }), add('plain')];
      await turn();
      log.should.eql(['lamp', 'plain']);
      await pass(1000);
      await Promise.all(all);
      times.should.eql([0, 0, 1000]);
    });

    it('P19, RULES 9: a pause that the cloud asks for counts for all, and for others no longer than five seconds', async () => {
      const { log, times, add, refuse, limiter } = pace(0);
      refuse(WEATHER, 60_000).should.equal(60_000);
      const weather = add('weather', { kind: WEATHER });
      const lamp = add('lamp', { kind: LAMP });
      const sentAt = 6000;
      await pass(5000);
      await lamp;
      log.should.eql(['lamp']);
      limiter.ease(LAMP, sentAt);
      await add('lamp', { kind: LAMP });
      await pass(55_000, 1000);
      await weather;
      times.should.eql([5000, 5000, 60_000]);
    });

    it('P19: one who stands behind refused calls in its own line does not wait for them', async () => {
      const { limiter, log, add, hold, end, refuse } = pace(0, 1);
      const line = {};
      const kind = WEATHER;
      const first = hold('first');
      const before = [
        add('w1', { kind, line }),
        add('w2', { kind, line }),
        add('lamp', { kind: LAMP, line }),
      ];
      refuse(WEATHER);
      limiter.waitingOf(line).should.equal(3);
      await end('first');
      log.should.eql(['first', 'lamp']);
      const late = [add('w3', { kind, line }), add('lamp', { kind: LAMP, line })];
      await turn();
      log.should.eql(['first', 'lamp', 'lamp']);
      await pass(1000);
      log.should.eql(['first', 'lamp', 'lamp', 'w1']);
      await pass(2000);
      await Promise.all([first, ...before, ...late]);
      log.slice(4).should.eql(['w2', 'w3']);
    });

    it('P19: and goes at once when what stands before it is refused', async () => {
      const { log, add, refuse } = pace(0);
      const line = {};
      const kind = { name: 'GET slow', perSecond: 1 };
      const all = [add('s1', { kind, line }), add('s2', { kind, line }), add('lamp', { kind: LAMP, line })];
      await turn();
      log.should.eql(['s1']);
      refuse(kind);
      await turn();
      log.should.eql(['s1', 'lamp']);
      await pass(1000);
      await Promise.all(all);
    });

    it('P19: nor for those between whose starts there is a second', async () => {
      const { log, add, hold, end, refuse } = pace(0, 2);
      const [one, two] = [{}, {}];
      refuse(WEATHER);
      await pass(1000);
      const first = [hold('a'), hold('b')];
      const kind = WEATHER;
      const all = [
        add('w1', { kind, line: one }),
        add('w2', { kind, line: one }),
        add('lamp 1', { kind: LAMP, line: one }),
        add('w3', { kind, line: two }),
        add('lamp 2', { kind: LAMP, line: two }),
      ];
      await end('a');
      log.should.eql(['a', 'b', 'w1', 'lamp 1', 'lamp 2']);
      await end('b');
      await pass(2000);
      await Promise.all([...first, ...all]);
    });

    it('RULES 9: reads that wait fail when the pause is longer than the time they would have, commands wait', async () => {
      const { log, add, hold, end, refuse, limiter } = pace(0, 1);
      const first = hold('first', { kind: WEATHER });
      const impatient = failureOf(add('r15', { kind: WEATHER, patience: 15_000 }));
      const other = add('other', { patience: 15_000 });
      const patient = add('r20', { kind: WEATHER, patience: 20_000 });
      const command = add('command', { kind: WEATHER });
      refuse(WEATHER, 20_000);
      const error = await impatient;
      error.code.should.equal('TUYA_1199');
      limiter.length.should.equal(3);
      const late = failureOf(add('late', { kind: WEATHER, patience: 19_999 }));
      (await late).message.should.containEql('20 s');
      (await late).should.not.equal(error);
      await end('first');
      await pass(21_000, 500);
      await Promise.all([first, other, patient, command]);
      log.should.eql(['first', 'other', 'r20', 'command']);
    });

    it('RULES 9: of one line all reads fail for which the pause is too long, wherever they stand in it', async () => {
      const { log, add, hold, end, refuse, limiter } = pace(0, 1);
      const first = hold('first');
      const line = {};
      const reads = (patience: number, count: number): Promise<string>[] =>
        Array.from({ length: count }, (_, n) =>
          add(`r${n}`, { kind: WEATHER, patience, line }).then(
            () => 'answered',
            () => 'failed',
          ),
        );
      const all = [...reads(1000, 2), ...reads(20_000, 1), ...reads(1000, 2)];
      refuse(WEATHER, 20_000);
      limiter.waitingOf(line).should.equal(1);
      await end('first');
      await pass(21_000, 500);
      await first;
      (await Promise.all(all)).should.eql(['failed', 'failed', 'answered', 'failed', 'failed']);
      log.should.eql(['first', 'r0']);
    });

    it('who has no time left is told of an overload only where there is one', async () => {
      const { limiter } = pace(0);
      await limiter.takeNext(LOGIN)(0, signal, () => -1);
    });

    it('who waits in vain is told the code with which its kind was refused', async () => {
      const { limiter, add } = pace(0);
      const refusal = {
        code: 'TUYA_HTTP_429',
        statusCode: 429,
        sentAt: clock.monotonic() - 1,
        asked: 30_000,
      };
      limiter.slowDown(WEATHER, refusal, 0);
      const error = await add('r', { kind: WEATHER, patience: 1000 }).catch((thrown: unknown) => thrown);
      const { code, statusCode, hint, message } = error as TuyaError;
      [code, statusCode].should.eql(['TUYA_HTTP_429', 429]);
      hint.should.match(/poll less often/);
      message.should.match(/in 30 s$/);
    });

    it('P10: calls start one by one afterwards, and faster with each that goes well', async () => {
      const { limiter, times, add, refuse } = pace(0);
      refuse(PLAIN);
      const all = [1, 2, 3, 4].map((n) => add(n));
      await pass(2000);
      times.should.eql([1000, 2000]);
      limiter.ease(PLAIN, clock.monotonic());
      await pass(250);
      times.should.eql([1000, 2000, 2250]);
      limiter.ease(PLAIN, clock.monotonic());
      await pass(225, 25);
      await Promise.all(all);
      times.should.eql([1000, 2000, 2250, 2475]);
    });

    it('is over for those who wait as soon as an answer says so', async () => {
      const { limiter, log, add, refuse } = pace(0);
      refuse(PLAIN, 4000);
      const waiting = add('waits');
      await pass(100);
      limiter.ease(PLAIN, clock.monotonic() - 101);
      await turn();
      log.should.eql([]);
      limiter.ease(PLAIN, clock.monotonic());
      await waiting;
    });

    it('P19: a project that is refused as a whole sees about one call a second, of those first that were not refused', async () => {
      const { limiter, log, times, refuse } = pace(0, 16);
      const kinds = Array.from({ length: 40 }, (_, n) => ({ name: `GET ${n}` }));
      let over = false;
      const poll = async (kind: Kind): Promise<void> => {
        while (!over) {
          await limiter.run(
            async () => {
              log.push(kind.name);
              times.push(clock.monotonic());
              const sentAt = clock.monotonic();
              await new Promise<void>((resolve) => {
                clock.after(100, resolve);
              });
              refuse(kind, 0, 0.5, sentAt);
            },
            { signal, kind },
          );
        }
      };
      const all = kinds.map(poll);
      await pass(3000);
      const early = times.length;
      await pass(57_000);
      (times.length - early).should.be.within(40, 60);
      log.slice(16, 40).should.eql(kinds.slice(16).map(({ name }) => name));
      over = true;
      await pass(120_000, 500);
      await Promise.all(all);
    });
  });
});
