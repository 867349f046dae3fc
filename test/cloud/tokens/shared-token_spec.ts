import 'should';
import { TuyaError, aborted } from '../../../nodes/cloud/errors/tuya-error';
import type { Deadline } from '../../../nodes/cloud/time/deadline';
import { Abort } from '../../../nodes/cloud/time/signal';
import { ProjectTokens, SharedToken } from '../../../nodes/cloud/tokens/project';
import type { Grant } from '../../../nodes/cloud/tokens/token';
import type { Patience, TokenCalls } from '../../../nodes/cloud/tokens/token-calls';
import { Watch } from '../../../nodes/cloud/tokens/watch';
import { FakeClock } from '../../support/fake-clock';

const never = new Abort();
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a login shared by accounts', () => {
  let clock: FakeClock;
  let shared: SharedToken;
  let log: string[];
  /** What becomes of a token call; its deadline is given. */
  let outcome: (what: string, deadline: Deadline) => Promise<void>;
  let refresh_token: string;
  let deadlines: Deadline[];

  beforeEach(() => {
    clock = new FakeClock();
    shared = new SharedToken(clock);
    [log, deadlines, refresh_token] = [[], [], 'r'];
    outcome = () => Promise.resolve();
  });

  /** An account that takes part; its token calls are noted. */
  function account(name: string, timeout = 1000): ProjectTokens {
    const grant = async (what: string, { deadline, timeout: ms }: Patience): Promise<Grant> => {
      log.push(`${name} ${what}`);
      ms.should.equal(timeout);
      deadlines.push(deadline);
      await outcome(what, deadline);
      const access_token = `${what}${log.length}`;
      return {
        access_token,
        refresh_token,
        uid: '',
        base_url: 'https://b',
        life: 7_200_000,
        askedAt: clock.monotonic(),
      };
    };
    const calls: Pick<TokenCalls, 'login' | 'refresh'> = {
      login: (patience) => grant('login', patience),
      refresh: (token, base, again, patience) => grant(`refresh ${token} ${base} ${String(again)}`, patience),
    };
    return new ProjectTokens(shared, calls as TokenCalls, timeout, new Watch());
  }

  it('RULES 4, 7: a renewal uses the refresh token where there is one, once; a login does not', async () => {
    account('one');
    await shared.life.renew(never);
    await shared.life.renew(never);
    clock.advance(7_200_000);
    await shared.life.get(never);
    refresh_token = '';
    await shared.life.renew(never);
    await shared.life.renew(never);
    log.should.eql([
      'one login',
      'one refresh r https://b false',
      'one login',
      'one refresh r https://b false',
      'one login',
    ]);
  });

  for (const [what, error, then] of [
    ['a refused refresh token', new TuyaError('TUYA_1010', 'no', { tuya: { code: 1010 } }), true],
    ['a lost reply', new TuyaError('TUYA_NETWORK', 'lost'), true],
    ['a refused key', new TuyaError('TUYA_1004', 'no', { tuya: { code: 1004 } }), false],
  ] as const) {
    it(`P3, RULES 7: after ${what} a renewal ${then ? 'logs in' : 'ends'}`, async () => {
      account('one');
      await shared.life.get(never);
      outcome = (call) => (call === 'login' ? Promise.resolve() : Promise.reject(error));
      const renewed = shared.life.renew(never);
      if (then) (await renewed).access_token.should.equal('login3');
      else await renewed.should.be.rejectedWith({ code: error.code });
      log.should.have.length(then ? 3 : 2);
    });
  }

  it('a renewal that is out of time does not log in after all', async () => {
    account('one');
    await shared.life.get(never);
    outcome = (_, deadline) => {
      deadline.abort(new TuyaError('TUYA_TIMEOUT', 'late'));
      return Promise.reject(new TuyaError('TUYA_TIMEOUT', 'late'));
    };
    await shared.life.renew(never).should.be.rejectedWith({ code: 'TUYA_TIMEOUT' });
    log.should.have.length(2);
  });

  it('an account that closes hands the login on to the next one, at once', async () => {
    const one = account('one', 1000);
    account('two', 2000);
    outcome = (_, deadline) =>
      new Promise((resolve, reject) => {
        if (log.length > 1) resolve();
        deadline.addEventListener('abort', () => {
          reject(aborted());
        });
      });
    const token = shared.life.get(never);
    await settle();
    await one.close();
    await token;
    log.should.eql(['one login', 'two login']);
  });

  it('what the cloud answers is the outcome, and nobody else asks', async () => {
    account('one');
    account('two');
    for (const code of ['TUYA_1004', 'TUYA_HTTP_503', 'TUYA_BAD_RESPONSE']) {
      outcome = () => Promise.reject(new TuyaError(code, 'no'));
      await shared.life.renew(never).should.be.rejectedWith({ code });
      clock.advance(30_000); // it is no longer remembered
    }
    log.should.eql(['one login', 'one login', 'one login']);
  });

  for (const code of ['TUYA_NETWORK', 'TUYA_TLS', 'TUYA_TIMEOUT']) {
    it(`after ${code} of one account the next one asks, and is the first to ask from then on`, async () => {
      account('one');
      account('two');
      account('three');
      outcome = () => (log.length === 1 ? Promise.reject(new TuyaError(code, 'down')) : Promise.resolve());
      (await shared.life.get(never)).access_token.should.equal('login2');
      clock.advance(7_200_000);
      await shared.life.get(never);
      log.should.eql(['one login', 'two login', 'two login']);
    });
  }

  it('where nobody reaches the cloud each is asked once, and the error is remembered once', async () => {
    account('one');
    account('two');
    outcome = () => Promise.reject(new TuyaError('TUYA_NETWORK', log.join()));
    for (let i = 0; i < 2; i++) {
      await shared.life.get(never).should.be.rejectedWith({ message: 'one login,two login' });
    }
    clock.advance(1000);
    await shared.life.get(never).should.be.rejected();
    log.should.eql(['one login', 'two login', 'one login', 'two login']);
  });

  it('an account that could not reach the cloud still ends with its close', async () => {
    const one = account('one');
    outcome = () => Promise.reject(new TuyaError('TUYA_NETWORK', 'down'));
    await shared.life.get(never).should.be.rejectedWith({ code: 'TUYA_NETWORK' });
    await one.close();
    await shared.life.get(never).should.be.rejectedWith({ code: 'TUYA_ABORTED' });
  });

  it('the last account that closes ends the life: who waits is told, and nobody asks any more', async () => {
    const one = account('one');
    const two = account('two');
    await one.close();
    outcome = () => new Promise(() => undefined);
    const token = shared.life.get(never);
    await settle();
    await two.close();
    await token.should.be.rejectedWith({ code: 'TUYA_ABORTED' });
    await shared.life.get(never).should.be.rejectedWith({ code: 'TUYA_ABORTED' });
    log.should.eql(['two login']);
  });

  it('L14: who takes part after the last one has closed gets a token, and who had closed gets none of it', async () => {
    const one = account('one');
    await shared.life.get(never);
    await one.close();
    const two = account('two');
    const token = await two.lifeOf().get(never);
    await one.close();
    (await two.lifeOf().get(never)).should.equal(token);
    await one.lifeOf().get(never).should.be.rejectedWith({ code: 'TUYA_ABORTED' });
    log.should.eql(['one login', 'two login']);
  });

  it('with no account there is nobody to ask', async () => {
    await shared.life.get(never).should.be.rejectedWith({ code: 'TUYA_ABORTED' });
  });

  it('a token call that is over listens to nobody: a later close does not end it again', async () => {
    const one = account('one');
    await shared.life.get(never);
    await one.close();
    deadlines.map(({ aborted: over }) => over).should.eql([false]);
  });
});
