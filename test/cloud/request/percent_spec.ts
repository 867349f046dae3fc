import 'should';
import { decode, decodeAll } from '../../../nodes/cloud/request/percent';

describe('percent-decoding', () => {
  it('decodes what is valid, and leaves a plus and everything else as it stands', () => {
    decode('a%20b%2Bc+d').should.equal('a b+c+d');
    decode('%C3%BC%e2%82%ac').should.equal('ü€');
    decode('100% %zz %').should.equal('100% %zz %');
    decode('%ff-%C3-%41').should.equal('%ff-%C3-A');
  });

  it('a lone surrogate becomes the sign for what is no character', () => {
    decode('a\ud800b').should.equal('a\ufffdb');
  });

  it('decodes until nothing changes, five times at most', () => {
    const encoded = (text: string, times: number): string =>
      times === 0 ? text : encoded(encodeURIComponent(text), times - 1);
    decodeAll('plain').should.equal('plain');
    for (let times = 1; times <= 5; times++) decodeAll(encoded('/', times)).should.equal('/');
    decodeAll(encoded('/', 6)).should.equal('%2F');
  });
});
