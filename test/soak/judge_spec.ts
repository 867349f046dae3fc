import 'should';
import { Judge } from './judge';
import { Wrong } from './wrong';

const LOST = { code: 'TUYA_AUTHORIZATION_REQUIRED', message: 'has to authorize again' };
const UNKNOWN = { code: 'TUYA_NETWORK', message: 'whether it was executed is unknown' };
const NOT_SENT = { code: 'TUYA_NETWORK', message: 'no connection' };

describe('the judge of a soak', () => {
  const rounds = [
    [{ reads: [], command: 'done' }, 1, 0],
    [{ reads: [NOT_SENT], command: NOT_SENT }, 0, 0],
    [{ reads: [], command: UNKNOWN }, 1, 0],
    [{ reads: [], command: UNKNOWN }, 0, 0],
    [{ reads: [], command: 'done' }, 0, 1],
    [{ reads: [], command: 'done' }, 2, 1],
    [{ reads: [], command: UNKNOWN }, 2, 1],
    [{ reads: [], command: NOT_SENT }, 1, 1],
    [{ reads: [LOST], command: 'done' }, 1, 1],
  ] as const;
  for (const [outcome, times, wrongs] of rounds) {
    const { reads, command } = outcome;
    it(`${JSON.stringify({ reads, command })} that ran ${times} times is ${wrongs === 0 ? 'right' : 'wrong'}`, () => {
      const wrong = new Wrong();
      const judge = new Judge(wrong);
      judge.round({ reads: [...reads], command });
      judge.command(command, times);
      wrong.count.should.equal(wrongs);
    });
  }
});
