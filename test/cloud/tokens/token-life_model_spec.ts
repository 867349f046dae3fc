import fc from 'fast-check';
import 'should';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { Abort } from '../../../nodes/cloud/time/signal';
import { TokenLife } from '../../../nodes/cloud/tokens/token-life';
import type { Wanted } from '../../../nodes/cloud/tokens/token-life';
import type { Grant, Token } from '../../../nodes/cloud/tokens/token';
import { FakeClock } from '../../support/fake-clock';

/** What happens at once, without more to be said. */
type Moment =
  'request' | 'renew' | 'rival' | 'expire early' | 'watch' | 'leave' | 'forget' | 'authorize' | 'close';

/** What may happen in a token's life. */
type Event =
  | { kind: Moment }
  | { kind: 'advance' | 'sleep' | 'set the wall clock' | 'set the cloud’s clock' | 'slow down'; ms: number }
  | { kind: 'refuse' | 'drop replies'; times: number }
  | { kind: 'fail'; code: string; times: number }
  | { kind: 'sticky'; on: boolean };

const simple = (...kinds: Moment[]): fc.Arbitrary<Event> =>
  fc.constantFrom(...kinds.map((kind): Event => ({ kind })));
const times = fc.integer({ min: 1, max: 5 });
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 8, arbitrary: simple('request') },
  {
    weight: 9,
    arbitrary: simple('renew', 'rival', 'expire early', 'watch', 'watch', 'leave', 'forget', 'authorize'),
  },
  { weight: 3, arbitrary: fc.nat(4_000_000).map((ms): Event => ({ kind: 'advance', ms })) },
  { weight: 4, arbitrary: fc.nat(15_000).map((ms): Event => ({ kind: 'advance', ms })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(90_000, 95_000, 99_000, 6_900_000)
      .map((ms): Event => ({ kind: 'advance', ms })),
  },
  { weight: 1, arbitrary: fc.nat(90_000_000).map((ms): Event => ({ kind: 'sleep', ms })) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: -1e8, max: 1e8 }).map((ms): Event => ({ kind: 'set the wall clock', ms })),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: -1e6, max: 1e6 })
      .map((ms): Event => ({ kind: 'set the cloud’s clock', ms })),
  },
  { weight: 2, arbitrary: fc.nat(11_000).map((ms): Event => ({ kind: 'slow down', ms })) },
  { weight: 1, arbitrary: times.map((n): Event => ({ kind: 'refuse', times: n })) },
  { weight: 1, arbitrary: times.map((n): Event => ({ kind: 'drop replies', times: n })) },
  { weight: 1, arbitrary: fc.boolean().map((on): Event => ({ kind: 'sticky', on })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('TUYA_NETWORK', 'TUYA_1004', 'TUYA_HTTP_503'), times)
      .map(([code, n]): Event => ({ kind: 'fail', code, times: n })),
  },
);

/** Which life: the project's, which logs in, or a user's, which refreshes a stored pair. */
type Mode = 'project' | 'user';
interface Pair {
  access_token: string;
  refresh_token: string;
  /** By the machine's monotonic clock, and by the cloud's. */
  end: number;
}

const TIMEOUT = 12_000;
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** A cloud that knows one pair at a time, what is stored of it, and a life that asks; requests are started and not waited for. */
class World {
  readonly clock = new FakeClock();
  readonly life: TokenLife;
  private readonly never = new Abort();
  /** The cloud: its pair, how far its clock is ahead, and what it does next. */
  private valid: Pair = { access_token: '', refresh_token: '', end: -Infinity };
  private cloudAhead = 0;
  private issued = 0;
  private refusals = 0;
  private drops = 0;
  private failures: string[] = [];
  private latency = 0;
  private sticky = false;
  /** What a user's processes share, and the refresh token that was refused. */
  private stored: Pair | undefined;
  private refusedRefresh = '';
  /** Token calls under way, with what a machine that sleeps does to them. */
  private readonly underWay = new Set<() => void>();
  /** Different tokens that came, in their order; who watches, and what they have been told. */
  private readonly news: string[] = [];
  private readonly watchers: { since: number; told: string[]; leave: () => void }[] = [];
  private failedAt = -Infinity;
  calls = 0;
  open = 0;
  closed = false;
  private readonly afterClose: string[] = [];

  constructor(
    private readonly mode: Mode,
    private readonly lasts: number,
  ) {
    this.life = new TokenLife(this.clock, (wanted, before) => this.fetch(wanted, before));
    if (mode === 'user') this.authorize();
  }

  apply(event: Event): void {
    const { clock, life } = this;
    switch (event.kind) {
      case 'request':
        this.track(this.request());
        break;
      case 'renew':
        this.track(life.renew(this.never));
        break;
      case 'sleep':
        clock.sleep(event.ms); // no connection outlives it
        for (const cut of [...this.underWay]) cut();
        break;
      case 'set the wall clock':
        clock.wall += event.ms;
        break;
      case 'set the cloud’s clock':
        this.cloudAhead += event.ms;
        break;
      case 'slow down':
        this.latency = event.ms;
        break;
      case 'sticky':
        this.sticky = event.on;
        break;
      case 'expire early':
        this.valid.end = -Infinity;
        break;
      case 'rival': // another program that logs in, or another process that refreshes and stores what it got
        this.issue();
        if (this.mode === 'user') this.stored = this.valid;
        break;
      case 'authorize':
        if (this.mode === 'project') break;
        this.authorize();
        life.stale();
        break;
      case 'refuse':
        this.refusals = event.times;
        break;
      case 'drop replies':
        this.drops = event.times;
        break;
      case 'fail':
        this.failures = Array.from({ length: event.times }, () => event.code);
        break;
      case 'watch': {
        const told: string[] = [];
        const leave = life.watch(({ access_token }) => told.push(access_token));
        this.watchers.push({ since: this.news.length, told, leave });
        break;
      }
      case 'leave':
        this.watchers.pop()?.leave();
        break;
      case 'forget':
        life.forget();
        this.failedAt = -Infinity;
        break;
      case 'close':
        this.closed = true;
        life.close();
        break;
      case 'advance':
        throw new Error('Time passes in pass()');
    }
  }

  /** Lets time pass, from one timer to the next, so that whoever is woken acts at that time. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.mono + ms;
    for (let next = this.clock.next; next !== undefined; next = this.clock.next) {
      if (this.clock.mono + next > end) break;
      this.clock.advance(next);
      await settle();
      this.check();
    }
    this.clock.advance(Math.max(0, end - this.clock.mono));
    await settle();
  }

  /** What holds after each step. */
  check(): void {
    this.underWay.size.should.be.belowOrEqual(1, 'token calls under way');
    for (const { since, told } of this.watchers) {
      told.should.eql(this.closed ? told : this.news.slice(since), 'what a watcher was told');
    }
    const timers = this.underWay.size + (this.watchers.length > 0 && !this.closed ? 1 : 0);
    this.clock.waiting.should.be.belowOrEqual(timers, 'timers');
    if (this.closed) this.afterClose.should.matchEach('TUYA_ABORTED');
  }

  /** All is well again at the cloud; a user whose pair was lost authorizes. */
  mend(): void {
    [this.refusals, this.drops, this.latency, this.failures] = [0, 0, 0, []];
    if (this.mode === 'user' && this.stored?.refresh_token !== this.valid.refresh_token) {
      this.apply({ kind: 'authorize' });
    }
  }

  /** What a call does: two tries with whatever token there is. Answers whether it went well. */
  async request(): Promise<boolean> {
    for (let attempt = 1; attempt <= 2; attempt++) {
      const token = await this.life.get(this.never);
      token.end.should.be.above(this.clock.monotonic(), 'the end of a token that was given');
      if (this.takes(token)) {
        this.life.accept(token);
        return true;
      }
      this.life.reject(token, new TuyaError('TUYA_1010', 'no', { tuya: { code: 1010 } }));
    }
    return false;
  }

  /** A failure that is no TuyaError is the model's own, and ends the test. */
  readonly broken: unknown[] = [];
  private track(outcome: Promise<unknown>): void {
    this.open++;
    outcome
      .catch((thrown: unknown) => {
        if (!(thrown instanceof TuyaError)) this.broken.push(thrown);
        else if (this.closed) this.afterClose.push(thrown.code);
      })
      .finally(() => this.open--)
      .catch(() => undefined);
  }

  private authorize(): void {
    this.issue();
    this.stored = this.valid;
    this.refusedRefresh = '';
    this.failedAt = -Infinity;
  }

  private issue(): void {
    const n = String(++this.issued);
    const end = this.clock.mono + this.cloudAhead + this.lasts;
    this.valid = { access_token: `access${n}`, refresh_token: `refresh${n}`, end };
  }

  private takes({ access_token }: Token): boolean {
    if (this.refusals > 0) {
      this.refusals--;
      return false;
    }
    return access_token === this.valid.access_token && this.clock.mono + this.cloudAhead < this.valid.end;
  }

  /** As the fetchers of projects and of users do it, in short. */
  private async fetch(wanted: Wanted, before: Token | undefined): Promise<Grant> {
    if (this.closed) throw new Error('A token call began after the close');
    let grant: Grant;
    if (this.mode === 'project') {
      grant = await this.call(() => {
        const left = this.valid.end - this.clock.mono - this.cloudAhead;
        if (wanted === 'valid' && this.sticky && left > 0)
          return this.grantOf(this.valid, Math.min(left, this.lasts));
        this.issue();
        return this.grantOf(this.valid, this.lasts);
      });
    } else {
      const tried = this.stored;
      const isKnown = tried?.refresh_token === this.refusedRefresh;
      if (tried === undefined || isKnown) throw new TuyaError('TUYA_AUTHORIZATION_REQUIRED', 'no');
      const left = tried.end - this.clock.mono - this.cloudAhead;
      if (wanted === 'valid' && tried.access_token !== before?.access_token && left > 0) {
        grant = { ...this.grantOf(tried, Math.min(left, this.lasts)), found: before !== undefined };
      } else {
        grant = await this.call(() => {
          if (tried.refresh_token !== this.valid.refresh_token) {
            this.refusedRefresh = tried.refresh_token;
            throw new TuyaError('TUYA_AUTHORIZATION_REQUIRED', 'no');
          }
          this.issue();
          return this.grantOf(this.valid, this.lasts);
        });
        this.stored = this.valid;
      }
    }
    if (!this.hasEnded() && grant.access_token !== this.news.at(-1)) this.news.push(grant.access_token);
    return grant;
  }

  /** Asked again after each wait: a close may have come meanwhile. */
  private hasEnded(): boolean {
    return this.closed;
  }

  private grantOf({ access_token, refresh_token }: Pair, life: number): Grant {
    return { access_token, refresh_token, uid: '', base_url: '', life, askedAt: this.clock.mono };
  }

  /** One token call: done at the cloud at once, answered after its latency or, where the reply is dropped, never. */
  private async call(answer: () => Grant): Promise<Grant> {
    this.calls++;
    (this.clock.mono - this.failedAt).should.be.aboveOrEqual(1000, 'time since a token call that failed');
    const failure = this.failures.shift();
    const isDropped = failure === undefined && this.drops > 0;
    if (isDropped) this.drops--;
    try {
      const outcome =
        failure === undefined ? Promise.resolve().then(answer) : Promise.reject(errorOf(failure));
      outcome.catch(() => undefined);
      await this.way(isDropped ? TIMEOUT : this.latency, isDropped);
      return await outcome;
    } catch (thrown) {
      const isFinal = thrown instanceof TuyaError && thrown.code === 'TUYA_AUTHORIZATION_REQUIRED';
      if (!isFinal) this.failedAt = this.clock.mono;
      throw thrown;
    }
  }

  private way(ms: number, isDropped: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        cancel();
        this.underWay.delete(cut);
      };
      const cut = (): void => {
        end();
        reject(new TuyaError('TUYA_NETWORK', 'The connection was lost'));
      };
      const cancel = this.clock.after(ms, () => {
        end();
        if (isDropped) reject(new TuyaError('TUYA_TIMEOUT', 'No answer'));
        else resolve();
      });
      this.underWay.add(cut);
      if (ms > 0) return;
      end();
      this.underWay.add(cut);
      queueMicrotask(() => {
        this.underWay.delete(cut);
        resolve();
      });
    });
  }
}

function errorOf(code: string): TuyaError {
  return new TuyaError(code, 'no', code === 'TUYA_1004' ? { tuya: { code: 1004 } } : {});
}

/** Goes through all that happens, and looks after each step. */
async function live(world: World, events: Event[]): Promise<void> {
  for (const one of events) {
    if (one.kind === 'advance') await world.pass(one.ms);
    else world.apply(one);
    await settle();
    world.broken.should.eql([]);
    world.check();
  }
}

const lives = fc.tuple(fc.constantFrom<Mode>('project', 'user'), fc.constantFrom(7_200_000, 100_000));
const story = fc.array(event, { maxLength: 60, size: 'max' });

describe("a token's life, whatever happens in it", () => {
  it('one token call at a time; nothing dead given out; who watches hears of each new token once; a failure costs a back-off; nobody waits for good, and all is well within two minutes', async () => {
    await fc.assert(
      fc.asyncProperty(lives, story, async ([mode, lasts], events) => {
        const world = new World(mode, lasts);
        await live(world, events);
        world.mend();
        await world.pass(60_000);
        world.open.should.equal(0, 'requests that wait');
        // A rival or an early end may cost the repeat that a call has, and a row of refusals one back-off.
        if (!(await world.request().catch(() => false))) {
          await world.pass(60_000);
          (await world.request()).should.be.true();
        }
        await live(world, [{ kind: 'close' }]);
        world.clock.waiting.should.equal(0);
      }),
      { numRuns: 300, examples: EXAMPLES },
    );
  });

  it('after a close all who wait have failed with TUYA_ABORTED, no token call begins, and nobody is told of anything', async () => {
    await fc.assert(
      fc.asyncProperty(lives, story, story, async ([mode, lasts], before, after) => {
        const world = new World(mode, lasts);
        await live(world, before);
        await live(world, [{ kind: 'close' }]);
        world.open.should.equal(0, 'requests that wait');
        const { calls } = world;
        await live(world, after);
        world.open.should.equal(0, 'requests that wait');
        world.calls.should.equal(calls, 'token calls');
        await world.life.get(new Abort()).should.be.rejectedWith({ code: 'TUYA_ABORTED' });
      }),
      { numRuns: 100 },
    );
  });

  it('a cloud that refuses every token sees at most eight logins in the first minute, however many ask', async () => {
    const world = new World('project', 7_200_000);
    await live(world, [{ kind: 'refuse', times: Infinity }]);
    for (let second = 0; second < 60; second++) {
      await live(world, [
        ...Array.from({ length: 10 }, (): Event => ({ kind: 'request' })),
        { kind: 'advance', ms: 1000 },
      ]);
    }
    world.calls.should.be.belowOrEqual(8);
  });

  it('a cloud that fails sees a login every five seconds at most, however many ask', async () => {
    const world = new World('project', 7_200_000);
    await live(world, [{ kind: 'fail', code: 'TUYA_NETWORK', times: 1000 }]);
    for (let second = 0; second < 60; second++) {
      await live(world, [
        ...Array.from({ length: 10 }, (): Event => ({ kind: 'request' })),
        { kind: 'advance', ms: 1000 },
      ]);
    }
    world.calls.should.be.belowOrEqual(15);
  });
});

/** What went wrong once. */
const EXAMPLES: [[Mode, number], Event[]][] = [
  [
    ['project', 7_200_000],
    [
      { kind: 'refuse', times: 2 },
      { kind: 'request' },
      { kind: 'advance', ms: 1000 },
      { kind: 'renew' },
      { kind: 'rival' },
    ],
  ],
  [
    ['project', 100_000],
    [
      { kind: 'sticky', on: true },
      { kind: 'request' },
      { kind: 'advance', ms: 95_000 },
      { kind: 'slow down', ms: 10_000 },
      { kind: 'forget' },
      { kind: 'request' },
    ],
  ],
];
