import should from 'should';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { Setbacks } from '../../../nodes/cloud/tokens/setbacks';

const answered = (code: number): TuyaError => new TuyaError(`TUYA_${code}`, 'no', { tuya: { code } });
const DOWN = new TuyaError('TUYA_NETWORK', 'down');
const REFUSED = answered(1010);

/** Milliseconds for which an error that came at 0 is remembered. */
function memoryOf(setbacks: Setbacks): number {
  let ms = 0;
  while (setbacks.remembered(ms) !== undefined) ms += 250;
  return ms;
}

describe('what is remembered of token calls that went wrong', () => {
  let setbacks: Setbacks;
  beforeEach(() => {
    setbacks = new Setbacks();
  });

  it('nothing at first', () => {
    should(setbacks.remembered(0)).be.undefined();
    setbacks.quiet.should.equal(0);
  });

  for (const code of [1001, 1004, 1005, 1106, 1108, 1113, 1000, 1008, 28841002, 28841004]) {
    it(`RULES 10: ${code} for thirty seconds, in which all get the same error`, () => {
      const error = answered(code);
      setbacks.failed(error, 0);
      should(setbacks.remembered(0)).equal(error);
      memoryOf(setbacks).should.equal(30_000);
    });
  }

  it('P18, RULES 10: a passing reason for 1, 2, 4 and at most 5 seconds', () => {
    const memories = [1, 2, 3, 4, 5].map(() => {
      setbacks.failed(DOWN, 0);
      return memoryOf(setbacks);
    });
    memories.should.eql([1000, 2000, 4000, 5000, 5000]);
  });

  for (const error of [
    new TuyaError('TUYA_HTTP_503', 'no', { statusCode: 503 }),
    new TuyaError('TUYA_TIMEOUT', 'late'),
    answered(500),
    answered(1110),
    answered(1111),
    answered(1112),
  ]) {
    it(`P18, RULES 10: ${error.code} is a passing reason`, () => {
      setbacks.failed(error, 0);
      memoryOf(setbacks).should.equal(1000);
    });
  }

  for (const code of ['TUYA_ABORTED', 'TUYA_AUTHORIZATION_REQUIRED', 'TUYA_BUDGET', 'TUYA_CONFIG']) {
    it(`${code} is remembered by nobody, and is still no reason to try again in the background at once`, () => {
      setbacks.failed(new TuyaError(code, 'no'), 0);
      should(setbacks.remembered(0)).be.undefined();
      setbacks.quiet.should.equal(5000);
    });
  }

  it('RULES 3: the background waits 5 s, twice as long with each failure in a row, at most five minutes', () => {
    const quiet = Array.from({ length: 8 }, () => {
      setbacks.failed(DOWN, 0);
      return setbacks.quiet;
    });
    quiet.should.eql([5000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
  });

  it('the background does not meet a refusal that is still remembered', () => {
    setbacks.failed(answered(28841002), 0);
    setbacks.quiet.should.equal(30_000);
    should(setbacks.remembered(setbacks.quiet)).be.undefined();
  });

  it('a success forgets all of it, and the next failure begins anew', () => {
    for (let i = 0; i < 4; i++) setbacks.failed(DOWN, 0);
    setbacks.succeeded();
    should(setbacks.remembered(0)).be.undefined();
    setbacks.quiet.should.equal(0);
    setbacks.failed(DOWN, 0);
    memoryOf(setbacks).should.equal(1000);
    setbacks.quiet.should.equal(5000);
  });

  it('a thousand failures in a row overflow nothing', () => {
    for (let i = 0; i < 2000; i++) setbacks.failed(DOWN, 0);
    setbacks.quiet.should.equal(300_000);
  });

  it('one refused token is no news; from the second in a row on nobody asks for 1, 2, 4 … 60 seconds', () => {
    setbacks.refused(REFUSED, 0);
    should(setbacks.remembered(0)).be.undefined();
    const rests = Array.from({ length: 8 }, () => {
      setbacks.refused(REFUSED, 0);
      return memoryOf(setbacks);
    });
    rests.should.eql([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    should(setbacks.remembered(0)).equal(REFUSED);
  });

  it('a token that is taken in between ends the row; a new token alone does not', () => {
    setbacks.refused(REFUSED, 0);
    setbacks.accepted();
    setbacks.refused(REFUSED, 0);
    should(setbacks.remembered(0)).be.undefined();
    setbacks.succeeded();
    setbacks.refused(REFUSED, 0);
    memoryOf(setbacks).should.equal(1000);
  });

  it('clear forgets the row too', () => {
    setbacks.refused(REFUSED, 0);
    setbacks.refused(REFUSED, 0);
    setbacks.clear();
    should(setbacks.remembered(0)).be.undefined();
    setbacks.refused(REFUSED, 0);
    should(setbacks.remembered(0)).be.undefined();
  });
});
