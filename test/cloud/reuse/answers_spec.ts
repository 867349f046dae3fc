import should from 'should';
import { Answers, MOST_ANSWERS, MOST_BYTES, arrived, copyOf } from '../../../nodes/cloud/reuse/answers';
import type { Arrived } from '../../../nodes/cloud/reuse/answers';
import type { Question } from '../../../nodes/cloud/reuse/question';

const question = (text: string, who = ''): Question => ({ text, who, outside: false });
const came = (result: unknown, at = 0, askedAt = at): Arrived =>
  arrived(
    {
      envelope: { success: true, result, t: 7, tid: 'x' },
      statusCode: 200,
      attempts: 2,
      elapsed: 3,
      askedAt,
    },
    at,
  );

describe('answers that are kept', () => {
  let answers: Answers;
  beforeEach(() => {
    answers = new Answers();
  });
  const resultOf = (text: string, age = Infinity, now = 0): unknown => {
    const kept = answers.find(question(text), age, now);
    return kept && copyOf(kept).envelope.result;
  };

  it('come back as they were, each as an object of its own', () => {
    const result = { a: [1, { b: null }], 'é☃': '"\\', no: false };
    answers.keep(question('q'), came(result), 1000);
    const kept = answers.find(question('q'), 1000, 0);
    if (kept === undefined) throw new Error('It is gone');
    const [one, two] = [copyOf(kept), copyOf(kept)];
    one.should.eql({
      envelope: { success: true, result, t: 7, tid: 'x' },
      statusCode: 200,
      attempts: 2,
      elapsed: 3,
      askedAt: 0,
    });
    (one.envelope.result as { a: unknown[] }).a.push('mine');
    should(two.envelope.result).eql(result);
    should(resultOf('q')).eql(result);
  });

  it('are young enough to their last millisecond', () => {
    answers.keep(question('q'), came('young', 100), 1000);
    should(resultOf('q', 1000, 1100)).equal('young');
    should(resultOf('q', 1000, 1101)).be.undefined();
    should(resultOf('q', 1001, 1101)).equal('young');
    should(resultOf('other', 1000, 1100)).be.undefined();
  });

  it('give way to newer ones, and not to one that was asked for before', () => {
    answers.keep(question('q'), came('second', 20, 10), 1000);
    answers.keep(question('q'), came('first', 30, 5), 1000);
    should(resultOf('q')).equal('second');
    answers.keep(question('q'), came('third', 40, 10), 1000);
    should(resultOf('q')).equal('third');
    answers.size.should.equal(1);
  });

  it('go when nobody can want them any more', () => {
    answers.keep(question('q'), came('old', 0), 1000);
    answers.keep(question('long'), came('old', 0), 1000);
    answers.find(question('long'), 5000, 1);
    answers.keep(question('x'), came('x', 1000), 1000);
    answers.size.should.equal(3);
    answers.keep(question('x'), came('x', 1001), 1000);
    should(answers.of(question('q'))).be.undefined();
    should(resultOf('long', 5000, 5000)).equal('old');
    answers.keep(question('x'), came('x', 5001), 1000);
    answers.size.should.equal(1);
  });

  it('stay wanted for as long as the one before them was', () => {
    answers.keep(question('q'), came('a', 0), 5000);
    answers.keep(question('q'), came('b', 1), 10);
    answers.keep(question('x'), came('x', 5001), 10);
    should(resultOf('q', 5000, 5001)).equal('b');
  });

  it('are a thousand at most: the one that nobody has asked for longest goes', () => {
    for (let n = 0; n < MOST_ANSWERS; n++) answers.keep(question(`q${n}`), came(n), 1000);
    resultOf('q0');
    answers.keep(question('one more'), came('x'), 1000);
    answers.size.should.equal(MOST_ANSWERS);
    should(resultOf('q0')).equal(0);
    should(resultOf('q1')).be.undefined();
    should(resultOf('q2')).equal(2);
  });

  it('take five megabytes at most, questions included', () => {
    const megabyte = 'x'.repeat(1024 * 1024 - 200);
    for (let n = 0; n < 7; n++) answers.keep(question(`q${n}`), came(megabyte, n), 1000);
    answers.size.should.equal(5);
    answers.keep(question('q'.repeat(2 * 1024 * 1024)), came('x'), 1000);
    answers.size.should.equal(4);
    answers.keep(question('q6'), came('small', 9), 1000);
    answers.keep(question('again'), came(megabyte, 9), 1000);
    answers.size.should.equal(5);
  });

  it('count two bytes for each character once one of them needs two', () => {
    for (let n = 0; n < 4; n++) answers.keep(question(`q${n}`), came(`é${'x'.repeat(1024 * 1024)}`, n), 1000);
    answers.size.should.equal(4);
    answers.keep(question('wide'), came(`☃${'x'.repeat(1024 * 1024)}`, 4), 1000);
    answers.size.should.equal(3);
  });

  it('may be one that takes all the room there is', () => {
    const around = question('q').text.length + came('').text.length;
    answers.keep(question('q'), came('x'.repeat(MOST_BYTES - around)), 1000);
    answers.size.should.equal(1);
    answers.keep(question('r'), came('x'.repeat(MOST_BYTES - around + 1)), 1000);
    should(answers.of(question('r'))).be.undefined();
    answers.size.should.equal(1);
  });

  it('of more than all that may be kept are not kept, and take none of the others away but their own', () => {
    answers.keep(question('a'), came('a'), 1000);
    answers.keep(question('q'), came('before'), 1000);
    answers.keep(question('q'), came('x'.repeat(MOST_BYTES), 1), 1000);
    should(resultOf('q')).be.undefined();
    should(resultOf('a')).equal('a');
  });

  it('end with a change that is about them, and their room is free again', () => {
    const big = (id: string): string => id + 'x'.repeat(2 * 1024 * 1024);
    answers.keep(question('a'), came(big('lamp1234567')), 1000);
    answers.keep(question('plug1234567'), came(big('')), 1000);
    answers.end({ what: 'devices', ids: ['lamp1234567'] });
    should(resultOf('a')).be.undefined();
    answers.keep(question('b'), came(big('')), 1000);
    answers.size.should.equal(2);
    answers.end({ what: 'devices', ids: ['plug1234567'] });
    answers.size.should.equal(1);
    answers.end({ what: 'anything' });
    answers.size.should.equal(0);
  });
});
