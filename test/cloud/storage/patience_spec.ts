import 'should';
import { codeOf, inTime, reasonOf } from '../../../nodes/cloud/storage/patience';
import { FakeClock } from '../../support/fake-clock';

describe('patience with a storage', () => {
  it('brings the answer, well or not, and leaves no timer', async () => {
    const clock = new FakeClock();
    (await inTime(clock, Promise.resolve('answer'))).should.equal('answer');
    await inTime(clock, Promise.reject(new Error('broken'))).should.be.rejectedWith('broken');
    clock.waiting.should.equal(0);
  });

  it('ends after five seconds, or after what was asked for', async () => {
    const clock = new FakeClock();
    const never = new Promise<string>(() => undefined);
    for (const [patience, ms] of [
      [undefined, 5000],
      [300, 300],
    ] as const) {
      let ended = false;
      const waiting = inTime(clock, never, patience).finally(() => (ended = true));
      waiting.catch(() => undefined);
      clock.advance(ms - 1);
      await Promise.resolve();
      ended.should.be.false();
      clock.advance(1);
      await waiting.should.be.rejectedWith({ code: 'ETIMEDOUT' });
    }
  });

  it('tells of a failure the code of the system alone', () => {
    reasonOf(Object.assign(new Error('open /home/me/secret'), { code: 'EIO' })).should.equal('EIO');
    for (const thrown of [
      new Error('/home/me'),
      { code: 5 },
      { code: undefined },
      null,
      undefined,
      'text',
      {},
    ]) {
      reasonOf(thrown).should.equal('the store failed');
    }
    (codeOf(null) === undefined).should.be.true();
    (codeOf('text') === undefined).should.be.true();
  });
});
