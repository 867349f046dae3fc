import 'should';
import { hasControl, printable } from '../../../nodes/cloud/request/characters';

describe('characters', () => {
  it('a name is shown in plain characters, and not for long', () => {
    printable('a b~').should.equal('a b~');
    printable('ü\n\u007f').should.equal('???');
    printable('x'.repeat(61)).should.equal('x'.repeat(60));
  });

  it('a line break, a null and a delete are control characters, a blank is none', () => {
    for (const text of ['a\nb', 'a\rb', '\u0000', '\u001f', '\u007f']) hasControl(text).should.be.true();
    for (const text of ['', 'a b', '~', 'ü']) hasControl(text).should.be.false();
  });
});
