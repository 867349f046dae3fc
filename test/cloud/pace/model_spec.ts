import fc from 'fast-check';
import 'should';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { EXCHANGE, REFRESH } from '../../../nodes/cloud/pace/kind';
import type { Kind } from '../../../nodes/cloud/pace/kind';
import { Limiter } from '../../../nodes/cloud/pace/limiter';
import { Abort } from '../../../nodes/cloud/time/signal';
import { FakeClock } from '../../support/fake-clock';

/** What may happen next; names are numbers of kinds, lines and calls. */
type Step =
  | { do: 'call'; kind: number; line: number; alone: boolean; patience: number }
  | { do: 'exchange' }
  | { do: 'token' }
  | { do: 'end'; call: number; how: 'well' | 'refused' | 'asked' | 'lost' | 'again' }
  | { do: 'abort'; call: number }
  | { do: 'pass'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      kind: fc.nat(3),
      line: fc.nat(3),
      alone: fc.boolean(),
      patience: fc.constantFrom(0, 1500, 15_000),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'exchange' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'token' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      call: fc.nat(50),
      how: fc.constantFrom(
        'well' as const,
        'refused' as const,
        'asked' as const,
        'lost' as const,
        'again' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abort' as const), call: fc.nat(50) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 3000 }) }),
  },
);

/** What the model knows of a call. */
interface Known {
  n: number;
  kind: Kind;
  line: number;
  alone: string | undefined;
  exchange: boolean;
  token: boolean;
  signal: Abort;
  came: number;
  state: 'waits' | 'under way' | 'gone';
  sentAt: number;
  end: (how: 'well' | 'again') => void;
}

const KINDS: readonly Kind[] = [
  { name: 'GET weather' },
  { name: 'POST lamp' },
  { name: 'GET slow', perSecond: 2 },
  { name: 'GET devices' },
];
/** Milliseconds by which time passes; a start is seen at the end of its step. */
const STEP = 20;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Drives a limiter by steps and checks after each what must always be true. */
class World {
  readonly clock = new FakeClock();
  readonly limiter: Limiter;
  readonly calls: Known[] = [];
  private readonly lines = [{}, {}, {}];
  private readonly starts: { at: number; call: Known }[] = [];
  /** When each kind was refused last, and the least until when it pauses. */
  private readonly quiet = new Map<string, { since: number; until: number }>();
  private readonly all: Promise<unknown>[] = [];
  private broken: Error | undefined;

  constructor(
    private readonly perSecond: number,
    private readonly concurrent: number,
    private readonly random: number,
  ) {
    this.clock.advance(1000);
    this.limiter = new Limiter(this.clock, { perSecond, concurrent, queue: 1000 });
  }

  get waiting(): Known[] {
    return this.calls.filter(({ state }) => state === 'waits');
  }
  get underWay(): Known[] {
    return this.calls.filter(({ state }) => state === 'under way');
  }

  async run(one: Step): Promise<void> {
    switch (one.do) {
      case 'call':
        this.call(one);
        break;
      case 'exchange':
        this.add({ kind: EXCHANGE, exchange: true });
        break;
      case 'token':
        this.add({ kind: REFRESH, token: true });
        break;
      case 'end':
        this.end(one);
        break;
      case 'abort': {
        const call = this.waiting[one.call % Math.max(1, this.waiting.length)];
        if (call !== undefined) call.signal.abort(new TuyaError('TUYA_ABORTED', 'gone'));
        break;
      }
      case 'pass':
        await this.pass(one.ms);
    }
    await settle();
    this.check();
  }

  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= STEP) {
      this.clock.advance(Math.min(STEP, left));
      await settle();
    }
  }

  /** Lets all go well until nobody is left; nothing may wait for ever. */
  async finish(): Promise<void> {
    for (let i = 0; i < 600 && this.calls.some(({ state }) => state !== 'gone'); i++) {
      for (const call of this.underWay) this.end({ call: this.underWay.indexOf(call), how: 'well' });
      await settle();
      this.check();
      await this.pass(1000);
    }
    this.calls.filter(({ state }) => state !== 'gone').should.eql([]);
    await Promise.all(this.all);
    await settle();
    this.limiter.length.should.equal(0);
    this.clock.waiting.should.equal(0);
    for (const { signal } of this.calls) {
      (signal as unknown as { listeners: Set<unknown> }).listeners.size.should.equal(0);
    }
    for (const line of this.lines) this.limiter.waitingOf(line).should.equal(0);
  }

  private call({ kind, line, alone, patience }: Extract<Step, { do: 'call' }>): void {
    const known = KINDS[kind] ?? KINDS[0];
    if (known === undefined) return;
    const name = alone && known.name.startsWith('POST') ? `POST /lamp` : undefined;
    this.add({ kind: known, line, alone: name, patience });
  }

  private add(more: Partial<Known> & { kind: Kind; patience?: number }): void {
    const { clock, limiter } = this;
    const call: Known = {
      n: this.calls.length,
      line: 0,
      alone: undefined,
      exchange: false,
      token: false,
      signal: new Abort(),
      came: clock.monotonic(),
      state: 'waits',
      sentAt: 0,
      end: () => undefined,
      ...more,
    };
    this.calls.push(call);
    const { signal, kind, alone, exchange } = call;
    const line = this.lines[call.line - 1];
    const patience = more.patience === 0 ? undefined : more.patience;
    const underWay = async (again: (ms: number) => Promise<void>): Promise<void> => {
      for (;;) {
        this.started(call);
        const how = await new Promise<'well' | 'again'>((resolve) => (call.end = resolve));
        if (how === 'well') return;
        call.state = 'waits';
        call.came = clock.monotonic();
        await again(100);
      }
    };
    const whole = call.token
      ? limiter
          .takeNext(kind)(0, signal, () => Infinity)
          .then(() => {
            this.started(call);
          })
      : limiter.run((again) => underWay((ms) => again(ms, signal, () => Infinity)), {
          signal,
          kind,
          line,
          alone,
          exchange,
          patience,
        });
    this.all.push(
      whole
        .catch((error: unknown) => {
          if (!(error instanceof TuyaError)) this.broken ??= error as Error;
        })
        .then(() => {
          call.state = 'gone';
        }),
    );
  }

  private started(call: Known): void {
    const at = this.clock.monotonic();
    // Nothing of a kind starts in its pause, nor sooner than its rate allows.
    at.should.be.aboveOrEqual(this.quiet.get(call.kind.name)?.until ?? 0, `${call.kind.name} in its pause`);
    const before = this.starts.findLast((start) => start.call.kind === call.kind);
    if (before !== undefined && call.kind.perSecond !== undefined) {
      (at - before.at).should.be.aboveOrEqual(1000 / call.kind.perSecond - STEP, 'the rate of a kind');
    }
    // Order within a line, per kind.
    const earlier = this.calls.find(
      (other) =>
        other.state === 'waits' &&
        other.n < call.n &&
        other.kind === call.kind &&
        other.line === call.line &&
        other.alone === call.alone &&
        !other.token &&
        !call.token &&
        other.exchange === call.exchange &&
        !this.starts.some((start) => start.call === other || start.call === call),
    );
    if (earlier !== undefined) throw new Error(`call ${call.n} overtook ${earlier.n}`);
    this.starts.push({ at, call });
    call.state = call.token ? 'gone' : 'under way';
    call.sentAt = at;
    if (this.perSecond > 0) {
      const second = this.starts.filter((start) => start.at > at - 1000 + STEP);
      second.length.should.be.belowOrEqual(this.perSecond, 'starts in a second');
    }
  }

  private end({ call: pick, how }: { call: number; how: string }): void {
    const call = this.underWay[pick % Math.max(1, this.underWay.length)];
    if (call?.state !== 'under way') return;
    const now = this.clock.monotonic();
    if (how === 'refused' || how === 'asked') {
      const asked = how === 'asked' ? 20_000 : 0;
      const refusal = { code: 'TUYA_1199', statusCode: 200, sentAt: call.sentAt, asked };
      const ms = this.limiter.slowDown(call.kind, refusal, this.random);
      if (now > call.sentAt) ms.should.be.above(0);
      const { since = -1, until = 0 } = this.quiet.get(call.kind.name) ?? {};
      // A refusal that is news pauses for half a second at least.
      const own = call.sentAt > since ? 500 : 0;
      const end = Math.max(until, now + Math.max(asked, own));
      this.quiet.set(call.kind.name, { since: own > 0 ? now : since, until: end });
    } else if (how === 'well') {
      this.limiter.ease(call.kind, call.sentAt);
      if (call.sentAt > (this.quiet.get(call.kind.name)?.since ?? -1)) this.quiet.delete(call.kind.name);
    }
    call.end(how === 'again' && !call.exchange ? 'again' : 'well');
  }

  private check(): void {
    if (this.broken !== undefined) throw this.broken;
    this.underWay.length.should.be.belowOrEqual(this.concurrent, 'under way at once');
    this.underWay.filter(({ exchange }) => exchange).length.should.be.belowOrEqual(2, 'exchanges at once');
    for (const name of new Set(this.underWay.map(({ alone }) => alone))) {
      if (name !== undefined)
        this.underWay.filter(({ alone }) => alone === name).length.should.equal(1, name);
    }
  }
}

describe('the limiter against a model', () => {
  it('whatever comes: order in a line, so many at once and in a second, pauses kept, nobody for ever, nothing left', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.constantFrom(0, 1, 5, 20),
        fc.constantFrom(1, 2, 16),
        fc.constantFrom(0, 0.5, 0.999),
        async (steps, perSecond, concurrent, random) => {
          const world = new World(perSecond, concurrent, random);
          for (const one of steps) await world.run(one);
          await world.finish();
        },
      ),
      { numRuns: 150 },
    );
  }).timeout(60_000);

  it('P19: whatever one kind is refused with, a call of another kind waits five seconds at most', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ ms: fc.integer({ min: 1, max: 9000 }), asked: fc.constantFrom(0, 0, 3000, 60_000) }),
          {
            minLength: 1,
            maxLength: 25,
          },
        ),
        fc.boolean(),
        async (refusals, oneLine) => {
          const clock = new FakeClock();
          clock.advance(1000);
          const limiter = new Limiter(clock, { perSecond: 0, concurrent: 4, queue: 1000 });
          const signal = new Abort();
          const line = oneLine ? {} : undefined;
          const [weather, lamp] = [{ name: 'GET weather' }, { name: 'POST lamp' }];
          const polls: Promise<unknown>[] = [];
          for (const { ms, asked } of refusals) {
            const poll = limiter.run(
              async () => {
                const sentAt = clock.monotonic();
                await new Promise<void>((resolve) => clock.after(50, resolve));
                limiter.slowDown(weather, { code: 'TUYA_1199', sentAt, asked }, 0.5);
              },
              { signal, kind: weather, line },
            );
            polls.push(poll.catch(() => undefined));
            const came = clock.monotonic();
            let waited = Infinity;
            const command = limiter.run(
              () => {
                waited = clock.monotonic() - came;
                limiter.ease(lamp, clock.monotonic());
                return Promise.resolve();
              },
              { signal, kind: lamp, line },
            );
            for (let left = Math.max(ms, 5000); left > 0; left -= 50) {
              await settle();
              clock.advance(50);
            }
            await settle();
            waited.should.be.belowOrEqual(5000);
            await command;
          }
          signal.abort(new TuyaError('TUYA_ABORTED', 'end'));
          await settle();
          clock.advance(100);
          await Promise.all(polls);
          clock.waiting.should.equal(0);
        },
      ),
      { numRuns: 60 },
    );
  }).timeout(60_000);
});
