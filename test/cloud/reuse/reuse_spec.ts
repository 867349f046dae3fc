import should from 'should';
import type { Answer } from '../../../nodes/cloud/call/plan';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { MAX_QUEUE } from '../../../nodes/cloud/limits';
import { buildRequest } from '../../../nodes/cloud/request/build';
import type { ApiRequest } from '../../../nodes/cloud/request/build';
import type { Wait } from '../../../nodes/cloud/reuse/on-its-way';
import { questionOf } from '../../../nodes/cloud/reuse/question';
import type { Question } from '../../../nodes/cloud/reuse/question';
import { Reuse, checkReuse } from '../../../nodes/cloud/reuse/reuse';
import { Deadline } from '../../../nodes/cloud/time/deadline';
import { Abort } from '../../../nodes/cloud/time/signal';
import { FakeClock } from '../../support/fake-clock';
import { failureOf } from '../../support/rig';
import { turns } from '../../support/message-rig';

const LAMP = 'lamp0001desk';
const request = (method: string, path: string): ApiRequest => buildRequest({ method, path });
const asked = (path: string, who = ''): Question => questionOf(who, request('GET', path));
const STATUS = asked(`/v1.0/devices/${LAMP}/status`);
const LIST = asked('/v1.0/homes/1/devices');
const COMMAND = request('POST', `/v1.0/devices/${LAMP}/commands`);

/** A question that was asked of the cloud, and waits for what it answers. */
interface Call {
  wait: Wait;
  answer: (result: unknown) => void;
  fail: (error: TuyaError) => void;
}

describe('reuse', () => {
  let clock: FakeClock;
  let reuse: Reuse;
  let calls: Call[];
  beforeEach(() => {
    clock = new FakeClock();
    reuse = new Reuse(clock);
    calls = [];
  });

  const answerOf = (result: unknown, askedAt: number): Answer => ({
    envelope: { success: true, result, t: 1, tid: 'x' },
    statusCode: 200,
    attempts: 1,
    elapsed: 5,
    askedAt,
  });
  const perform = (wait: Wait): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const askedAt = clock.monotonic();
      wait.end.addEventListener('abort', () => {
        reject(wait.end.reason instanceof Error ? wait.end.reason : new Error('no reason'));
      });
      calls.push({
        wait,
        answer: (result) => {
          resolve(answerOf(result, askedAt));
        },
        fail: reject,
      });
    });
  const ask = (
    question = STATUS,
    {
      age = 10_000,
      timeout = 5000,
      signal = new Abort(),
    }: { age?: number; timeout?: number; signal?: Abort } = {},
  ): Promise<Answer> => {
    const deadline = new Deadline(clock, [signal]);
    return reuse.ask(question, { deadline, timeout, reuse: age }, perform).finally(() => {
      deadline.release();
    });
  };
  /** The call of this number, once it was made. */
  const call = async (n: number): Promise<Call> => {
    await turns(1);
    const found = calls[n];
    if (found === undefined) throw new Error(`There was no call ${n}`);
    return found;
  };
  const resultOf = async (answer: Promise<Answer>): Promise<unknown> => (await answer).envelope.result;
  const command = async (): Promise<void> => {
    await reuse.command(COMMAND, () => Promise.resolve(answerOf(true, 0)));
  };

  it('answers from memory while the answer is young enough, and says how old it is', async () => {
    const first = ask();
    (await call(0)).answer('on');
    (await first).should.have.properties({ attempts: 1, elapsed: 5, age: 0 });
    clock.advance(10_000);
    const again = await ask();
    again.should.have.properties({ attempts: 0, elapsed: 0, age: 10_000, statusCode: 200 });
    again.envelope.should.eql({ success: true, result: 'on', t: 1, tid: 'x' });
    clock.advance(1);
    const later = ask();
    (await call(1)).answer('off');
    should((await later).age).equal(0);
  });

  it('asks once for all who wait, and gives each an object of its own', async () => {
    const waiting = [ask(), ask(), ask()];
    (await call(0)).answer({ list: [1] });
    const results = await Promise.all(waiting.map(resultOf));
    (results[0] as { list: number[] }).list.push(2);
    results.slice(1).should.eql([{ list: [1] }, { list: [1] }]);
    new Set(results).size.should.equal(3);
    calls.should.have.length(1);
  });

  it('an error is told to all who wait, and not kept', async () => {
    const waiting = [ask(), ask()].map(failureOf);
    (await call(0)).fail(new TuyaError('TUYA_2001', 'offline'));
    (await Promise.all(waiting)).map(({ code }) => code).should.eql(['TUYA_2001', 'TUYA_2001']);
    reuse.isIdle.should.be.true();
    const again = ask();
    (await call(1)).answer('on');
    should(await resultOf(again)).equal('on');
  });

  it('one that throws before it asks is an error too', async () => {
    const deadline = new Deadline(clock, []);
    const failing = reuse.ask(STATUS, { deadline, timeout: 1, reuse: 1 }, () => {
      throw new TuyaError('TUYA_NETWORK', 'no');
    });
    (await failureOf(failing)).code.should.equal('TUYA_NETWORK');
    reuse.isIdle.should.be.true();
  });

  describe('who waits', () => {
    it('gives up alone: the others get the answer', async () => {
      const [signal, other] = [new Abort(), new Abort()];
      const first = failureOf(ask(STATUS, { signal }));
      const waiting = ask(STATUS, { signal: other });
      const { wait, answer } = await call(0);
      signal.abort(new TuyaError('TUYA_ABORTED', 'closed'));
      (await first).code.should.equal('TUYA_ABORTED');
      wait.end.aborted.should.be.false();
      answer('on');
      should(await resultOf(waiting)).equal('on');
    });

    it('takes the question along when nobody else waits, and the next one asks anew', async () => {
      const [signal, other] = [new Abort(), new Abort()];
      const waiting = [failureOf(ask(STATUS, { signal })), failureOf(ask(STATUS, { signal: other }))];
      const { wait } = await call(0);
      signal.abort(new TuyaError('TUYA_ABORTED', 'one'));
      other.abort(new TuyaError('TUYA_ABORTED', 'other'));
      wait.end.aborted.should.be.true();
      const again = ask();
      (await Promise.all(waiting)).map(({ message }) => message).should.eql(['one', 'other']);
      (await call(1)).answer('on');
      should(await resultOf(again)).equal('on');
      reuse.isIdle.should.be.false();
    });

    it('who is gone leaves nothing behind, though the answer comes all the same', async () => {
      let answer = (): void => undefined;
      const deaf = (): Promise<Answer> =>
        new Promise((resolve) => {
          answer = () => {
            resolve(answerOf('stale', 99));
          };
        });
      const signal = new Abort();
      const deadline = new Deadline(clock, [signal]);
      const first = reuse.ask(STATUS, { deadline, timeout: 1, reuse: 60_000 }, deaf);
      await turns(1);
      signal.abort(new TuyaError('TUYA_ABORTED', 'closed'));
      const second = ask();
      (await call(0)).answer('new');
      await second;
      answer();
      await first;
      should(await resultOf(ask())).equal('new');
      calls.should.have.length(1);
    });

    it('has its own time, which begins with the turn of the question', async () => {
      const short = failureOf(ask(STATUS, { timeout: 1000 }));
      const long = ask(STATUS, { timeout: 3000 });
      const { wait, answer } = await call(0);
      wait.patience().should.equal(3000);
      clock.advance(60_000);
      wait.end.left().should.equal(Infinity);
      wait.begin();
      wait.end.left().should.equal(3000);
      clock.advance(1000);
      (await short).should.match({ code: 'TUYA_TIMEOUT', message: /within 1 seconds/ });
      const late = ask(STATUS, { timeout: 5000 });
      await turns();
      wait.end.left().should.equal(5000);
      clock.advance(1999);
      answer('on');
      (await Promise.all([long, late].map(resultOf))).should.eql(['on', 'on']);
      clock.waiting.should.equal(0);
    });

    it('in the end hears how the question has ended', async () => {
      const waiting = failureOf(ask(STATUS, { timeout: 1000 }));
      const { wait } = await call(0);
      wait.begin();
      clock.advance(1000);
      wait.end.aborted.should.be.true();
      (await waiting).code.should.equal('TUYA_TIMEOUT');
    });

    it('and has given up before asks nothing, not even memory', async () => {
      const first = ask();
      (await call(0)).answer('on');
      await first;
      const signal = new Abort();
      signal.abort(new TuyaError('TUYA_ABORTED', 'closed'));
      (await failureOf(ask(STATUS, { signal }))).code.should.equal('TUYA_ABORTED');
      (await failureOf(ask(LIST, { signal }))).code.should.equal('TUYA_ABORTED');
      await turns();
      calls.should.have.length(1);
    });

    it('is one of so many at most', async () => {
      const waiting = Array.from({ length: MAX_QUEUE }, () => ask());
      (await failureOf(ask())).should.match({
        code: 'TUYA_QUEUE_FULL',
        message: /^More than 10,000 calls are waiting/,
      });
      (await call(0)).answer('on');
      await Promise.all(waiting);
      const other = ask(LIST);
      (await call(1)).answer('x');
      should(await resultOf(other)).equal('x');
    });
  });

  describe('a command', () => {
    it('ends what is kept of its device', async () => {
      const first = ask();
      (await call(0)).answer('off');
      await first;
      await command();
      const again = ask();
      (await call(1)).answer('on');
      should(await resultOf(again)).equal('on');
    });

    it('ends a question on its way: who waits gets the answer, who asks afterwards another one, and it is not kept', async () => {
      const before = ask();
      const old = await call(0);
      await command();
      const after = ask();
      const fresh = await call(1);
      fresh.answer('on');
      should(await resultOf(after)).equal('on');
      old.answer('off');
      should(await resultOf(before)).equal('off');
      should(await resultOf(ask())).equal('on');
      calls.should.have.length(2);
    });

    it('ends what was asked before it has ended, well or not', async () => {
      let fail = (): void => undefined;
      const running = failureOf(
        reuse.command(COMMAND, () => {
          const failed = new Promise<Answer>((_, reject) => {
            fail = () => {
              reject(new TuyaError('TUYA_TIMEOUT', 'late'));
            };
          });
          return failed;
        }),
      );
      const during = ask();
      (await call(0)).answer('off');
      should(await resultOf(during)).equal('off');
      fail();
      (await running).code.should.equal('TUYA_TIMEOUT');
      const again = ask();
      (await call(1)).answer('on');
      should(await resultOf(again)).equal('on');
    });

    it('ends a list on its way in whose answer the device turns out to stand: who asked afterwards asks anew', async () => {
      const before = ask(LIST);
      const old = await call(0);
      await command();
      const after = [ask(LIST), ask(LIST)];
      await turns();
      calls.should.have.length(1);
      old.answer([{ id: LAMP, on: false }]);
      should(await resultOf(before)).eql([{ id: LAMP, on: false }]);
      (await call(1)).answer([{ id: LAMP, on: true }]);
      (await Promise.all(after.map(resultOf))).should.eql([
        [{ id: LAMP, on: true }],
        [{ id: LAMP, on: true }],
      ]);
      should(await resultOf(ask(LIST))).eql([{ id: LAMP, on: true }]);
      calls.should.have.length(2);
    });

    it('leaves a list alone in which its device does not stand', async () => {
      const before = ask(LIST);
      const old = await call(0);
      await command();
      const after = ask(LIST);
      old.answer([{ id: 'other' }]);
      (await Promise.all([before, after, ask(LIST)].map(resultOf))).should.eql([
        [{ id: 'other' }],
        [{ id: 'other' }],
        [{ id: 'other' }],
      ]);
      calls.should.have.length(1);
    });

    it('ends what is kept while another question is on its way', async () => {
      const first = ask();
      (await call(0)).answer('off');
      await first;
      const other = ask(LIST);
      await call(1);
      reuse.isIdle.should.be.false();
      await command();
      const again = ask();
      (await call(2)).answer('on');
      should(await resultOf(again)).equal('on');
      (await call(1)).answer([]);
      await other;
    });

    it('is looked at only where there is something to end', async () => {
      const spoiled = {
        ...COMMAND,
        get segments(): readonly string[] {
          throw new Error('It was looked at');
        },
      };
      reuse.isIdle.should.be.true();
      await reuse.command(spoiled, () => Promise.resolve(answerOf(true, 0)));
    });
  });

  describe('a read that always asks', () => {
    const refresh = (question: Question, result: unknown): Promise<Answer> =>
      reuse.refresh(question, () => Promise.resolve(answerOf(result, clock.monotonic())));
    const keep = async (result: unknown, question = STATUS): Promise<void> => {
      const n = calls.length;
      const first = ask(question);
      (await call(n)).answer(result);
      await first;
    };

    it('brings a newer answer for those who reuse one', async () => {
      await keep('old');
      clock.advance(9000);
      should(await resultOf(refresh(STATUS, 'new'))).equal('new');
      clock.advance(9000);
      (await ask()).should.have.properties({
        age: 9000,
        envelope: { success: true, result: 'new', t: 1, tid: 'x' },
      });
    });

    it('keeps nothing that nobody has wanted to reuse', async () => {
      await refresh(STATUS, 'new');
      reuse.isIdle.should.be.true();
      await keep('x', LIST);
      await refresh(STATUS, 'new');
      reuse.end({ what: 'devices', ids: [LAMP] });
      should(await resultOf(ask(LIST))).equal('x');
      void ask();
      await turns();
      calls.should.have.length(2);
    });

    it('brings nothing back that has ended on its way', async () => {
      await keep('old');
      let answer = (): void => undefined;
      const slow = reuse.refresh(
        STATUS,
        () =>
          new Promise((resolve) => {
            answer = () => {
              resolve(answerOf('stale', 0));
            };
          }),
      );
      await command();
      await keep('new');
      answer();
      should(await resultOf(slow)).equal('stale');
      should(await resultOf(ask())).equal('new');
    });
  });

  it('what a user was answered ends with the authorization, on its way too', async () => {
    const [anna, ben] = [asked('/v1.0/homes/1', 'anna'), asked('/v1.0/homes/1', 'ben')];
    const first = [ask(anna), ask(ben)];
    (await call(1)).answer('of ben');
    reuse.end({ what: 'user', uid: 'anna' });
    (await call(0)).answer('of anna');
    (await Promise.all(first.map(resultOf))).should.eql(['of anna', 'of ben']);
    should(await resultOf(ask(ben))).equal('of ben');
    const again = ask(anna);
    (await call(2)).answer('anew');
    should(await resultOf(again)).equal('anew');
    reuse.end({ what: 'user', uid: 'anna' });
    const third = ask(anna);
    (await call(3)).answer('third');
    should(await resultOf(third)).equal('third');
  });

  it('what nobody asks for any more is let go of when something else comes', async () => {
    const first = ask(STATUS, { age: 1000 });
    (await call(0)).answer('on');
    await first;
    clock.advance(1001);
    const other = ask(LIST, { age: 10 });
    (await call(1)).answer('x');
    await other;
    const later = ask(STATUS, { age: 60_000 });
    (await call(2)).answer('off');
    should(await resultOf(later)).equal('off');
  });

  it('is wanted for as long as the most patient of those who asked wants it', async () => {
    const first = [ask(STATUS, { age: 10 }), ask(STATUS, { age: 5000 }), ask(STATUS, { age: 20 })];
    (await call(0)).answer('on');
    await Promise.all(first);
    clock.advance(5000);
    const other = ask(LIST, { age: 10 });
    (await call(1)).answer('x');
    await other;
    should(await resultOf(ask(STATUS, { age: 5000 }))).equal('on');
  });

  it('takes an age that is a number from 0, in milliseconds; nothing means none', () => {
    [undefined, 0, 0.5, 60_000].map(checkReuse).should.eql([0, 0, 0.5, 60_000]);
    for (const wrong of [-1, NaN, Infinity, '5' as unknown as number, [] as unknown as number]) {
      (() => checkReuse(wrong)).should.throw({
        code: 'TUYA_BAD_REQUEST',
        message: /^The age up to which an answer is reused is not a number from 0/,
      });
    }
  });
});
