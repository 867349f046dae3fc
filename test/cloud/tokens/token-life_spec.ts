import { setMaxListeners } from 'node:events';
import should from 'should';
import { TokenLife } from '../../../nodes/cloud/tokens/token-life';
import type { Fetch } from '../../../nodes/cloud/tokens/token-life';
import { TuyaError, aborted } from '../../../nodes/cloud/errors/tuya-error';
import { FakeClock } from '../../support/fake-clock';
import type { Grant } from '../../../nodes/cloud/tokens/token';

const REFUSED = new TuyaError('TUYA_1010', 'token invalid', { tuya: { code: 1010 } });
const never = new AbortController().signal;
setMaxListeners(0, never);
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function rig(life = 7_200_000): {
  clock: FakeClock;
  calls: string[];
  fetch: Fetch;
  life: TokenLife;
  next: { grant?: Partial<Grant>; error?: TuyaError; held?: Promise<void> };
} {
  const clock = new FakeClock();
  const calls: string[] = [];
  const next: { grant?: Partial<Grant>; error?: TuyaError; held?: Promise<void> } = {};
  const fetch: Fetch = async (wanted) => {
    calls.push(wanted);
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
  return { clock, calls, next, fetch, life: new TokenLife(clock, fetch) };
}

describe('token life', () => {
  it('RULES 1: one call for a thousand waiters, cleared on success', async () => {
    const { life, calls } = rig();
    const tokens = await Promise.all(Array.from({ length: 1000 }, () => life.get(never)));
    calls.should.have.length(1);
    new Set(tokens).size.should.equal(1);
  });

  it('RULES 1: cleared on failure, and a waiter that gives up cancels nothing', async () => {
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

  it('RULES 2: a token ends when its life is over on the monotonic clock, whatever the wall clock says', async () => {
    const { life, clock, calls } = rig(100_000);
    await life.get(never);
    clock.wall += 86_400_000;
    await life.get(never);
    calls.should.have.length(1);
    clock.mono += 100_000;
    (await life.get(never)).access_token.should.equal('a2');
  });

  it('RULES 3: renewed in the background in the last tenth, the old one goes on working', async () => {
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

  it('RULES 3: a background failure is caught and backs off', async () => {
    const { life, clock, calls, next } = rig(1_000_000);
    const uncaught: unknown[] = [];
    const note = (reason: unknown): void => void uncaught.push(reason);
    process.on('unhandledRejection', note);
    await life.get(never);
    clock.advance(910_000);
    next.error = new TuyaError('TUYA_NETWORK', 'down');
    for (let i = 0; i < 5; i++) {
      (await life.get(never)).access_token.should.equal('a1');
      await settle();
    }
    calls.should.have.length(2);
    for (const [ms, length] of [
      [4_999, 2],
      [1, 3],
    ] as const) {
      clock.advance(ms);
      await life.get(never);
      await settle();
      calls.should.have.length(length);
    }
    process.off('unhandledRejection', note);
    uncaught.should.eql([]);
  });

  it('RULES 3: an idle account has no timer; a watched one renews by itself', async () => {
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
    calls.should.eql(['valid', 'valid']);
    unwatch();
    clock.waiting.should.equal(0);
  });

  it('RULES 3: a token that was got in another way is renewed by itself too, where somebody watches', async () => {
    const { life, clock, calls } = rig();
    life.watch(() => undefined);
    const grant = { access_token: 'a', refresh_token: 'r', uid: 'u', base_url: '', life: 100_000 };
    life.use({ ...grant, askedAt: clock.monotonic() });
    clock.advance(89_999);
    calls.should.eql([]);
    clock.advance(1);
    calls.should.eql(['valid']);
    await settle();
  });

  it('RULES 4: near its end and after it any valid token is wanted, and a new one only when somebody asks for it', async () => {
    const { life, clock, calls } = rig(100_000);
    await life.get(never);
    clock.advance(90_000);
    await life.get(never);
    await settle();
    clock.advance(100_000);
    await life.get(never);
    await life.renew(never);
    calls.should.eql(['valid', 'valid', 'valid', 'new']);
  });

  it('a refused token that somebody watches is replaced by itself', async () => {
    const { life, clock } = rig();
    const told: string[] = [];
    life.watch((token) => told.push(token.access_token));
    life.reject(await life.get(never), REFUSED);
    clock.advance(0);
    await settle();
    told.should.eql(['a1', 'a2']);
  });

  it('one of two watchers who leaves takes no timer away, and one who comes to what was forgotten makes none', async () => {
    const { life, clock } = rig();
    const leave = life.watch(() => undefined);
    life.watch(() => undefined);
    await life.get(never);
    leave();
    clock.waiting.should.equal(1);
    life.forget();
    life.watch(() => undefined);
    clock.waiting.should.equal(0);
  });

  it('all who wait for one token call are told when it begins', async () => {
    const clock = new FakeClock();
    const told: string[] = [];
    let begin = (): void => undefined;
    const life = new TokenLife(clock, (_wanted, _before, _signal, begun) => {
      begin = begun;
      return new Promise(() => undefined);
    });
    for (const name of ['one', 'two']) life.get(never, () => told.push(name)).catch(() => undefined);
    await settle();
    told.should.eql([]);
    begin();
    told.should.eql(['one', 'two']);
    life.close();
  });

  it('P6: the same token that comes back stays what it is: its calls under way are not told from later ones', async () => {
    const { life, clock, next } = rig();
    next.grant = { access_token: 'same', life: 600_000 };
    const first = await life.get(never);
    clock.advance(595_000);
    const longer = await life.renew(never);
    longer.generation.should.equal(first.generation);
    longer.end.should.equal(1_195_000);
  });

  it('P6: the same token with a life that makes no sense keeps the end that is known, and a second at least', async () => {
    const { life, clock, next } = rig();
    next.grant = { access_token: 'same', life: 20_000 };
    await life.get(never);
    next.grant = { access_token: 'same', life: 10_000 };
    clock.advance(15_000);
    (await life.renew(never)).end.should.equal(20_000);
    clock.advance(4_500);
    (await life.renew(never)).end.should.equal(20_500);
    next.grant = { access_token: 'other', life: 10_000 };
    (await life.renew(never)).end.should.equal(29_500);
  });

  it('a success ends the row of failures: the next one is remembered for as short as the first', async () => {
    const { life, clock, next } = rig(100_000);
    for (let i = 0; i < 3; i++) {
      next.error = new TuyaError('TUYA_NETWORK', 'down');
      await life.get(never).should.be.rejected();
      delete next.error;
      clock.advance(1000);
      await life.get(never);
      clock.advance(100_000);
    }
  });

  it('RULES 3: the timer of a watched token runs when its last tenth begins', async () => {
    const { life, clock, calls } = rig(100_000);
    life.watch(() => undefined);
    await life.get(never);
    clock.advance(89_999);
    calls.should.have.length(1);
    clock.advance(1);
    calls.should.have.length(2);
  });

  it('P8: a machine that slept past the end of a watched token renews it within five minutes', async () => {
    const { life, clock, calls } = rig();
    const seen: string[] = [];
    life.watch((token) => seen.push(token.access_token));
    await life.get(never);
    clock.sleep(8 * 3_600_000);
    calls.should.have.length(1);
    clock.advance(5 * 60_000 - 1);
    calls.should.have.length(1);
    clock.advance(1);
    await settle();
    await settle();
    seen.should.eql(['a1', 'a2']);
  });

  it('P6: the timer of a watched token that came back the same runs just after its end', async () => {
    const { life, clock, calls, next } = rig(100_000);
    life.watch(() => undefined);
    next.grant = { access_token: 'same' };
    await life.get(never);
    clock.advance(40_000);
    next.grant = { access_token: 'same', life: 60_000 };
    await life.renew(never);
    calls.length = 0;
    clock.advance(60_049);
    calls.should.have.length(0);
    clock.advance(1);
    calls.should.have.length(1);
  });

  it('RULES 5: a rejection counts only against the current generation', async () => {
    const { life, calls } = rig();
    const old = await life.get(never);
    life.reject(old, REFUSED);
    const fresh = await life.get(never);
    life.reject(old, REFUSED);
    (await life.get(never)).should.equal(fresh);
    calls.should.have.length(2);
  });

  it('RULES 5: the same token after a rejection is a new generation, so that a thousand rejections cost one call', async () => {
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

  it('P6: a token that has ended when it comes is given to nobody: the next one is fetched', async () => {
    const { clock, calls, fetch } = rig();
    const life = new TokenLife(clock, async (...asked) => {
      const grant = await fetch(...asked);
      if (calls.length > 1) return grant;
      clock.advance(500);
      return { ...grant, life: 500 };
    });
    const both = await Promise.all([life.get(never), life.get(never)]);
    both.map(({ access_token }) => access_token).should.eql(['a2', 'a2']);
    calls.should.eql(['valid', 'valid']);
  });

  it('RULES 10: a refused login is remembered for 30 seconds', async () => {
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

  it('RULES 11: a close ends all waits and all timers', async () => {
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
    const watched = rig();
    watched.life.watch(() => undefined);
    await watched.life.get(never);
    watched.clock.waiting.should.equal(1);
    watched.life.close();
    watched.clock.waiting.should.equal(0);
  });

  it('RULES 3: at its end exactly, and not a moment before, calls wait for the new one', async () => {
    const { life, clock, calls } = rig(100_000);
    await life.get(never);
    clock.mono = 99_999;
    should(life.ready()?.access_token).equal('a1');
    clock.mono = 100_000;
    should(life.ready()).be.undefined();
    await settle();
    calls.should.have.length(2); // the background renewal that the last look began
  });

  it('RULES 3: a background renewal begins in the last tenth exactly', async () => {
    const { life, clock, calls } = rig(100_000);
    await life.get(never);
    clock.mono = 89_999;
    life.ready();
    calls.should.have.length(1);
    clock.mono = 90_000;
    life.ready();
    calls.should.have.length(2);
  });

  it('tells of each token once, and of a token that comes back the same not again', async () => {
    const { life, next } = rig();
    const told: string[] = [];
    life.watch((token) => told.push(token.access_token));
    next.grant = { access_token: 'same' };
    const first = await life.get(never);
    await life.renew(never);
    life.use(first);
    delete next.grant;
    await life.renew(never);
    told.should.eql(['same', 'a3']);
  });

  it('RULES 3: a watched renewal that is refused for a reason of settings is tried again by itself when that is over', async () => {
    const { life, clock, calls, next } = rig(100_000);
    const told: string[] = [];
    life.watch((token) => told.push(token.access_token));
    await life.get(never);
    next.error = new TuyaError('TUYA_28841002', 'expired', { tuya: { code: 28841002 } });
    clock.advance(90_000);
    await settle();
    await settle();
    calls.should.have.length(2);
    delete next.error;
    clock.advance(29_999);
    calls.should.have.length(2);
    clock.advance(1);
    await settle();
    await settle();
    told.should.eql(['a1', 'a3']);
  });

  it('a refused token whose login fails is asked for again by itself, as long as somebody watches', async () => {
    const { life, clock, calls, next } = rig();
    const told: string[] = [];
    const unwatch = life.watch((token) => told.push(token.access_token));
    const token = await life.get(never);
    next.error = new TuyaError('TUYA_NETWORK', 'down');
    life.reject(token, REFUSED);
    await life.get(never).should.be.rejectedWith({ code: 'TUYA_NETWORK' });
    delete next.error;
    clock.advance(5000);
    await settle();
    await settle();
    told.should.eql(['a1', 'a3']);
    calls.should.have.length(3);
    unwatch();
    clock.waiting.should.equal(0);
  });

  it('RULES 3: an account that nobody has used makes no call, watched or not', async () => {
    const { life, clock, calls } = rig();
    life.watch(() => undefined);
    clock.advance(1e9);
    await settle();
    calls.should.eql([]);
    clock.waiting.should.equal(0);
  });

  it('P18, RULES 10: two hundred who wait for a login that fails get the one error; the next second asks again', async () => {
    const { life, clock, calls, next } = rig();
    next.error = new TuyaError('TUYA_HTTP_503', 'no', { statusCode: 503 });
    for (let i = 0; i < 200; i++) await life.get(never).should.be.rejectedWith({ code: 'TUYA_HTTP_503' });
    calls.should.have.length(1);
    delete next.error;
    clock.advance(1000);
    (await life.get(never)).access_token.should.equal('a2');
  });

  it('a token that is refused whatever it is costs one login a back-off, and one that is taken ends that', async () => {
    const { life, clock, calls } = rig();
    life.reject(await life.get(never), REFUSED);
    life.reject(await life.get(never), REFUSED);
    for (let i = 0; i < 50; i++) await life.get(never).should.be.rejectedWith({ code: 'TUYA_1010' });
    calls.should.have.length(2);
    clock.advance(1000);
    const token = await life.get(never);
    life.accept(token);
    life.reject(token, REFUSED);
    (await life.get(never)).access_token.should.equal('a4');
  });

  it('RULES 7: a refusal of a token that another process left in the store does not count', async () => {
    const { life, next } = rig();
    life.reject(await life.get(never), REFUSED);
    next.grant = { found: true };
    life.reject(await life.get(never), REFUSED);
    delete next.grant;
    (await life.get(never)).access_token.should.equal('a3');
  });

  it('an old token that is taken says nothing about the one that was refused since', async () => {
    const { life } = rig();
    const old = await life.get(never);
    life.reject(old, REFUSED);
    const second = await life.get(never);
    life.accept(old);
    life.reject(second, REFUSED);
    await life.get(never).should.be.rejectedWith({ code: 'TUYA_1010' });
  });

  it('RULES 10: renew does not ask the cloud while an error is remembered', async () => {
    const { life, calls, next } = rig();
    next.error = new TuyaError('TUYA_1004', 'no', { tuya: { code: 1004 } });
    await life.get(never).should.be.rejectedWith({ code: 'TUYA_1004' });
    await life.renew(never).should.be.rejectedWith({ code: 'TUYA_1004' });
    calls.should.have.length(1);
  });

  it('forget drops the token, its timer and what is remembered of failures', async () => {
    const { life, clock, calls, next } = rig();
    life.watch(() => undefined);
    await life.get(never);
    should(life.forget()).equal('u');
    clock.waiting.should.equal(0);
    should(life.ready()).be.undefined();
    next.error = new TuyaError('TUYA_1004', 'no', { tuya: { code: 1004 } });
    await life.get(never).should.be.rejectedWith({ code: 'TUYA_1004' });
    life.forget();
    delete next.error;
    (await life.get(never)).access_token.should.equal('a3');
    calls.should.have.length(3);
  });

  it('tells when a token call begins and ends, and nobody who has left', async () => {
    const { life, clock, next } = rig();
    const told: boolean[] = [];
    const stop = life.onRenewing((renewing) => told.push(renewing));
    await life.get(never);
    next.error = new TuyaError('TUYA_NETWORK', 'down');
    await life.renew(never).should.be.rejected();
    told.should.eql([true, false, true, false]);
    stop();
    delete next.error;
    clock.advance(1000);
    await life.renew(never);
    told.should.have.length(4);
  });

  it('RULES 11: a renewal that waits for the call before it begins none when it is closed', async () => {
    const { life, calls, next } = rig();
    next.held = new Promise(() => undefined);
    const first = life.get(never);
    const renewal = life.renew(never);
    life.close();
    await first.should.be.rejectedWith({ code: 'TUYA_ABORTED' });
    await renewal.should.be.rejectedWith({ code: 'TUYA_ABORTED' });
    await settle();
    calls.should.eql(['valid']);
  });

  it('RULES 1: a renewal that waits for the call before it can be given up, and begins none then', async () => {
    const { life, calls, next } = rig();
    next.held = new Promise(() => undefined);
    const first = life.get(never);
    const impatient = new AbortController();
    const renewal = life.renew(impatient.signal);
    impatient.abort(new TuyaError('TUYA_TIMEOUT', 'late'));
    await renewal.should.be.rejectedWith({ code: 'TUYA_TIMEOUT' });
    calls.should.eql(['valid']);
    life.close();
    await first.should.be.rejectedWith({ code: 'TUYA_ABORTED' });
  });

  it('RULES 11: who has given up before asking begins no token call', async () => {
    const { life, calls } = rig();
    const gone = AbortSignal.abort(new TuyaError('TUYA_ABORTED', 'gone'));
    await life.get(gone).should.be.rejectedWith({ code: 'TUYA_ABORTED' });
    await life.renew(gone).should.be.rejectedWith({ code: 'TUYA_ABORTED' });
    calls.should.eql([]);
  });

  it('RULES 11: a closed life makes neither calls nor timers', async () => {
    const { life, clock, calls } = rig();
    const token = await life.get(never);
    life.close(new TuyaError('TUYA_AUTHORIZATION_REQUIRED', 'gone'));
    life.watch(() => undefined);
    clock.waiting.should.equal(0);
    should(life.ready()).be.undefined();
    await life.renew(never).should.be.rejectedWith({ code: 'TUYA_AUTHORIZATION_REQUIRED' });
    await life.get(never).should.be.rejectedWith({ code: 'TUYA_AUTHORIZATION_REQUIRED' });
    life.reject(token, REFUSED);
    clock.waiting.should.equal(0);
    calls.should.have.length(1);
  });

  it('is fresh for two minutes', async () => {
    const { life, clock } = rig();
    clock.advance(300_000);
    const token = await life.get(never);
    clock.advance(119_999);
    life.isFresh(token).should.be.true();
    clock.advance(1);
    life.isFresh(token).should.be.false();
  });

  it('a renewal waits for a fetch that is under way, and then brings a new token', async () => {
    const { life, calls, next } = rig();
    let release = (): void => undefined;
    next.held = new Promise((resolve) => {
      release = resolve;
    });
    const first = life.get(never);
    const renewed = life.renew(never);
    const again = life.renew(never);
    delete next.held;
    release();
    (await first).access_token.should.equal('a1');
    (await renewed).access_token.should.equal('a2');
    (await again).access_token.should.equal('a2');
    calls.should.eql(['valid', 'new']);
  });

  describe('says of the whole account', () => {
    const listen = (life: TokenLife): string[] => {
      const told: string[] = [];
      life.report.onNews((news) => {
        told.push(news.about === 'key' ? `key ${news.error?.code ?? 'good'}` : `taken ${news.taken}`);
      });
      return told;
    };

    it('whether Tuya gives a token, also to who comes while a refusal is remembered', async () => {
      const { life, next, clock } = rig();
      const told = listen(life);
      next.error = new TuyaError('TUYA_1004', 'no', { tuya: { code: 1004 } });
      for (let i = 0; i < 2; i++) await life.get(never).catch(() => undefined);
      told.splice(0).should.eql(['key TUYA_1004', 'key TUYA_1004']);
      delete next.error;
      clock.advance(30_000);
      await life.get(never);
      told.should.eql(['key good']);
    });

    it('nothing when the token is one that another process has stored', async () => {
      const { life, next } = rig();
      next.grant = { found: true };
      const told = listen(life);
      life.reject(await life.get(never), REFUSED);
      life.reject(await life.get(never), REFUSED);
      told.should.eql([]);
    });

    it('that another program takes it: refused twice in its first two minutes, until one has lived longer', async () => {
      const { life, clock } = rig();
      const told = listen(life);
      for (let i = 0; i < 2; i++) {
        const token = await life.get(never);
        life.accept(token);
        clock.advance(119_999);
        life.reject(token, REFUSED);
        clock.advance(60_000);
      }
      const token = await life.get(never);
      life.accept(token);
      clock.advance(120_000);
      life.accept(token);
      told.filter((one) => one !== 'key good').should.eql(['taken true', 'taken false']);
    });

    it('nothing of a token that a newer one has replaced', async () => {
      const { life, clock } = rig();
      const old = await life.get(never);
      await life.renew(never);
      const told = listen(life);
      life.reject(old, REFUSED);
      life.reject(old, REFUSED);
      clock.advance(120_000);
      life.accept(old);
      told.should.eql([]);
    });
  });
});
