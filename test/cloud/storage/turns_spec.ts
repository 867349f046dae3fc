import should from 'should';
import { Turns } from '../../../nodes/cloud/storage/turns';

describe('turns', () => {
  /** A task that ends when it is told to. */
  function task(log: string[], name: string): { run: () => Promise<string>; end: () => void } {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const run = async (): Promise<string> => {
      log.push(`${name} begins`);
      await ended;
      log.push(`${name} ends`);
      return name;
    };
    return { run, end };
  }

  it('come one after the other for one name, side by side for two', async () => {
    const log: string[] = [];
    const turns = new Turns();
    const [a, b, other] = [task(log, 'a'), task(log, 'b'), task(log, 'other')];
    const answers = [turns.take('x', a.run), turns.take('x', b.run), turns.take('y', other.run)];
    b.end();
    other.end();
    should(await answers[2]).equal('other');
    log.should.eql(['a begins', 'other begins', 'other ends']);
    a.end();
    (await Promise.all(answers)).should.eql(['a', 'b', 'other']);
    log.slice(3).should.eql(['a ends', 'b begins', 'b ends']);
  });

  it('who comes while the second is under way waits for it, and in the end nothing is kept', async () => {
    const log: string[] = [];
    const turns = new Turns();
    const second = task(log, 'second');
    const taken = turns.take('x', () => Promise.resolve());
    const next = turns.take('x', second.run);
    await taken;
    await new Promise(setImmediate);
    const third = turns.take('x', async () => void log.push('third'));
    await new Promise(setImmediate);
    log.should.eql(['second begins']);
    second.end();
    await Promise.all([next, third]);
    log.should.eql(['second begins', 'second ends', 'third']);
    await new Promise(setImmediate);
    (turns as unknown as { last: Map<string, unknown> }).last.size.should.equal(0);
  });

  it('go on after a failure, which its own caller gets', async () => {
    const turns = new Turns();
    const failing = turns.take('x', () => Promise.reject(new Error('broken')));
    const next = turns.take('x', () => Promise.resolve('next'));
    await failing.should.be.rejectedWith('broken');
    (await next).should.equal('next');
    (await turns.take('x', () => Promise.resolve('later'))).should.equal('later');
  });

  it('stay in order when one is taken just as the one before ends', async () => {
    const log: string[] = [];
    const turns = new Turns();
    const first = turns.take('x', async () => void log.push('first'));
    const second = task(log, 'second');
    const both = first.then(() => [
      turns.take('x', second.run),
      turns.take('x', async () => log.push('third')),
    ]);
    second.end();
    await Promise.all(await both);
    log.should.eql(['first', 'second begins', 'second ends', 'third']);
  });
});
