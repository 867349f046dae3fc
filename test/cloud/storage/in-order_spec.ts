import should from 'should';
import { InOrder } from '../../../nodes/cloud/storage/in-order';

describe('what is to be done to one name', () => {
  let log: string[];
  let order: InOrder;
  beforeEach(() => {
    log = [];
    order = new InOrder();
  });

  /** Asks for a task that ends when it is told to. */
  function ask(what: string, name = 'x', failure?: Error): { done: Promise<void>; end: () => void } {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const done = order.run(name, async () => {
      log.push(what);
      await ended;
      if (failure !== undefined) throw failure;
    });
    return { done, end };
  }

  it('begins at once, and the next when it has ended', async () => {
    const first = ask('first');
    const next = ask('next');
    next.end();
    log.should.eql(['first']);
    first.end();
    await next.done;
    log.should.eql(['first', 'next']);
  });

  it('of those that wait only the newest is done, and all who asked learn its end', async () => {
    const first = ask('first');
    const all = [ask('second'), ask('third'), ask('fourth')];
    first.end();
    all.at(-1)?.end();
    await Promise.all(all.map(({ done }) => done));
    log.should.eql(['first', 'fourth']);
    const last = ask('fifth');
    last.end();
    await last.done;
    log.should.eql(['first', 'fourth', 'fifth']);
  });

  it('names do not wait for each other', async () => {
    ask('slow');
    const other = ask('other', 'y');
    other.end();
    await other.done;
    log.should.eql(['slow', 'other']);
  });

  it('a failure is told to who asked, and the next begins', async () => {
    const first = ask('first', 'x', new Error('broken'));
    const next = ask('next');
    first.end();
    next.end();
    await first.done.should.be.rejectedWith('broken');
    await next.done;
  });

  it('whoever asks just as the one before ends comes after who waits', async () => {
    const first = ask('first');
    const second = ask('second');
    first.end();
    await first.done;
    const third = ask('third');
    second.end();
    third.end();
    await third.done;
    should(log.at(-1)).equal('third');
    log.should.not.eql(['first', 'third', 'second']);
  });

  it('has settled when all that runs and waits has ended, well or not', async () => {
    await order.settled();
    const first = ask('first');
    const next = ask('next', 'x', new Error('broken'));
    next.done.catch(() => undefined);
    let settled = false;
    const end = order.settled().then(() => (settled = true));
    first.end();
    await first.done;
    await new Promise(setImmediate);
    settled.should.be.false();
    next.end();
    await end;
    log.should.eql(['first', 'next']);
    ask('after');
    log.should.eql(['first', 'next', 'after']);
  });
});
