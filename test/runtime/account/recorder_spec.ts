import should from 'should';
import { TuyaError, aborted } from '../../../nodes/cloud';
import { Recorder } from '../../../nodes/runtime/account/recorder';

describe('what an account remembers for a report', () => {
  let now: number;
  let recorder: Recorder;
  beforeEach(() => {
    now = 1000;
    recorder = new Recorder(() => now);
  });

  it('the last error: its codes, its tid and its time, and none of its words', () => {
    recorder.ended(
      new TuyaError('TUYA_1106', 'uid-anna may not', { tuya: { code: 1106, msg: 'x', tid: 't1' } }),
    );
    now = 2000;
    recorder.ended(
      new TuyaError('TUYA_2001', 'lamp', { tuya: { code: 2001, msg: 'lamp', t: 1, tid: 't2' } }),
    );
    should(recorder.lastError).eql({ code: 'TUYA_2001', tuyaCode: 2001, tid: 't2', time: 2000 });
  });

  it('a call that went well, and one that was given up here, leave it as it is', () => {
    recorder.ended(new TuyaError('TUYA_TIMEOUT', 'late'));
    now = 2000;
    recorder.ended();
    recorder.ended(aborted());
    should(recorder.lastError).eql({ code: 'TUYA_TIMEOUT', tuyaCode: undefined, tid: undefined, time: 1000 });
  });

  it('how far the clock is off, the newest word', () => {
    should(recorder.clockOffset).be.undefined();
    recorder.corrected(60_000);
    recorder.corrected(-5000);
    should(recorder.clockOffset).equal(-5000);
  });
});
