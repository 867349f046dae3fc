import fc from 'fast-check';
import 'should';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { Abort } from '../../../nodes/cloud/time/signal';
import { TokenLife } from '../../../nodes/cloud/tokens/token-life';
import type { Token } from '../../../nodes/cloud/tokens/token';
import { FakeClock } from '../../support/fake-clock';

/** What may happen in a token's life. */
type Event =
  | { kind: 'request' }
  | { kind: 'renew' }
  | { kind: 'advance'; ms: number }
  | { kind: 'expire early' }
  | { kind: 'rival' }
  | { kind: 'refuse'; times: number }
  | { kind: 'fail'; code: string; times: number }
  | { kind: 'sleep'; ms: number }
  | { kind: 'watch' }
  | { kind: 'leave' }
  | { kind: 'forget' };

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Event>({ kind: 'request' }) },
  { weight: 1, arbitrary: fc.constant<Event>({ kind: 'renew' }) },
  { weight: 3, arbitrary: fc.nat(4_000_000).map((ms): Event => ({ kind: 'advance', ms })) },
  { weight: 2, arbitrary: fc.nat(2000).map((ms): Event => ({ kind: 'advance', ms })) },
  { weight: 1, arbitrary: fc.constant<Event>({ kind: 'expire early' }) },
  { weight: 1, arbitrary: fc.constant<Event>({ kind: 'rival' }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }).map((times): Event => ({ kind: 'refuse', times })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('TUYA_NETWORK', 'TUYA_1004', 'TUYA_HTTP_503'), fc.integer({ min: 1, max: 4 }))
      .map(([code, times]): Event => ({ kind: 'fail', code, times })),
  },
  { weight: 1, arbitrary: fc.nat(90_000_000).map((ms): Event => ({ kind: 'sleep', ms })) },
  { weight: 1, arbitrary: fc.constant<Event>({ kind: 'watch' }) },
  { weight: 1, arbitrary: fc.constant<Event>({ kind: 'leave' }) },
  { weight: 1, arbitrary: fc.constant<Event>({ kind: 'forget' }) },
);

const LIFE = 7_200_000;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A cloud that knows one token at a time, and a life that asks it. */
class World {
  readonly clock = new FakeClock();
  readonly life: TokenLife;
  readonly unwatch: (() => void)[] = [];
  private readonly never = new Abort();
  private valid = '';
  private validUntil = 0;
  private issued = 0;
  private refusals = 0;
  private failures: string[] = [];
  private underWay = 0;
  fetches = 0;

  constructor() {
    this.life = new TokenLife(this.clock, async () => {
      this.fetches++;
      if (++this.underWay > 1) throw new Error('two token calls at once');
      const askedAt = this.clock.monotonic();
      await settle();
      this.underWay--;
      const failure = this.failures.shift();
      if (failure === 'TUYA_1004') throw new TuyaError(failure, 'no', { tuya: { code: 1004 } });
      if (failure !== undefined) throw new TuyaError(failure, 'no');
      this.valid = `token${++this.issued}`;
      this.validUntil = askedAt + LIFE;
      return {
        access_token: this.valid,
        refresh_token: 'r',
        uid: '',
        base_url: '',
        life: LIFE,
        askedAt,
      };
    });
  }

  /** What a call does: two tries with whatever token there is. Answers whether it went well. */
  async request(): Promise<boolean> {
    for (let attempt = 1; attempt <= 2; attempt++) {
      let token: Token;
      try {
        token = await this.life.get(this.never);
      } catch (thrown) {
        if (thrown instanceof TuyaError) return false;
        throw thrown;
      }
      if (token.end <= this.clock.monotonic() - 1) throw new Error('a token that is over was handed out');
      if (this.takes(token)) {
        this.life.accept(token);
        return true;
      }
      this.life.reject(token, new TuyaError('TUYA_1010', 'no', { tuya: { code: 1010 } }));
    }
    return false;
  }

  async apply(event: Event): Promise<void> {
    switch (event.kind) {
      case 'request':
        await this.request();
        break;
      case 'renew':
        await this.life.renew(this.never).catch((thrown: unknown) => {
          if (!(thrown instanceof TuyaError)) throw thrown;
        });
        break;
      case 'advance':
        this.clock.advance(event.ms);
        break;
      case 'sleep':
        this.clock.mono += event.ms; // no timer runs meanwhile
        this.clock.wall += event.ms;
        break;
      case 'expire early':
        this.validUntil = 0;
        break;
      case 'rival':
        this.valid = `rival${++this.issued}`;
        break;
      case 'refuse':
        this.refusals = event.times;
        break;
      case 'fail':
        this.failures = Array.from({ length: event.times }, () => event.code);
        break;
      case 'watch':
        this.unwatch.push(this.life.watch(() => undefined));
        break;
      case 'leave':
        this.unwatch.pop()?.();
        break;
      case 'forget':
        this.life.forget();
    }
    await settle();
    await settle();
  }

  /** All is well again at the cloud. */
  mend(): void {
    this.refusals = 0;
    this.failures = [];
  }

  private takes({ access_token }: Token): boolean {
    if (this.refusals > 0) {
      this.refusals--;
      return false;
    }
    return access_token === this.valid && this.clock.monotonic() < this.validUntil;
  }
}

describe("a token's life, whatever happens in it", () => {
  it('one token call at a time, nothing dead handed out, back within a minute, and no timer that nobody needs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), async (events) => {
        const world = new World();
        for (const one of events) {
          await world.apply(one);
          world.clock.waiting.should.be.belowOrEqual(world.unwatch.length === 0 ? 0 : 1);
        }
        world.mend();
        world.clock.advance(60_000);
        await settle();
        await settle();
        // A rival or an early end may cost the repeat that a call has, and a row of refusals one back-off.
        if (!(await world.request())) {
          world.clock.advance(60_000);
          (await world.request()).should.be.true();
        }
        world.life.close();
        world.clock.waiting.should.equal(0);
        await world.life.get(new Abort()).should.be.rejectedWith({ code: 'TUYA_ABORTED' });
      }),
      {
        numRuns: 300,
        examples: [
          [
            [
              { kind: 'refuse', times: 2 },
              { kind: 'request' },
              { kind: 'advance', ms: 1000 },
              { kind: 'renew' },
              { kind: 'rival' },
            ],
          ],
        ],
      },
    );
  });

  it('a cloud that refuses every token sees at most eight logins in the first minute, however many ask', async () => {
    const world = new World();
    await world.apply({ kind: 'refuse', times: Infinity });
    for (let second = 0; second < 60; second++) {
      for (let i = 0; i < 10; i++) await world.request();
      world.clock.advance(1000);
    }
    world.fetches.should.be.belowOrEqual(8);
  });

  it('a cloud that fails sees a login every five seconds at most, however many ask', async () => {
    const world = new World();
    await world.apply({ kind: 'fail', code: 'TUYA_NETWORK', times: 1000 });
    for (let second = 0; second < 60; second++) {
      for (let i = 0; i < 10; i++) await world.request();
      world.clock.advance(1000);
    }
    world.fetches.should.be.belowOrEqual(15);
  });
});
