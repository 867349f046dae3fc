import should from 'should';
import fc from 'fast-check';
import type { Answer } from '../../../nodes/cloud/call/plan';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { buildRequest } from '../../../nodes/cloud/request/build';
import type { ApiRequest } from '../../../nodes/cloud/request/build';
import type { Wait } from '../../../nodes/cloud/reuse/on-its-way';
import { questionOf } from '../../../nodes/cloud/reuse/question';
import { Reuse } from '../../../nodes/cloud/reuse/reuse';
import { Deadline } from '../../../nodes/cloud/time/deadline';
import { Abort } from '../../../nodes/cloud/time/signal';
import { FakeClock } from '../../support/fake-clock';

const LAMP = 'lamp0001desk';
const PLUG = 'plug0002wall';
const request = (method: string, path: string): ApiRequest => buildRequest({ method, path });

/** What is asked, and which devices stand in the question and in its answer. */
const READS = [
  { request: request('GET', `/v1.0/devices/${LAMP}/status`), names: [LAMP], tells: [] },
  { request: request('GET', `/v1.0/devices/${PLUG}/status`), names: [PLUG], tells: [] },
  {
    request: request('GET', `/v1.0/devices/status?device_ids=${LAMP},${PLUG}`),
    names: [LAMP, PLUG],
    tells: [],
  },
  { request: request('GET', '/v1.0/homes/1/devices'), names: [], tells: [LAMP] },
  { request: request('GET', '/v1.0/cities/1/weathers'), names: [], tells: [], outside: true },
];
type Read = (typeof READS)[number];

/** What is commanded, and what that changes; undefined for whatever there may be. */
const COMMANDS = [
  { request: request('POST', `/v1.0/devices/${LAMP}/commands`), device: LAMP },
  { request: request('POST', `/v1.0/devices/${PLUG}/commands`), device: PLUG },
  { request: request('POST', '/v1.0/homes/1/scenes/abc123def/trigger'), device: undefined },
];
const USERS = ['anna', 'ben'];
const AGES = [0, 500, 10_000];
const TIMEOUTS = [1000, 4000];

interface Step {
  what: 'ask' | 'begin' | 'answer' | 'fail' | 'give up' | 'command' | 'command ends' | 'user' | 'time';
  read: number;
  user: number;
  age: number;
  timeout: number;
  which: number;
}

const STEPS: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    what: fc.constantFrom<Step['what'][]>(
      'ask',
      'ask',
      'ask',
      'begin',
      'answer',
      'answer',
      'fail',
      'give up',
      'command',
      'command ends',
      'user',
      'time',
    ),
    read: fc.nat(READS.length - 1),
    user: fc.nat(1),
    age: fc.nat(AGES.length - 1),
    timeout: fc.nat(1),
    which: fc.nat(9),
  }),
  { minLength: 3, maxLength: 60 },
);

/** A question as the cloud got it. */
interface Call {
  number: number;
  read: Read;
  who: string;
  /** The step at which it was asked, and by the clock. */
  step: number;
  askedAt: number;
  wait: Wait | undefined;
  /** When it was answered; undefined while it is on its way. */
  cameAt: number | undefined;
  ended: boolean;
  /** The longest age that somebody who got its answer, or waited for it, has asked for. */
  wanted: number;
  settle: (result: { error?: TuyaError }) => void;
}

/** One who asked. */
interface Asked {
  read: Read;
  who: string;
  age: number;
  step: number;
  at: number;
  signal: Abort;
  gaveUp: boolean;
  /** Calls that had been made before. */
  callsBefore: number;
  outcome: { answer?: Answer; error?: TuyaError; at: number } | undefined;
}

/** Something that ends answers, at a step. */
interface Event {
  step: number;
  /** A user who was forgotten. */
  who?: string;
  device?: string | undefined;
}

/** Whether an answer that was asked for at a step is of before an event, and about what changed then. */
function concerns(event: Event, { read, who }: Pick<Call, 'read' | 'who'>): boolean {
  if (event.who !== undefined) return event.who === who;
  if (read.outside === true) return false;
  return event.device === undefined || [...read.names, ...read.tells].includes(event.device);
}

const settled = async (): Promise<void> => {
  for (let n = 0; n < 2; n++) await new Promise((resolve) => setImmediate(resolve));
};

/** One run: an account's answers, all who ask, and the cloud. */
class Run {
  private readonly clock = new FakeClock();
  private readonly reuse = new Reuse(this.clock);
  private readonly calls: Call[] = [];
  private readonly asked: Asked[] = [];
  private readonly events: Event[] = [];
  private readonly commands: (() => void)[] = [];
  private step = 0;

  async play(steps: readonly Step[]): Promise<void> {
    for (const one of steps) {
      this.step += 1;
      this.clock.advance(1);
      this.act(one);
      await settled();
      this.judge();
    }
    await this.end();
  }

  private act({ what, read, user, age, timeout, which }: Step): void {
    const open = this.calls.filter(({ ended }) => !ended);
    const call = open[which % Math.max(1, open.length)];
    switch (what) {
      case 'ask':
        this.ask(READS[read] ?? READS[0], USERS[user] ?? '', AGES[age] ?? 0, TIMEOUTS[timeout] ?? 0);
        return;
      case 'begin':
        call?.wait?.begin();
        return;
      case 'answer':
        call?.settle({});
        return;
      case 'fail':
        call?.settle({ error: new TuyaError('TUYA_2001', `call ${call.number}`) });
        return;
      case 'give up': {
        const waiting = this.asked.filter(({ outcome }) => outcome === undefined);
        const one = waiting[which % Math.max(1, waiting.length)];
        if (one === undefined) return;
        one.gaveUp = true;
        one.signal.abort(new TuyaError('TUYA_ABORTED', 'gave up'));
        return;
      }
      case 'command':
        this.command(COMMANDS[which % COMMANDS.length] ?? COMMANDS[0]);
        return;
      case 'command ends':
        this.commands.splice(which % Math.max(1, this.commands.length), 1)[0]?.();
        return;
      case 'user':
        this.events.push({ step: this.step, who: USERS[user] ?? '' });
        this.reuse.end({ what: 'user', uid: USERS[user] ?? '' });
        return;
      case 'time':
        this.clock.advance([200, 499, 501, 5000][which % 4] ?? 0);
    }
  }

  private command(command: (typeof COMMANDS)[number] | undefined): void {
    if (command === undefined) return;
    const { device } = command;
    this.events.push({ step: this.step, device });
    void this.reuse.command(command.request, () => {
      return new Promise((resolve) => {
        this.commands.push(() => {
          this.events.push({ step: this.step, device });
          resolve(answerOf(this.step, [], 0));
        });
      });
    });
  }

  private ask(read: Read | undefined, who: string, age: number, timeout: number): void {
    if (read === undefined) return;
    const signal = new Abort();
    const deadline = new Deadline(this.clock, [signal]);
    const question = questionOf(who, read.request);
    const asked: Asked = {
      read,
      who,
      age,
      step: this.step,
      at: this.clock.monotonic(),
      signal,
      gaveUp: false,
      callsBefore: this.calls.length,
      outcome: undefined,
    };
    this.asked.push(asked);
    const alone = {
      end: deadline,
      patience: () => timeout,
      begin: () => {
        deadline.start(timeout);
      },
    };
    const answer =
      age === 0
        ? this.reuse.refresh(question, () => this.perform(read, who, alone))
        : this.reuse.ask(question, { deadline, timeout, reuse: age }, (wait) =>
            this.perform(read, who, wait, age),
          );
    answer
      .then(
        (got) => {
          asked.outcome = { answer: got, at: this.clock.monotonic() };
        },
        (error: unknown) => {
          asked.outcome = { error: error as TuyaError, at: this.clock.monotonic() };
        },
      )
      .finally(() => {
        deadline.release();
      });
  }

  private perform(read: Read, who: string, wait: Wait, wanted = 0): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const number = this.calls.length;
      const askedAt = this.clock.monotonic();
      const call: Call = {
        number,
        read,
        who,
        step: this.step,
        askedAt,
        wait,
        cameAt: undefined,
        ended: false,
        wanted,
        settle: ({ error }) => {
          if (call.ended) return;
          call.ended = true;
          if (error === undefined) call.cameAt = this.clock.monotonic();
          if (error === undefined) resolve(answerOf(number, read.tells, askedAt));
          else reject(error);
        },
      };
      wait.end.addEventListener('abort', () => {
        call.settle({ error: wait.end.reason as TuyaError });
      });
      this.calls.push(call);
    });
  }

  /** What has to hold after each step. */
  private judge(): void {
    for (const one of this.asked) {
      const { outcome } = one;
      if (outcome === undefined) continue;
      // Each is judged once.
      const { at, answer, error } = outcome;
      if (answer !== undefined) this.judgeAnswer(one, answer);
      if (error !== undefined && one.gaveUp) error.code.should.equal('TUYA_ABORTED');
      one.outcome = { at };
    }
    this.judgeWaiting();
  }

  private judgeAnswer(one: Asked, answer: Answer): void {
    const { number, tells, mine } = answer.envelope.result as {
      number: number;
      tells: unknown;
      mine?: boolean;
    };
    const call = this.calls[number];
    if (call === undefined) throw new Error('Nobody was asked for this answer');
    // It is the answer to this question, for this user, and nobody has changed it.
    call.read.should.equal(one.read);
    call.who.should.equal(one.who);
    should(tells).eql(one.read.tells);
    (mine === undefined).should.be.true('two got the same object');
    (answer.envelope.result as { mine?: boolean }).mine = true;
    if (one.age === 0) number.should.be.aboveOrEqual(one.callsBefore);
    // What changed before it was asked for by this one is not in an answer of before.
    for (const event of this.events) {
      if (event.step < one.step && concerns(event, one)) call.step.should.be.aboveOrEqual(event.step);
    }
    // From memory it is young enough, and says its age.
    if (call.cameAt !== undefined && call.cameAt < one.at) {
      answer.should.have.properties({ age: one.at - call.cameAt, attempts: 0 });
      (one.at - call.cameAt).should.be.belowOrEqual(one.age);
    } else if (one.age > 0) {
      answer.should.have.properties({ age: 0, attempts: 1 });
    }
    call.wanted = Math.max(call.wanted, one.age);
    // Nobody was asked in vain: no answer was there that would have done.
    if (call.step === one.step && number >= one.callsBefore && one.age > 0) this.judgeNeed(one, call);
  }

  /** A call was made at the moment when somebody asked: no answer in memory would have done, and none was on its way. */
  private judgeNeed(one: Asked, made: Call): void {
    const isOutdated = (call: Call, known: boolean): boolean =>
      this.events.some(
        (event) =>
          event.step >= call.step &&
          event.step < one.step &&
          concerns(event, known ? call : { ...call, read: { ...call.read, tells: [] } }),
      );
    for (const call of this.calls) {
      if (call === made || call.number > made.number) continue;
      if (call.read !== one.read || call.who !== one.who || call.wanted === 0) continue;
      const beside = `call ${made.number} was made although there was call ${call.number}`;
      if (call.cameAt === undefined || call.cameAt >= one.at) {
        if (!call.ended) isOutdated(call, false).should.be.true(beside);
      } else if (one.at - call.cameAt <= one.age && one.age <= call.wanted) {
        isOutdated(call, true).should.be.true(beside);
      }
    }
  }

  private judgeWaiting(): void {
    for (const call of this.calls) {
      const waiting = this.asked.filter(
        ({ read, who, outcome }) => read === call.read && who === call.who && outcome === undefined,
      );
      // The question goes on as long as anybody may wait for it, and no longer.
      if (!call.ended) waiting.length.should.be.above(0, 'a question nobody waits for goes on');
    }
    for (const one of this.asked) {
      if (one.gaveUp) (one.outcome !== undefined).should.be.true('one who gave up still waits');
    }
  }

  /** Everything comes to its end. */
  private async end(): Promise<void> {
    for (let n = 0; n < 3; n++) {
      for (const call of this.calls) call.settle({});
      await settled();
      this.step += 1;
      this.judge();
    }
    for (const one of this.asked) (one.outcome !== undefined).should.be.true('one waits for ever');
    this.clock.waiting.should.equal(0);
  }
}

function answerOf(number: number, tells: readonly string[], askedAt: number): Answer {
  const result = { number, tells };
  return { envelope: { success: true, result }, statusCode: 200, attempts: 1, elapsed: 1, askedAt };
}

describe('reuse, in whatever order things happen', () => {
  it('nobody gets an answer of before a command that came before the question, nor one that is too old, another’s, or in other hands; nobody who gives up takes the others along; no question is asked in vain', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(STEPS, async (steps) => {
        await new Run().play(steps);
      }),
      { numRuns: 400 },
    );
  });
});
