import should from 'should';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import type { Level, OverBudget } from '../../../nodes/cloud/usage/budget';
import { UsageBook } from '../../../nodes/cloud/usage/book';
import { Ledger } from '../../../nodes/cloud/usage/ledger';
import { AccountMeter } from '../../../nodes/cloud/usage/meter';
import type { Spent } from '../../../nodes/cloud/usage/tally';
import { FakeClock } from '../../support/fake-clock';
import { MemoryStorage } from '../../support/memory-storage';

const KINDS: readonly Spent[] = ['read', 'command', 'token'];

describe('the budget of an account', () => {
  let now: number;
  let ledger: Ledger;
  let told: string[];
  beforeEach(() => {
    now = new Date(2026, 10, 20, 12).getTime();
    ledger = new Ledger(() => now);
    told = [];
  });
  const meterOf = (budget: number, overBudget: OverBudget = 'stop reads'): AccountMeter => {
    const book = { ledger, ready: () => undefined, changed: () => undefined };
    return new AccountMeter(book, { budget, overBudget }, (level: Level, month) => {
      told.push(`${month} ${level}`);
    });
  };
  const leave = (meter: AccountMeter, kind: Spent = 'read'): number =>
    meter.leave({ kind, by: 'n', repeat: false });
  const refused = (meter: AccountMeter): Spent[] =>
    KINDS.filter((kind) => {
      try {
        meter.allow(kind);
        return false;
      } catch (thrown) {
        (thrown as TuyaError).code.should.equal('TUYA_BUDGET');
        return true;
      }
    });

  for (const [overBudget, stopped] of [
    ['stop reads', ['read']],
    ['stop all', ['read', 'command', 'token']],
    ['warn', []],
  ] as const) {
    it(`${overBudget}: the last call goes, the next one does not unless it may`, () => {
      const meter = meterOf(3, overBudget);
      for (let n = 0; n < 3; n++) leave(meter);
      refused(meter).should.eql(stopped);
      for (const kind of KINDS) {
        if (stopped.includes(kind as never)) (() => leave(meter, kind)).should.throw({ code: 'TUYA_BUDGET' });
        else leave(meter, kind).should.equal(now);
      }
      ledger.month().calls.should.equal(6 - stopped.length);
    });
  }

  for (const [overBudget, reads] of [
    ['stop reads', 2],
    ['stop all', 1],
  ] as const) {
    it(`${overBudget}: a read that a command needs goes where the command may, and counts as a read`, () => {
      const meter = meterOf(1, overBudget);
      const needed = (): number => meter.leave({ kind: 'read', by: 'n', repeat: false, needed: true });
      needed();
      (() => leave(meter)).should.throw(/budget of calls/);
      if (overBudget === 'stop reads') needed();
      else needed.should.throw(/budget of calls/);
      ledger.month().total.should.containEql({ reads, commands: 0 });
    });
  }

  it('without a budget everything goes, and is counted', () => {
    const meter = meterOf(0, 'stop all');
    for (let n = 0; n < 100; n++) leave(meter);
    refused(meter).should.eql([]);
    ledger.month().calls.should.equal(100);
    told.should.eql(['2026-11 fine']);
  });

  it('the error names the day on which it begins anew, and then it does', () => {
    const meter = meterOf(1);
    leave(meter);
    should(() => leave(meter)).throw(TuyaError);
    try {
      leave(meter);
    } catch (thrown) {
      (thrown as TuyaError).hint.should.match(/anew on December 1; until then commands still go/);
    }
    now = new Date(2026, 11, 1).getTime();
    leave(meter);
    ledger.of('2026-11').calls.should.equal(1);
    ledger.of('2026-12').calls.should.equal(1);
  });

  it('what did not leave after all may leave again', () => {
    const meter = meterOf(1, 'stop all');
    const spending = { kind: 'read', by: 'n', repeat: false } as const;
    const time = meter.leave(spending);
    refused(meter).should.have.length(3);
    meter.takeBack(spending, time);
    refused(meter).should.eql([]);
  });

  it('four fifths are told once, and that it is spent is told once, each with the call that reaches it', () => {
    const meter = meterOf(10);
    for (let n = 0; n < 8; n++) leave(meter);
    told.should.eql(['2026-11 fine', '2026-11 warned']);
    for (let n = 0; n < 2; n++) leave(meter);
    told.should.eql(['2026-11 fine', '2026-11 warned', '2026-11 spent']);
    for (let n = 0; n < 5; n++) leave(meter, 'command');
    refused(meter);
    told.should.eql(['2026-11 fine', '2026-11 warned', '2026-11 spent']);
    now = new Date(2026, 11, 1).getTime();
    refused(meter);
    told.slice(3).should.eql(['2026-12 fine']);
  });

  it('how it stands is told as soon as it is known', async () => {
    ledger.of('2026-11').put(1, 0, { reads: 9, commands: 0, tokens: 0, repeats: 0, messages: 0 });
    await meterOf(10).begin();
    told.should.eql(['2026-11 warned']);
  });

  it('messages of devices count beside it', () => {
    const meter = meterOf(1, 'stop all');
    for (let n = 0; n < 5; n++) meter.message();
    refused(meter).should.eql([]);
    ledger.month().total.messages.should.equal(5);
  });

  it('what it counts is kept soon, and so is what it takes back: after a kill it is there', async () => {
    const clock = new FakeClock();
    const storage = new MemoryStorage();
    const opening = { shelf: { storage, prefix: '' }, warn: () => undefined, nameOf: () => undefined };
    const open = (): UsageBook => {
      const book = new UsageBook(clock);
      book.open(opening);
      return book;
    };
    const meter = new AccountMeter(open(), { budget: 0, overBudget: 'warn' });
    const spending = { kind: 'read', by: 'n', repeat: false } as const;
    let time = 0;
    for (const [count, reads, messages] of [
      [() => (time = meter.leave(spending)), 1, 0],
      [
        () => {
          meter.message();
        },
        1,
        1,
      ],
      [
        () => {
          meter.takeBack(spending, time);
        },
        0,
        1,
      ],
    ] as const) {
      count();
      clock.advance(60_000);
      await new Promise((resolve) => setImmediate(resolve));
      const next = open();
      await next.ready();
      next.ledger.month().total.should.containEql({ reads, messages });
    }
  });
});
