import 'should';
import { TuyaError, badRequest, speakEnglish } from '../../nodes/cloud';
import { AnswerLost, ToldError, complaintOf, failureOf } from '../../nodes/runtime/told-error';

describe('an error as a flow is told it', () => {
  const error = new TuyaError('TUYA_1106', 'Tuya answered 1106: no', {
    hint: 'Link the app account.',
    statusCode: 200,
    tuya: { code: 1106, msg: 'no', t: 1, tid: 'x' },
  });

  it('ends with the next step and is text without the name of a class', () => {
    const told = new ToldError(error, speakEnglish);
    told.message.should.equal('Tuya answered 1106: no. Link the app account.');
    String(told).should.equal(told.message);
    [told.name, told.code, told.stack].should.eql(['TuyaError', 'TUYA_1106', error.stack]);
  });

  it('begins with what was found out about a refusal, so that it is seen at a glance', () => {
    const hint = { key: 'diagnosis.token.program', values: {} };
    const told = new ToldError(
      new TuyaError('TUYA_1010', 'Tuya answered 1010', { hint, tuya: {} }),
      speakEnglish,
    );
    told.message.should.match(/^The token was renewed and refused again: .*\. \(Tuya answered 1010\)$/);
    const ours = new ToldError(new TuyaError('TUYA_CONFIG', 'A blank', { hint }), speakEnglish);
    ours.message.should.match(/^A blank\. The token/);
  });

  it('a sentence that has its end gets no second one, and without a next step there is none', () => {
    new ToldError(badRequest('Really?', 'Look again.'), speakEnglish).message.should.equal(
      'Really? Look again.',
    );
    new ToldError(badRequest('Yes.', 'Look again.'), speakEnglish).message.should.equal('Yes. Look again.');
    new ToldError(badRequest('No', ''), speakEnglish).message.should.equal('No');
  });

  it('P17: what was signed stands in msg.tuya alone, and only where a signature was refused', () => {
    const tuya = { code: 1004, signed: 'id[t]GET' };
    const refused = new TuyaError('TUYA_1004', 'no', { hint: 'Look at the secret.', tuya });
    failureOf(refused, speakEnglish).should.have.property('signed', 'id[t]GET');
    new ToldError(refused, speakEnglish).message.should.equal('no. Look at the secret.');
    failureOf(error, speakEnglish).should.not.have.property('signed');
  });

  it('leaves the error as it was: others wait for the same', () => {
    failureOf(error, speakEnglish).should.eql({
      success: false,
      code: 1106,
      msg: 'no',
      t: 1,
      tid: 'x',
      hint: 'Link the app account.',
      attempts: 0,
      elapsed: 0,
      pages: 0,
      more: false,
    });
    failureOf(badRequest('No', 'Look again.'), speakEnglish).should.have.properties({
      msg: 'No',
      hint: 'Look again.',
    });
  });

  it('one that no message has brought tells in Tuya’s words where there are any, else in its own', () => {
    complaintOf(error, speakEnglish).should.eql({
      success: false,
      code: 1106,
      msg: 'no',
      hint: 'Link the app account.',
    });
    complaintOf(badRequest('No', 'Look again.'), speakEnglish).should.eql({
      success: false,
      code: 'TUYA_BAD_REQUEST',
      msg: 'No',
      hint: 'Look again.',
    });
  });

  it('an answer without a place tells what the call took and that it was made', () => {
    const effort = { attempts: 2, elapsed: 30, pages: 4 };
    const lost = new AnswerLost(effort, { t: 5, tid: 'tid', statusCode: 200 });
    failureOf(lost, speakEnglish).should.have.properties({ ...effort, t: 5, tid: 'tid' });
    lost.should.have.properties({ code: 'TUYA_BAD_REQUEST', statusCode: 200 });
    new ToldError(lost, speakEnglish).message.should.match(/call was made.*do not send it again/);
  });
});
