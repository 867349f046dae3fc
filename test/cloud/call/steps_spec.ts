import should from 'should';
import { Performer } from '../../../nodes/cloud/call/perform';
import type { Answer, CallToken, Plan } from '../../../nodes/cloud/call/plan';
import { Experience } from '../../../nodes/cloud/diagnosis/acquaintance';
import { effortOf } from '../../../nodes/cloud/errors/effort';
import { TuyaError, aborted } from '../../../nodes/cloud/errors/tuya-error';
import { buildRequest } from '../../../nodes/cloud/request/build';
import { CloudTime } from '../../../nodes/cloud/time/cloud-time';
import { Deadline } from '../../../nodes/cloud/time/deadline';
import { Abort } from '../../../nodes/cloud/time/signal';
import { TransportFault } from '../../../nodes/cloud/wire/transport';
import type { RawReply, WireRequest } from '../../../nodes/cloud/wire/transport';
import { FakeClock } from '../../support/fake-clock';
import { newcomer } from '../../support/refused';

const READ = buildRequest({ method: 'GET', path: '/v1.0/devices/x' });
const COMMAND = buildRequest({ method: 'POST', path: '/v1.0/devices/x/commands', body: {} });
const KIND = { name: 'GET /v1.0/devices/{}' };
/** How long each exchange takes, in milliseconds. */
const ROUND_TRIP = 40;
/** The pause before the first repeat with a random number of 0.5. */
const FIRST_PAUSE = 225;

const TOKEN: CallToken = {
  access_token: 'one',
  refresh_token: 'refresh0token',
  base_url: 'https://region.example',
};
const OTHER: CallToken = { ...TOKEN, access_token: 'two' };

function reply(body: object | string, status = 200, headers: Record<string, string> = {}): RawReply {
  return { status, headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) };
}
const good = reply({ success: true, result: 'done', t: 1_700_000_000_000, tid: 'tid1' });
const refused = (
  code: number,
  more: { status?: number; t?: number; after?: string; msg?: string } = {},
): RawReply =>
  reply(
    { success: false, code, msg: more.msg ?? 'no', t: more.t },
    more.status,
    more.after === undefined ? {} : { 'retry-after': more.after },
  );
const lost = new TransportFault(new TuyaError('TUYA_NETWORK', 'lost'), 'unknown', true);

describe('a call, step by step', () => {
  let clock: FakeClock;
  let time: CloudTime;
  let sent: WireRequest[];
  /** What happened, in order. */
  let log: string[];
  /** What the cloud does with each request. */
  let script: (RawReply | Error | (() => RawReply | Error))[];
  /** The tokens that can be had without waiting; after them one is waited for. */
  let ready: CallToken[];
  /** How long an overload pauses its kind. */
  let slow: number;
  let fresh: boolean;
  let deadline: Deadline;
  let stop: Abort;
  let experience: Experience;

  beforeEach(() => {
    experience = new Experience();
    clock = new FakeClock();
    clock.mono = 5000;
    time = new CloudTime(clock);
    [sent, log, script, ready] = [[], [], [], [TOKEN]];
    slow = 900;
    fresh = true;
    stop = new Abort();
    deadline = new Deadline(clock, [stop]);
    deadline.start(10_000);
  });

  const tokens: Plan['tokens'] = {
    ready: () => ready.shift(),
    get: () => {
      log.push('wait for a token');
      return Promise.resolve(OTHER);
    },
    reject: ({ access_token }, { code }) => void log.push(`reject ${access_token} ${code}`),
    accept: ({ access_token }) => void log.push(`accept ${access_token}`),
    isFresh: () => fresh,
  };

  function perform(request = READ, more: Partial<Plan> = {}): Promise<Answer> {
    let n = 0;
    const performer = new Performer(
      { client_id: 'id', secret: 'the0secret' },
      {
        clock,
        transport: {
          send: (wire) => {
            sent.push(wire);
            log.push(`send ${wire.headers.access_token ?? 'no token'}`);
            clock.advance(ROUND_TRIP);
            const next = script.shift() ?? good;
            const outcome = typeof next === 'function' ? next() : next;
            return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
          },
          close: () => undefined,
        },
        nonce: () => `nonce${++n}`,
        random: () => 0.5,
      },
      time,
      {
        slowDown: ({ name }, { code, statusCode, sentAt, asked }, random) => {
          log.push(`slow down ${name}: ${code} ${statusCode ?? ''} ${sentAt} ${asked} ${random}`);
          return slow;
        },
        ease: ({ name }, sentAt) => void log.push(`ease ${name} ${sentAt}`),
      },
      newcomer(experience),
    );
    const again: Plan['again'] = (wait, _signal, left) => {
      log.push(`turn after ${wait}`);
      left().should.equal(deadline.left());
      clock.advance(wait);
      return Promise.resolve();
    };
    return performer.perform(request, {
      deadline,
      baseUrl: 'https://own.example',
      tokens,
      again,
      kind: KIND,
      ...more,
    });
  }

  async function failure(request = READ, more: Partial<Plan> = {}): Promise<TuyaError> {
    const outcome: unknown = await perform(request, more).catch((error: unknown) => error);
    if (!(outcome instanceof TuyaError)) throw new Error('It should have failed');
    return outcome;
  }

  it('an answer brings its result, its status, and what it took', async () => {
    const answer = await perform();
    answer.should.containDeep({
      envelope: { result: 'done', t: 1_700_000_000_000, tid: 'tid1' },
      statusCode: 200,
      attempts: 1,
      elapsed: ROUND_TRIP,
      askedAt: 5000,
    });
    log.should.eql(['send one', 'ease GET /v1.0/devices/{} 5000', 'accept one']);
    should(sent[0]?.baseUrl).equal('https://region.example');
  });

  it('without tokens it goes to the account’s address', async () => {
    await perform(READ, { tokens: undefined });
    log.should.eql(['send no token', 'ease GET /v1.0/devices/{} 5000']);
    should(sent[0]?.baseUrl).equal('https://own.example');
  });

  it('a call that had to wait for its token takes a turn before it is sent', async () => {
    ready = [];
    await perform();
    log.slice(0, 3).should.eql(['wait for a token', 'turn after 0', 'send two']);
  });

  it('and goes at once where there is no pace to keep', async () => {
    ready = [];
    await perform(READ, { again: undefined });
    log.slice(0, 2).should.eql(['wait for a token', 'send two']);
  });

  it('an error of the transport’s own, without any answer, is passed on as it is', async () => {
    script = [new TuyaError('TUYA_BAD_RESPONSE', 'The answer is too long')];
    const error = await failure();
    [error.code, error.message].should.eql(['TUYA_BAD_RESPONSE', 'The answer is too long']);
  });

  it('RULES 11: no attempt begins once nobody wants one any more', async () => {
    const closing = new Abort();
    script = [
      () => {
        closing.abort('over');
        return refused(500);
      },
    ];
    const error = await failure(READ, { closing });
    error.code.should.equal('TUYA_ABORTED');
    sent.should.have.length(1);
    (await failure(COMMAND, { closing })).message.should.not.match(/unknown$/);
    sent.should.have.length(1);
  });

  it('RULES 5: a refused token is told, and the call goes out once more with another, in its turn and signed anew', async () => {
    script = [refused(1010)];
    const answer = await perform(COMMAND);
    answer.attempts.should.equal(2);
    answer.askedAt.should.equal(5000 + ROUND_TRIP);
    answer.elapsed.should.equal(2 * ROUND_TRIP);
    log.should.eql([
      'send one',
      'ease GET /v1.0/devices/{} 5000',
      'reject one TUYA_1010',
      'wait for a token',
      'turn after 0',
      'send two',
      `ease GET /v1.0/devices/{} ${5000 + ROUND_TRIP}`,
      'accept two',
    ]);
    for (const signed of ['t', 'nonce', 'sign'])
      should(sent[0]?.headers[signed]).not.equal(sent[1]?.headers[signed]);
  });

  it('RULES 5: a second token that is refused ends it', async () => {
    script = [refused(1010), refused(1010)];
    const error = await failure();
    error.code.should.equal('TUYA_1010');
    effortOf(error).should.containEql({ attempts: 2, elapsed: 2 * ROUND_TRIP });
    log
      .filter((entry) => entry.startsWith('reject'))
      .should.eql(['reject one TUYA_1010', 'reject two TUYA_1010']);
  });

  it('RULES 8: a token call is not repeated for a token’s sake', async () => {
    script = [refused(1010)];
    await failure(READ, { tokens: undefined });
    sent.should.have.length(1);
  });

  it('RULES 7: a refusal of a token that another process left counts as the first one, once', async () => {
    const found = { ...TOKEN, found: true };
    for (const [had, refusals, attempts] of [
      [[TOKEN, found], 1, 2],
      [[TOKEN, found], 2, 3],
      [[TOKEN, found], 3, 3],
      [[TOKEN, found, found], 3, 3],
      [[found, TOKEN], 2, 2],
      [[found, found], 2, 3], // the one before was found long ago
    ] as const) {
      [ready, sent] = [[...had], []];
      script = Array.from({ length: refusals }, () => refused(1010));
      await perform().catch(() => undefined);
      sent.should.have.length(attempts);
    }
  });

  it('P2, RULES 5: a refusal is explained by how new the token was', async () => {
    script = [refused(1010), refused(1010)];
    (await failure()).hint.should.match(/another program/);
    [fresh, ready, script] = [false, [TOKEN], [refused(1010), refused(1010)]];
    (await failure()).hint.should.match(/press Test connection in the account/);
    script = [refused(1010)];
    (await failure(READ, { tokens: undefined })).hint.should.match(/another program/);
  });

  it('any other answer means that the token was good and the overload is over; what is no answer means neither', async () => {
    script = [refused(2001)];
    await failure();
    log.should.eql(['send one', 'ease GET /v1.0/devices/{} 5000', 'accept one']);
    for (const silent of [lost, reply('<html>', 200), reply('<html>', 404)]) {
      [log, ready, script] = [[], [TOKEN], [silent]];
      await failure(COMMAND);
      log.should.eql(['send one']);
    }
  });

  it('A8: what the call carries is masked in what the cloud says back', async () => {
    script = [refused(2001, { msg: 'the0code and the0secret' })];
    should((await failure(READ, { secrets: ['the0code'] })).tuya?.msg).equal('*** and ***');
    [ready, script] = [[TOKEN], [refused(2001, { msg: 'the0code and the0secret' })]];
    should((await failure()).tuya?.msg).equal('the0code and ***');
  });

  it('RULES 6: a refused time is set by the middle of the exchange, once, and goes out in its turn', async () => {
    const cloud = clock.wall + 3_600_000;
    script = [refused(1013, { t: cloud })];
    ready = [TOKEN, TOKEN];
    (await perform(COMMAND)).attempts.should.equal(2);
    should(sent[1]?.headers.t).equal(String(cloud + ROUND_TRIP / 2));
    should(log[3]).equal('turn after 0');
    [ready, script] = [
      [TOKEN, TOKEN, TOKEN],
      [refused(1013, { t: cloud }), refused(1013, { t: cloud })],
    ];
    (await failure()).code.should.equal('TUYA_1013');
    sent.should.have.length(4);
  });

  it('RULES 6: a refused time without a time that makes sense ends it', async () => {
    script = [refused(1013, { t: 5 })];
    const error = await failure();
    effortOf(error).attempts.should.equal(1);
    error.hint.should.match(/^Set the clock of the machine/);
  });

  it('P7: a time that is refused all the same tells by how much this machine’s own clock is off', async () => {
    ready = [TOKEN, TOKEN];
    const ahead = (): RawReply => refused(1013, { t: clock.wall - 2 * 3_600_000 });
    script = [ahead, ahead];
    (await failure()).hint.should.match(/^The clock of this machine is 2 hours ahead/);
  });

  it('P17: a key that has signed well is right, and a refused signature points elsewhere', async () => {
    script = [refused(1004)];
    (await failure()).hint.should.match(/^The secret has 10 characters/);
    ready = [TOKEN];
    await perform();
    [ready, script] = [
      [TOKEN],
      [reply({ success: false, code: 1004, msg: 'no' }, 200, { via: '1.1 squid' })],
    ];
    const { hint, tuya } = await failure();
    hint.should.match(/^The answer came through a proxy/);
    should(tuya?.signed).match(/^id\[access_token\]/);
  });

  it('the names that answers tell are those of later errors', async () => {
    script = [reply({ success: true, result: { id: 'x', name: 'Desk lamp' } })];
    await perform();
    [ready, script] = [[TOKEN], [refused(2001)]];
    (await failure(COMMAND)).hint.should.match(/^Desk lamp \(x\) is offline/);
  });

  it('the address that the token names is the one that is looked at', async () => {
    const base_url = 'https://openapi.tuyain.com';
    [ready, script] = [[{ ...TOKEN, base_url }], [refused(28841107)]];
    (await failure()).hint.should.match(/^The data center in is not enabled/);
  });

  it('RULES 9: a read is repeated twice, after pauses that grow, each in its turn', async () => {
    ready = [TOKEN, TOKEN, TOKEN];
    script = [refused(500), lost, refused(500)];
    const error = await failure();
    error.code.should.equal('TUYA_500');
    effortOf(error).should.containEql({ attempts: 3, elapsed: 3 * ROUND_TRIP + FIRST_PAUSE * 4 });
    log
      .filter((entry) => !/^(ease|accept)/.test(entry))
      .should.eql([
        'send one',
        `turn after ${FIRST_PAUSE}`,
        'send one',
        `turn after ${3 * FIRST_PAUSE}`,
        'send one',
      ]);
  });

  it('RULES 9: a command that may have run is not repeated, nor what works only once; a GET of its own repeats is', async () => {
    for (const [request, more, attempts] of [
      [COMMAND, {}, 1],
      [READ, { once: true }, 1],
      [COMMAND, { once: false }, 3],
      [READ, { repeats: 1 }, 2],
      [READ, { repeats: 0 }, 1],
    ] as const) {
      [ready, script, sent] = [[TOKEN, TOKEN, TOKEN], [lost, lost, lost], []];
      await failure(request, more);
      sent.should.have.length(attempts);
    }
  });

  it('without a pace of its own a call pauses by the clock', async () => {
    script = [lost];
    ready = [TOKEN, TOKEN];
    const answer = perform(READ, { again: undefined });
    await new Promise((resolve) => setImmediate(resolve));
    sent.should.have.length(1);
    clock.advance(FIRST_PAUSE - 1);
    await new Promise((resolve) => setImmediate(resolve));
    sent.should.have.length(1);
    clock.advance(1);
    (await answer).attempts.should.equal(2);
  });

  it('P10, RULES 9: Retry-After is waited for where it is longer than the pause', async () => {
    for (const [after, wait] of [
      ['2', 2000],
      ['0', FIRST_PAUSE],
    ] as const) {
      [log, ready, script] = [[], [TOKEN, TOKEN], [refused(500, { after })]];
      await perform();
      log.should.containEql(`turn after ${wait}`);
    }
  });

  it('P10, RULES 9: an overload slows its kind down, tells what was asked for, and is waited for', async () => {
    ready = [TOKEN, TOKEN];
    script = [refused(1199, { status: 429, after: '3' })];
    await perform();
    log
      .slice(0, 4)
      .should.eql([
        'send one',
        'slow down GET /v1.0/devices/{}: TUYA_1199 429 5000 3000 0.5',
        'accept one',
        'turn after 900',
      ]);
    [slow, log, ready, script] = [10, [], [TOKEN, TOKEN], [refused(1199)]];
    await perform();
    log.should.containEql(`turn after ${FIRST_PAUSE}`);
  });

  it('P10: a command that is refused for an overload slows its kind down too', async () => {
    script = [refused(1199)];
    await failure(COMMAND);
    should(log[1]).match(/^slow down/);
    sent.should.have.length(1);
  });

  it('RULES 9: a pause that would not end in time is not begun', async () => {
    for (const [left, attempts] of [
      [ROUND_TRIP + FIRST_PAUSE, 1],
      [ROUND_TRIP + FIRST_PAUSE + 1, 2],
    ] as const) {
      deadline = new Deadline(clock, []);
      deadline.start(left);
      [ready, script, sent] = [[TOKEN, TOKEN], [refused(500), refused(2001)], []];
      await failure();
      sent.should.have.length(attempts);
    }
  });

  it('when the time runs out in a pause, what went wrong before is told', async () => {
    script = [refused(500)];
    const late = new TuyaError('TUYA_TIMEOUT', 'late');
    const error = await failure(READ, { again: () => Promise.reject(late) });
    error.code.should.equal('TUYA_500');
    effortOf(error).attempts.should.equal(1);
  });

  it('who gives up in a pause gets that as the reason', async () => {
    script = [refused(500)];
    (await failure(READ, { again: () => Promise.reject(aborted()) })).code.should.equal('TUYA_ABORTED');
    script = [refused(500)];
    const odd = new Error('odd');
    await perform(READ, { tokens: undefined, again: () => Promise.reject(odd) }).should.be.rejectedWith(odd);
  });

  it('what fails before anything is sent is told as it is', async () => {
    const nobody = new TuyaError('TUYA_AUTHORIZATION_REQUIRED', 'This user has to authorize again');
    ready = [];
    const error = await failure(COMMAND, { tokens: { ...tokens, get: () => Promise.reject(nobody) } });
    error.message.should.equal(nobody.message);
    effortOf(error).should.containEql({ attempts: 1, elapsed: 0 });
    log.should.eql([]);
    for (const trouble of [lost.error, new TuyaError('TUYA_500', 'busy', { tuya: { code: 500 } })]) {
      script = [];
      let asked = 0;
      const get = (): Promise<CallToken> => {
        asked++;
        return Promise.reject(trouble);
      };
      (await failure(READ, { tokens: { ...tokens, get } })).code.should.equal(trouble.code);
      asked.should.equal(1); // it was repeated where it failed
    }
    log.should.eql([]);
  });

  it('a call that was given up on its way tells why, and a fault of the network goes before', async () => {
    const abandon = (outcome: RawReply | Error) => (): RawReply | Error => {
      stop.abort(new TuyaError('TUYA_CONFIG', 'the account was changed'));
      return outcome;
    };
    script = [abandon(refused(500))];
    const { code, message } = await failure();
    code.should.equal('TUYA_CONFIG');
    message.should.equal('the account was changed');
    [ready, script] = [[TOKEN], [lost]];
    (await failure()).code.should.equal('TUYA_NETWORK');
    sent.should.have.length(2);
  });
});
