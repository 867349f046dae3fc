import 'should';
import { has, plain, wordsOf } from '../../../nodes/editor/request/search-words';

describe('the words of a search', () => {
  for (const [search, words] of [
    ['Send  commands', ['send', 'commands']],
    ['Get a device (industry), now!', ['get', 'a', 'device', 'industry', 'now']],
    ['/v1.0/devices/{device_id}', ['/v1.0/devices/{device_id}']],
    ['(', ['(']],
    ['', []],
    ['État', ['etat']],
    ['デバイスの状態を取得', ['デバイス', '状態', '取得']],
    ['ユーザー', ['ユーザ']],
    ['サーバー側', ['サーバ', '側']],
    ['设备的状态', ['设备', '状态']],
    ['デバイス、状態', ['デバイス', '状態']],
    ['つける', ['つける']],
    ['を', ['を']],
  ] as [string, string[]][]) {
    it(`of ${JSON.stringify(search)} are ${words.join(', ') || 'none'}`, () => {
      wordsOf(search).should.eql(words);
    });
  }

  it('are found where a word begins so, and anywhere in a script without blanks', () => {
    has('read the state', 'sta').should.be.true();
    has('read the state', 'tate').should.be.false();
    has("lire l'etat", 'etat').should.be.true();
    has('v1.0', 'v1.0').should.be.true();
    has('v1x0', 'v1.0').should.be.false();
    has('按ip地址', 'ip').should.be.true();
    has("strip's", "strip's").should.be.true();
    has('/v1.0/a-b', '/v1.0/a-b').should.be.true();
    has(plain('デバイスの状態'), '状態').should.be.true();
  });

  it('are compared without accents, width and case; a Japanese word keeps its voiced sounds', () => {
    plain('ÉTAT Größe ＡＢＣ').should.equal('etat große abc');
    plain('ﾃﾞﾊﾞｲｽ').should.equal('デバイス');
    plain('ユーザー ユーザ').should.equal('ユーザ ユーザ');
  });

  it('stay whole where the browser cannot tell words apart', () => {
    const { Segmenter } = Intl;
    try {
      Object.assign(Intl, { Segmenter: undefined });
      wordsOf('状態取得 a').should.eql(['状態取得', 'a']);
    } finally {
      Object.assign(Intl, { Segmenter });
    }
  });
});
