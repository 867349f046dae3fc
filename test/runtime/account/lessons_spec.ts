import should from 'should';
import { TuyaError, speakEnglish } from '../../../nodes/cloud';
import { Lessons, isTold } from '../../../nodes/runtime/account/lessons';
import { AccountState } from '../../../nodes/runtime/account/state';
import type { News, Topic } from '../../../nodes/runtime/account/state';

describe('what calls teach of an account', () => {
  let state: AccountState;
  let lessons: Lessons;
  let time: number;
  /** Each change: the topic, and what is known of it now. */
  let changes: string[];

  beforeEach(() => {
    [state, time, changes] = [new AccountState(), 0, []];
    lessons = new Lessons({
      state,
      words: (key, values = {}) => [key, ...Object.values(values)].join(' '),
      speak: () => speakEnglish,
      monotonic: () => time,
      now: () => 1_700_000_000_000,
      hide: ({ code, message, tuya }) => new TuyaError(code, message.replace('secret', '***'), { tuya }),
    });
    let before = new Map<Topic, News>();
    state.listen((now) => {
      for (const [topic, { key, values }] of now) {
        if (!before.has(topic)) changes.push([topic, key, ...Object.values(values ?? {})].join(' '));
      }
      for (const topic of before.keys()) if (!now.has(topic)) changes.push(`${topic} over`);
      before = new Map(now);
    });
  });

  const LOST = new TuyaError('TUYA_NETWORK', 'no way past secret');
  const refusal = (code: number): TuyaError => new TuyaError(`TUYA_${code}`, 'no', { tuya: { code } });
  /** A call that is sent now and ends a second later. */
  const call = (error?: TuyaError): void => {
    const sentAt = time + 1;
    time += 1000;
    lessons.ended(error, sentAt);
  };

  it('N17: whether Tuya is reached is told when it changes, and not again', () => {
    for (const end of [undefined, undefined, LOST, LOST, undefined, undefined, LOST]) call(end);
    changes.should.eql(['reach reach', 'reach over', 'reach reach']);
  });

  it('N17: it is learned from faults of the network and the time alone', () => {
    for (const code of ['TUYA_TIMEOUT', 'TUYA_TLS', 'TUYA_NETWORK']) {
      call(new TuyaError(code, 'no way'));
      changes.splice(0).should.eql(['reach reach'], code);
      call();
      changes.splice(0).should.eql(['reach over']);
    }
    for (const code of ['TUYA_HTTP_502', 'TUYA_BAD_RESPONSE', 'TUYA_ABORTED', 'TUYA_CONFIG']) {
      call(new TuyaError(code, 'x'));
      call(LOST);
      call(new TuyaError(code, 'x'));
      changes.splice(0).should.eql(['reach reach'], code);
      call();
      changes.splice(0).should.eql(['reach over']);
    }
  });

  it('N17: a refusal of Tuya’s has come over the network', () => {
    call(LOST);
    call(refusal(1106));
    changes.should.eql(['reach reach', 'reach over']);
  });

  it('N17: one slow path among others that are answered is no outage', () => {
    const sentAt = time;
    call();
    lessons.ended(new TuyaError('TUYA_TIMEOUT', 'slow'), sentAt);
    changes.should.eql([]);
    lessons.ended(new TuyaError('TUYA_TIMEOUT', 'slow'), time + 1);
    changes.should.eql(['reach reach']);
  });

  it('a plan that is over or used up is told, until a call goes well; one API that is not subscribed is not the account', () => {
    call(refusal(28841105));
    call(refusal(28841002));
    call(refusal(28841002));
    call(refusal(28841004));
    should(state.now.get('plan')?.key).equal('quota');
    call(refusal(1106));
    call();
    changes.should.eql(['plan plan 28841002', 'plan over']);
  });

  it('a key that is refused is told by its code, until Tuya gives a token', () => {
    lessons.learned({ about: 'key', error: refusal(1004) });
    lessons.learned({ about: 'key', error: LOST });
    lessons.learned({ about: 'key', error: new TuyaError('TUYA_AUTHORIZATION_REQUIRED', 'nobody') });
    lessons.learned({ about: 'key', error: undefined });
    changes.should.eql(['key key 1004', 'key over']);
    lessons.learned({ about: 'key', error: refusal(28841002) });
    should(changes.at(-1)).equal('plan plan 28841002');
  });

  it('a call that is refused although there is a token says nothing of the key', () => {
    call(refusal(1004));
    changes.should.eql([]);
  });

  it('another program is a warning, until a token has grown old', () => {
    lessons.learned({ about: 'rival', taken: true });
    should(state.now.get('rival')?.severity).equal('warning');
    lessons.learned({ about: 'rival', taken: false });
    changes.should.eql(['rival rival', 'rival over']);
  });

  it('P2: who takes the tokens is another program, or another account of this Node-RED by its name', () => {
    const told = (by?: { label: string }): string => {
      lessons.learned({ about: 'rival', taken: false });
      lessons.learned({ about: 'rival', taken: true, by });
      return String(state.now.get('rival')?.error.hint);
    };
    told().should.match(/probably another program uses/);
    told({ label: 'Kitchen' }).should.match(/probably another account of this Node-RED, Kitchen, uses/);
    told({ label: '' }).should.match(/probably another account of this Node-RED uses/);
    changes.should.eql([
      'rival rival',
      'rival over',
      'rival rivalAccount',
      'rival over',
      'rival rivalAccount',
    ]);
  });

  it('PROTOCOL 7: how far a clock is wrong by a minute or more is told, until it is right', () => {
    for (const offset of [0, 29_999, -29_999, 7 * 60_000 + 20_000, 7 * 60_000 + 29_000, 0, -120_000]) {
      lessons.learned({ about: 'clock', offset });
    }
    changes.should.eql(['clock clockBehind 7 minutes', 'clock over', 'clock clockAhead 2 minutes']);
    should(state.now.get('clock')?.error.message).equal('state.clockAhead.message 2 minutes');
  });

  it('PROTOCOL 7: a machine that has lost its time is behind by days, and none by one minutes', () => {
    for (const offset of [60_000, 0, 20_000 * 86_400_000]) lessons.learned({ about: 'clock', offset });
    changes.should.eql(['clock clockBehind 60 seconds', 'clock over', 'clock clockBehind 20000 days']);
  });

  it('what is told is without what is nobody’s business', () => {
    const of = (topic: Topic): string | undefined => state.now.get(topic)?.error.message;
    const withSecret = (code: string): TuyaError => new TuyaError(code, 'not for secret', { tuya: {} });
    call(LOST);
    should(of('reach')).equal('no way past ***');
    call(withSecret('TUYA_28841002'));
    should(of('plan')).equal('not for ***');
    lessons.learned({ about: 'key', error: withSecret('TUYA_1004') });
    should(of('key')).equal('not for ***');
    state.tell('plan', undefined);
    lessons.learned({ about: 'key', error: withSecret('TUYA_28841002') });
    should(of('plan')).equal('not for ***');
  });

  it('a warning has the code with which Tuya refuses what it leads to, and stops no call', () => {
    lessons.learned({ about: 'rival', taken: true });
    for (const [topic, code, offset] of [
      ['rival', 'TUYA_1010', 0],
      ['clock', 'TUYA_1013', 120_000],
      ['clock', 'TUYA_1013', -120_000],
    ] as const) {
      lessons.learned({ about: 'clock', offset });
      const { severity, error } = state.now.get(topic) ?? {};
      should({ severity, code: error?.code }).eql({ severity: 'warning', code });
    }
  });

  it('the last error is kept for a report: its codes, its tid and its time, and no text', () => {
    call(
      new TuyaError('TUYA_1106', 'device 42', { statusCode: 200, tuya: { code: 1106, msg: '42', tid: 'x' } }),
    );
    call(new TuyaError('TUYA_ABORTED', 'closed'));
    call();
    should(state.lastError).eql({
      ...{ code: 'TUYA_1106', tuyaCode: 1106, statusCode: 200, tid: 'x', time: 1_700_000_000_000 },
    });
  });

  it('what a call has met is told already, or is its own', () => {
    const told = (code: string): boolean => isTold(state.now, new TuyaError(code, 'x'));
    const codes = ['TUYA_TIMEOUT', 'TUYA_28841003', 'TUYA_1004', 'TUYA_1106', 'TUYA_BUDGET'];
    codes.map(told).should.eql([false, false, false, false, false]);
    call(refusal(28841002));
    call(LOST);
    lessons.learned({ about: 'key', error: refusal(1004) });
    codes.map(told).should.eql([true, true, true, false, false]);
  });
});
