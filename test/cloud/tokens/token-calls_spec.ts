import 'should';
import type { Performer } from '../../../nodes/cloud/call/perform';
import type { Plan } from '../../../nodes/cloud/call/plan';
import type { ApiRequest } from '../../../nodes/cloud/request/build';
import { Deadline } from '../../../nodes/cloud/time/deadline';
import { Abort } from '../../../nodes/cloud/time/signal';
import type { Signal } from '../../../nodes/cloud/time/signal';
import { TokenCalls } from '../../../nodes/cloud/tokens/token-calls';
import type { Patience } from '../../../nodes/cloud/tokens/token-calls';
import { FakeClock } from '../../support/fake-clock';

const OWN = 'https://own.example';
const REGION = 'https://openapi.tuyaus.com';
const RESULT = { access_token: 'a1', refresh_token: 'r1', uid: 'u1', expire_time: 7200 };

describe("Tuya's token calls", () => {
  let log: string[];
  let asked: { request: ApiRequest; plan: Plan } | undefined;
  let result: unknown;
  let deadline: Deadline;
  let turns: Signal[];

  beforeEach(() => {
    [log, turns, result, asked] = [[], [], RESULT, undefined];
    deadline = new Deadline(new FakeClock(), []);
  });

  const performer: Pick<Performer, 'perform'> = {
    perform: (request, plan) => {
      log.push(`perform with ${plan.deadline.left()} left`);
      asked = { request, plan };
      const envelope = { success: true as const, result, t: 1, tid: 'tid1' };
      return Promise.resolve({ envelope, statusCode: 200, attempts: 1, elapsed: 1, askedAt: 77 });
    },
  };
  const calls = new TokenCalls(performer as Performer, OWN, (wait, signal, left) => {
    turns.push(signal);
    log.push(`turn after ${wait} with ${left()} left`);
    return Promise.resolve();
  });
  const patience = (more: Partial<Patience> = {}): Patience => ({
    deadline,
    timeout: 3000,
    begun: () => void log.push('begun'),
    ...more,
  });
  const query = (): string => [...(asked?.request.query ?? [])].map((pair) => pair.join('=')).join('&');

  it('a login takes a turn; its time begins then, and who waits is told', async () => {
    const grant = await calls.login(patience());
    log.should.eql(['turn after 0 with 3000 left', 'begun', 'perform with 3000 left']);
    turns.should.eql([deadline]);
    grant.should.eql({
      access_token: 'a1',
      refresh_token: 'r1',
      uid: 'u1',
      life: 7_200_000,
      base_url: OWN,
      askedAt: 77,
    });
    query().should.equal('grant_type=1');
    asked?.request.segments.should.eql(['v1.0', 'token']);
    asked?.request.method.should.equal('GET');
    asked?.plan.should.containEql({ baseUrl: OWN, repeats: 2, once: false, secrets: [] });
  });

  it('a repeat takes a turn too', async () => {
    await calls.login(patience());
    await asked?.plan.again?.(250, deadline, () => 9);
    log.at(-1)?.should.equal('turn after 250 with 9 left');
  });

  it('who closes gives up the turn, not the call that is on its way', async () => {
    const closing = new Abort();
    await calls.login(patience({ closing }));
    turns.should.eql([closing]);
    asked?.plan.closing?.should.equal(closing);
    asked?.plan.deadline.should.equal(deadline);
  });

  it('P4: a refresh goes where its token is at home, once or again, and its refresh token is a secret', async () => {
    for (const again of [true, false]) {
      const { base_url } = await calls.refresh('r0', REGION, again, patience());
      base_url.should.equal(REGION);
      asked?.request.segments.should.eql(['v1.0', 'token', 'r0']);
      query().should.equal('');
      asked?.plan.should.containEql({ baseUrl: REGION, repeats: 1, once: !again, secrets: ['r0'] });
    }
    log[0]?.should.equal('turn after 0 with 3000 left');
  });

  it('a code has its turn already, and works once', async () => {
    await calls.exchange('c0', REGION, patience());
    log.should.eql(['begun', 'perform with 3000 left']);
    query().should.equal('code=c0&grant_type=2');
    asked?.plan.should.containEql({ baseUrl: REGION, repeats: 1, once: true, secrets: ['c0'] });
  });

  it('PROTOCOL 3.3: the region that the answer names counts when it is one', async () => {
    result = { ...RESULT, platform_url: REGION };
    (await calls.login(patience())).base_url.should.equal(REGION);
    result = { ...RESULT, platform_url: 'https://evil.example' };
    (await calls.login(patience())).base_url.should.equal(OWN);
  });

  it('an older answer says expire; what is no text counts as none', async () => {
    result = { access_token: 'a1', refresh_token: 5, uid: null, expire: 60 };
    (await calls.login(patience())).should.containEql({ refresh_token: '', uid: '', life: 60_000 });
  });

  for (const odd of [null, 'text', [], {}]) {
    it(`an answer of ${JSON.stringify(odd)} brings no token`, async () => {
      result = odd;
      await calls.login(patience()).should.be.rejectedWith({ code: 'TUYA_BAD_RESPONSE' });
    });
  }
});
