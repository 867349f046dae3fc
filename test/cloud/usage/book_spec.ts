import should from 'should';
import { speakEnglish } from '../../../nodes/cloud/errors/language';
import { UsageBook } from '../../../nodes/cloud/usage/book';
import { monthsFrom } from '../../../nodes/cloud/usage/calendar';
import { FakeClock } from '../../support/fake-clock';
import { MemoryStorage } from '../../support/memory-storage';
import { useTimeZone } from '../../support/time-zone';

const MINUTE = 60_000;
const DAY = 86_400_000;

describe('a ledger that is kept', () => {
  useTimeZone('Europe/Berlin');
  let clock: FakeClock;
  let storage: MemoryStorage;
  let warnings: string[];
  let book: UsageBook;
  beforeEach(() => {
    clock = new FakeClock();
    clock.wall = new Date(2026, 10, 20, 12).getTime();
    storage = new MemoryStorage();
    warnings = [];
    book = open();
  });

  function open(prefix = '', on = storage): UsageBook {
    const opened = new UsageBook(clock);
    join(opened, prefix, on);
    return opened;
  }
  function join(opened: UsageBook, prefix = '', on = storage): void {
    opened.open({
      shelf: { storage: on, prefix },
      warn: (said) => warnings.push(speakEnglish(said)),
      nameOf: (id) => (id === 'n' ? 'Desk lamp' : undefined),
    });
  }
  const spend = (times: number, on = book): void => {
    for (let n = 0; n < times; n++) on.ledger.spend({ kind: 'read', by: 'n', repeat: false });
    on.changed();
  };
  const turns = async (): Promise<void> => {
    for (let n = 0; n < 30; n++) await new Promise((resolve) => setImmediate(resolve));
  };
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await turns();
  };
  /** What the next process finds. */
  const kept = async (prefix = ''): Promise<number> => {
    const next = open(prefix, new MemoryStorage(new Map(storage.texts)));
    await next.ready();
    return next.ledger.month().calls;
  };
  const written = (): number => storage.count('set');

  it('what was counted is there after a kill, but for the last minute', async () => {
    spend(3);
    await pass(1000);
    (await kept()).should.equal(3);
    for (let n = 0; n < 60; n++) {
      spend(1);
      await pass(1000);
    }
    (await kept()).should.be.within(62, 63);
  });

  it('is written at most once a minute, and not at all while nothing is counted', async () => {
    for (let n = 0; n < 600; n++) {
      spend(1);
      clock.waiting.should.equal(1);
      await pass(1000);
    }
    written().should.be.within(10, 11);
    storage.count('names').should.equal(1); // what is too old is looked for once a month
    await pass(10 * MINUTE);
    const before = written();
    await pass(60 * MINUTE);
    written().should.equal(before);
    clock.waiting.should.equal(0);
  });

  it('a close writes what is left, and leaves no timer', async () => {
    spend(1);
    await pass(1000);
    spend(5);
    await book.close();
    (await kept()).should.equal(6);
    clock.waiting.should.equal(0);
    spend(1); // a dialog that is still open
    clock.waiting.should.equal(0);
  });

  it('a close leaves the storage alone where a month was only looked at', async () => {
    book.ledger.month().calls.should.equal(0);
    await book.close();
    storage.calls.should.eql([]);
  });

  it('a redeploy in the middle loses and doubles nothing', async () => {
    await book.ready();
    spend(2);
    await pass(1000);
    const closing = book.close();
    spend(1); // the old client is still ending
    join(book);
    spend(1);
    await closing;
    spend(1);
    should(book.ready()).be.undefined();
    await book.close();
    (await kept()).should.equal(5);
  });

  it('what was counted before it was said where to keep it is added', async () => {
    spend(4);
    await book.close();
    const draft = new UsageBook(clock);
    spend(3, draft);
    should(draft.ready()).be.undefined();
    join(draft);
    await draft.ready();
    draft.ledger.month().calls.should.equal(7);
    await draft.close();
    (await kept()).should.equal(7);
  });

  it('what was counted before is written soon, also where nothing more is counted', async () => {
    clock.waiting.should.equal(0); // nothing was counted in the book that is open
    const draft = new UsageBook(clock);
    spend(3, draft);
    join(draft);
    await pass(1000);
    (await kept()).should.equal(3);
  });

  it('one that is kept nowhere counts in memory, and has nothing to warn of', async () => {
    const memory = new UsageBook(clock);
    memory.open({
      shelf: undefined,
      warn: (said) => warnings.push(speakEnglish(said)),
      nameOf: () => undefined,
    });
    should(memory.ready()).be.undefined();
    spend(2, memory);
    clock.waiting.should.equal(0);
    await memory.close();
    memory.ledger.month().calls.should.equal(2);
    warnings.should.eql([]);
  });

  it('is idle while nobody counts in it', async () => {
    const shared = new UsageBook(clock);
    shared.isIdle.should.be.true();
    join(shared);
    join(shared);
    await shared.close();
    shared.isIdle.should.be.false();
    await shared.close();
    shared.isIdle.should.be.true();
  });

  it('the month before is read as well, each once', async () => {
    spend(4);
    await book.close();
    clock.wall = new Date(2026, 11, 5).getTime();
    const next = open();
    const before = storage.count('get');
    await next.ready();
    next.ledger.before().calls.should.equal(4);
    for (let n = 0; n < 3; n++) {
      spend(1, next);
      await pass(MINUTE);
    }
    (storage.count('get') - before).should.equal(2);
  });

  it('what is not known yet is waited for, once', async () => {
    spend(4);
    await book.close();
    const held = storage.hold('get');
    const next = open();
    const [one, two] = [next.ready(), next.ready()];
    should(one).equal(two);
    await held.began;
    held.letGo();
    await one;
    next.ledger.month().calls.should.equal(4);
    should(next.ready()).be.undefined();
  });

  it('L9: a full disk is told once, counting goes on, and it is written when there is room again', async () => {
    storage.break('set', 'ENOSPC');
    for (let n = 0; n < 5; n++) {
      spend(1);
      await pass(MINUTE);
    }
    warnings.should.have.length(1);
    should(warnings[0]).match(/cannot be stored \(ENOSPC\)/);
    storage.mend();
    await pass(MINUTE);
    (await kept()).should.equal(5);
  });

  it('L9: a write that has failed is tried again, also where nothing more is counted', async () => {
    spend(1);
    await pass(1000);
    storage.break('set', 'ENOSPC');
    spend(1);
    await pass(MINUTE);
    (await kept()).should.equal(1);
    storage.mend();
    await pass(MINUTE);
    (await kept()).should.equal(2);
  });

  for (const [operation, what] of [
    ['get', /cannot be read/],
    ['set', /cannot be stored/],
  ] as const) {
    it(`L9: a trouble that comes back (${operation}) is told again, and so is one that a deploy has not mended`, async () => {
      const tries = async (): Promise<void> => {
        spend(1);
        await pass(MINUTE);
      };
      storage.break(operation);
      await tries();
      await tries();
      warnings.should.have.length(1);
      join(book);
      await tries();
      warnings.should.have.length(2);
      storage.mend();
      await tries();
      storage.break(operation);
      clock.wall = new Date(2026, 11, 20).getTime(); // a month that was not read yet
      await tries();
      await tries();
      warnings.should.have.length(3);
      for (const warning of warnings) warning.should.match(what);
    });
  }

  it('a damaged record is set aside with one warning, and counting goes on', async () => {
    storage.texts.set('2026-11', '{"version":1,"month":"2026-11","ho');
    await book.ready();
    spend(2);
    await book.close();
    warnings.should.have.length(1);
    should(warnings[0]).match(/damaged/);
    should(storage.texts.get('2026-11-damaged')).equal('{"version":1,"month":"2026-11","ho');
    (await kept()).should.equal(2);
    warnings.should.have.length(1);
  });

  it('what cannot be read is not overwritten: it is added once it can be', async () => {
    spend(10);
    await book.close();
    storage.break('get', 'EACCES');
    const next = open();
    await next.ready();
    spend(1, next);
    await pass(MINUTE);
    warnings.should.have.length(1);
    should(warnings[0]).match(/cannot be read \(EACCES\)/);
    (await kept()).should.equal(10);
    storage.mend();
    await pass(MINUTE);
    (await kept()).should.equal(11);
    next.ledger.month().calls.should.equal(11);
  });

  it('what is read twice at once is added once', async () => {
    spend(10);
    await book.close();
    const held = storage.hold('get');
    const next = open();
    const ready = next.ready();
    await held.began;
    spend(1, next);
    await pass(1000); // the write reads what is not read yet
    held.letGo();
    await ready;
    next.ledger.month().calls.should.equal(11);
  });

  it('a write that comes to its end late undoes none that came after it', async () => {
    await book.ready();
    spend(1);
    const held = storage.hold('set');
    await pass(1000);
    await held.began;
    await pass(5000);
    should(warnings[0]).match(/cannot be stored \(ETIMEDOUT\)/);
    spend(1);
    await pass(MINUTE);
    held.letGo();
    await turns();
    await pass(2 * MINUTE);
    (await kept()).should.equal(2);
  });

  it('what did not leave is taken back, also from an account that is closing', async () => {
    await book.ready();
    const spending = { kind: 'read', by: 'n', repeat: false } as const;
    spend(2);
    const time = book.ledger.spend(spending);
    const closing = book.close();
    for (let n = 0; n < 50; n++) await Promise.resolve();
    book.ledger.takeBack(spending, time);
    book.changed();
    await closing;
    (await kept()).should.equal(2);
  });

  it('a storage that never answers holds nothing up for more than some seconds', async () => {
    storage.dieAfter(0);
    const ready = book.ready();
    await turns();
    clock.advance(5000);
    await turns();
    clock.advance(5000);
    await ready;
    spend(1);
    book.ledger.month().calls.should.equal(1);
  });

  it('two Node-REDs on one storage count each for itself', async () => {
    const other = open('other-');
    spend(1);
    spend(2, other);
    await Promise.all([book.close(), other.close()]);
    (await kept()).should.equal(1);
    (await kept('other-')).should.equal(2);
  });

  it('thirteen months are kept', async () => {
    for (let month = 0; month < 20; month++) {
      clock.wall = new Date(2026, 10 + month, 5, 12).getTime();
      spend(1);
      await pass(MINUTE);
    }
    const names = [...storage.texts.keys()].sort();
    names.should.have.length(13);
    should(names.at(-1)).equal('2028-06');
    should(names[0]).equal('2027-06');
    book.ledger.held().length.should.be.belowOrEqual(3);
  });

  it('the newest thirteen, in whatever order the storage names them', async () => {
    const months = Array.from({ length: 13 }, (_, n) => monthsFrom('2026-10', -n));
    for (const month of months) storage.texts.set(month, '{}');
    storage.texts.set('other-2026-12', '{}');
    spend(1);
    await book.close();
    [...storage.texts.keys()].should.eql([...months.slice(0, -1), 'other-2026-12', '2026-11']);
  });

  it('this month is kept too where the clock says that it is older than all others', async () => {
    for (let month = 0; month < 13; month++) {
      clock.wall = new Date(2026, 10 + month, 5, 12).getTime();
      spend(1);
      await pass(MINUTE);
    }
    clock.wall = 5 * DAY;
    spend(1);
    await pass(MINUTE);
    storage.texts.has('1970-01').should.be.true();
  });

  it('what others have left in the same storage goes when it is older than that, and nothing else of theirs', async () => {
    for (const month of ['2025-09', '2025-10', '2026-11', '2027-01'])
      storage.texts.set(`other-${month}`, '{}');
    storage.texts.set('other', 'no record');
    storage.texts.set('other-2025-09-notes', 'no record');
    spend(1);
    await book.close();
    [...storage.texts.keys()]
      .sort()
      .should.eql([
        '2026-11',
        'other',
        'other-2025-09-notes',
        'other-2025-10',
        'other-2026-11',
        'other-2027-01',
      ]);
  });

  it('a clock that is far ahead for a moment costs none of the months that are known', async () => {
    spend(3);
    await pass(MINUTE);
    const right = clock.wall;
    clock.wall = new Date(2040, 0, 1).getTime();
    spend(1);
    await pass(MINUTE);
    clock.wall = right + MINUTE;
    await book.ready();
    spend(1);
    await pass(2 * MINUTE);
    (await kept()).should.equal(4);
  });

  it('a machine that wakes up in 1970 finds its month when the clock is right', async () => {
    spend(3);
    await book.close();
    const right = clock.wall;
    clock.wall = 5 * DAY;
    const next = open();
    await next.ready();
    spend(1, next);
    clock.wall = right;
    await next.ready();
    next.ledger.month().calls.should.equal(3);
  });

  it('a node is known by its name after it has gone', async () => {
    spend(1);
    await book.close();
    const next = open('', storage);
    await next.ready();
    should(next.ledger.month().nodes.get('n')?.name).equal('Desk lamp');
  });

  it('what is forgotten is not written any more', async () => {
    spend(1);
    await book.forget();
    clock.waiting.should.equal(0);
    spend(1);
    clock.waiting.should.equal(0);
    await pass(MINUTE);
    await book.close();
    storage.texts.size.should.equal(0);
  });

  for (const [what, text, code] of [
    ['is empty'],
    ['holds a damaged record', '{'],
    ['cannot be read', undefined, 'EACCES'],
  ] as const) {
    it(`nor is it when it is forgotten while its storage is asked, which ${what}`, async () => {
      if (text !== undefined) storage.texts.set('2026-11', text);
      if (code !== undefined) storage.break('get', code);
      const names = [...storage.texts.keys()];
      const held = storage.hold('get');
      spend(1);
      await pass(1000);
      await held.began;
      const forgotten = book.forget();
      held.letGo();
      await forgotten;
      await book.close();
      [...storage.texts.keys()].should.eql(names);
      warnings.should.eql([]);
    });
  }

  it('nor is its other month when it is forgotten while one is written', async () => {
    await book.ready();
    spend(1);
    const { wall } = clock;
    clock.wall = new Date(2026, 9, 20).getTime();
    spend(1);
    clock.wall = wall;
    const held = storage.hold('set');
    await pass(1000);
    await held.began;
    const forgotten = book.forget();
    storage.texts.size.should.equal(0);
    held.letGo();
    await forgotten;
    [...storage.texts.keys()].should.eql(['2026-11']); // so that whoever drops it now drops all
    await book.close();
    storage.texts.size.should.equal(1);
  });

  it('forgetting waits for a write that does not end, but not without end', async () => {
    await book.ready();
    spend(1);
    const held = storage.hold('set');
    await pass(1000);
    await held.began;
    const forgotten = book.forget();
    clock.advance(5000);
    await forgotten;
    held.letGo();
    await book.close();
  });
});
