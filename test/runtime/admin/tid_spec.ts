import 'should';
import { tidOf } from '../../../nodes/runtime/admin/tid';

describe('the tid of an answer', () => {
  it('is a name', () => {
    tidOf({ tid: '0123456789abcdefABCDEF_-' }).should.eql({ tid: '0123456789abcdefABCDEF_-' });
  });

  for (const tid of ['', 'a b', 'https://a', 'ü', 'x'.repeat(65), 'a\nb', undefined]) {
    it(`nothing else is one: ${String(tid).slice(0, 20)}`, () => {
      tidOf({ tid }).should.eql({});
    });
  }

  it('is absent where nothing was answered', () => {
    tidOf(undefined).should.eql({});
  });
});
