import { setMaxListeners } from 'node:events';
import should from 'should';
import { TokenLife } from '../../../nodes/cloud/tokens/token-life';
import type { Fetch } from '../../../nodes/cloud/tokens/token-life';
import { TuyaError, aborted } from '../../../nodes/cloud/errors/tuya-error';
import { FakeClock } from '../../support/fake-clock';
import { lifeOf } from '../../../nodes/cloud/tokens/token';
import type { Grant } from '../../../nodes/cloud/tokens/token';

const REFUSED = new TuyaError('TUYA_1010', 'token invalid', { tuya: { code: 1010 } });
const never = new AbortController().signal;
setMaxListeners(0, never);
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function rig(life = 7_200_000): {
  clock: FakeClock;
  calls: string[];
  life: TokenLife;
  next: { grant?: Partial<Grant>; error?: TuyaError; held?: Promise<void> };
} {
  const clock = new FakeClock();
  const calls: string[] = [];
  const next: { grant?: Partial<Grant>; error?: TuyaError; held?: Promise<void> } = {};
  const fetch: Fetch = async (how) => {
    calls.push(how);
    const askedAt = clock.monotonic();
    if (next.held) await next.held;
    if (next.error) throw next.error;
    const n = String(calls.length);
    return {
      access_token: `a${n}`,
      refresh_token: `r${n}`,
      uid: 'u',
      base_url: '',
      life,
      askedAt,
      ...next.grant,
    };
  };
  return { clock, calls, next, life: new TokenLife(clock, fetch) };
}

describe('token life', () => {
  it('rule 1: one call for a thousand waiters, cleared on success', async () => {
    const { life, calls } = rig();
    const tokens = await Promise.all(Array.from({ length: 1000 }, () => life.get(never)));
    calls.should.have.length(1);
    new Set(tokens).size.should.equal(1);
  });

  it('rule 1: cleared on failure, and a waiter that gives up cancels nothing', async () => {
    const { life, calls, clock, next } = rig();
    let release = (): void => undefined;
    next.held = new Promise((resolve) => {
      release = resolve;
    });
    const impatient = new AbortController();
    const gone = life.get(impatient.signal);
    const patient = life.get(never);
    impatient.abort(new TuyaError('TUYA_TIMEOUT', 'late'));
    await gone.should.be.rejectedWith({ code: 'TUYA_TIMEOUT' });
    release();
    (await patient).access_token.should.equal('a1');
    calls.should.have.length(1);

    life.forget();
    next.error = new TuyaError('TUYA_NETWORK', 'down');
    await life.get(never).should.be.rejectedWith({ code: 'TUYA_NETWORK' });
    delete next.error;
    clock.advance(1000);
    (await life.get(never)).access_token.should.equal('a3');
  });

  it('rule 2: a token ends when its life is over on the monotonic clock, whatever the wall clock says', async () => {
    const { life, clock, calls } = rig(100_000);
    await life.get(never);
    clock.wall += 86_400_000;
    await life.get(never);
    calls.should.have.length(1);
    clock.mono += 100_000;
    (await life.get(never)).access_token.should.equal('a2');
  });

  it('rule 3: renewed in the background in the last tenth, the old one goes on working', async () => {
    const { life, clock, calls } = rig(100_000);
    await life.get(never);
    clock.advance(89_000);
    await life.get(never);
    calls.should.have.length(1);
    clock.advance(2_000);
    (await life.get(never)).access_token.should.equal('a1');
    await settle();
    calls.should.have.length(2);
    (await life.get(never)).access_token.should.equal('a2');
  });

  it('rule 3: a background failure is caught and backs off', async () => {
    const { life, clock, calls, next } = rig(1_000_000);
    await life.get(never);
    clock.advance(910_000);
    next.error = new TuyaError('TUYA_NETWORK', 'down');
    for (let i = 0; i < 5; i++) {
      (await life.get(never)).access_token.should.equal('a1');
      await settle();
    }
    calls.should.have.length(2);
    clock.advance(6_000);
    await life.get(never);
    await settle();
    calls.should.have.length(3);
  });

  it('rule 3: an idle account has no timer; a watched one renews by itself', async () => {
    const { life, clock, calls } = rig(100_000);
    await life.get(never);
    clock.waiting.should.equal(0);
    const seen: string[] = [];
    const unwatch = life.watch((token) => seen.push(token.access_token));
    clock.waiting.should.equal(1);
    clock.advance(90_000);
    await settle();
    await settle();
    seen.should.eql(['a2']);
    calls.should.eql(['login', 'login']);
    unwatch();
    clock.waiting.should.equal(0);
  });

  it('rule 4: simple mode renews by login, and through the refresh token only when asked', async () => {
    const { life, clock, calls } = rig(100_000);
    await life.get(never);
    clock.advance(100_000);
    await life.get(never);
    await life.renew(never);
    calls.should.eql(['login', 'login', 'renew']);
  });

  it('rule 5: a rejection counts only against the current generation', async () => {
    const { life, calls } = rig();
    const old = await life.get(never);
    life.reject(old, REFUSED);
    const fresh = await life.get(never);
    life.reject(old, REFUSED);
    (await life.get(never)).should.equal(fresh);
    calls.should.have.length(2);
  });

  it('rule 5: the same token after a rejection is a new generation, so that a thousand rejections cost one call', async () => {
    const { life, calls, next } = rig();
    next.grant = { access_token: 'same' };
    const old = await life.get(never);
    life.reject(old, REFUSED);
    const again = await life.get(never);
    again.generation.should.be.above(old.generation);
    life.reject(old, REFUSED);
    await life.get(never);
    calls.should.have.length(2);
  });

  it('P6: a nearly dead token that comes back the same is used to its end, without a login loop', async () => {
    const { life, clock, calls, next } = rig();
    next.grant = { access_token: 'same', life: 20_000 };
    await life.get(never);
    clock.advance(18_500);
    next.grant = { access_token: 'same', life: 1_500 };
    for (let i = 0; i < 10; i++) {
      await life.get(never);
      await settle();
    }
    calls.should.have.length(2);
    delete next.grant;
    clock.advance(1_600);
    (await life.get(never)).access_token.should.equal('a3');
  });

  it('P9: expire_time is checked and clamped', () => {
    for (const odd of [0, -5, NaN, Infinity, 'soon', '', null, undefined, {}, true])
      lifeOf(odd).should.equal(10_000);
    lifeOf(7200).should.equal(7_200_000);
    lifeOf('60').should.equal(60_000);
    lifeOf(2).should.equal(2000);
    lifeOf(365 * 86400).should.equal(7 * 86_400_000);
  });

  it('rule 10: a refused login is remembered for 30 seconds', async () => {
    const { life, clock, calls, next } = rig();
    next.error = new TuyaError('TUYA_1001', 'secret invalid');
    await life.get(never).should.be.rejectedWith({ code: 'TUYA_1001' });
    await life.get(never).should.be.rejectedWith({ code: 'TUYA_1001' });
    calls.should.have.length(1);
    clock.advance(30_001);
    delete next.error;
    await life.get(never);
    calls.should.have.length(2);
  });

  it('rule 11: a close ends all waits and all timers', async () => {
    const { life, clock, next } = rig();
    life.watch(() => undefined);
    await life.get(never);
    next.held = new Promise(() => undefined);
    const waiting = life.renew(never);
    life.close();
    await waiting.should.be.rejectedWith({ code: aborted().code });
    await life.get(never).should.be.rejectedWith({ code: 'TUYA_ABORTED' });
    clock.waiting.should.equal(0);
    should(life.forget()).be.undefined();
  });
});
