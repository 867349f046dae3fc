import 'should';
import { rawHeaders, textsOf } from '../../../nodes/cloud/wire/raw-headers';

const OURS = [
  ...['User-Agent', 'node-red-tuya-cloud'],
  ...['Accept', 'application/json'],
  ...['Accept-Encoding', 'gzip, deflate, br'],
];

describe('headers as they go out', () => {
  it('host first, what is always sent, and the given ones in their order and case', () => {
    const given = { t: '1', client_id: 'id', Signature: 'x' };
    rawHeaders('h:1', 'GET', given, undefined).should.eql([
      ...['Host', 'h:1'],
      ...OURS,
      ...['t', '1', 'client_id', 'id', 'Signature', 'x'],
    ]);
  });

  it('what the request says itself is sent once, as it says it, in whatever case', () => {
    const given = { 'USER-AGENT': 'mine', accept: 'text/plain', 'accept-Encoding': 'identity' };
    rawHeaders('h', 'GET', given, undefined).should.eql([
      ...['Host', 'h'],
      ...['USER-AGENT', 'mine', 'accept', 'text/plain', 'accept-Encoding', 'identity'],
    ]);
  });

  it('a value that is no text becomes one', () => {
    rawHeaders('h', 'GET', { n: 7 }, undefined).slice(-2).should.eql(['n', '7']);
  });

  const lengthOf = (method: string, body?: Buffer): string | undefined => {
    const raw = rawHeaders('h', method, {}, body);
    const at = raw.indexOf('Content-Length');
    return at < 0 ? undefined : raw[at + 1];
  };

  for (const method of ['POST', 'PUT', 'PATCH']) {
    it(`${method} without a body says that it has none`, () => {
      String(lengthOf(method)).should.equal('0');
    });
  }

  for (const method of ['GET', 'DELETE']) {
    it(`${method} without a body says nothing of its length`, () => {
      (lengthOf(method) === undefined).should.be.true();
    });
  }

  it('a body’s length is told in bytes, whatever the method', () => {
    for (const method of ['POST', 'DELETE']) String(lengthOf(method, Buffer.from('ü'))).should.equal('2');
    String(lengthOf('DELETE', Buffer.alloc(0))).should.equal('0');
  });
});

describe('headers as they come in', () => {
  it('are texts, a list of them as one', () => {
    const texts = textsOf({ 'content-type': 'a', age: 7, 'set-cookie': ['a=1', 'b=2'] });
    Object.entries(texts).should.eql([
      ['content-type', 'a'],
      ['age', '7'],
      ['set-cookie', 'a=1,b=2'],
    ]);
  });

  it('nothing else can be asked of them', () => {
    ('toString' in textsOf({})).should.be.false();
    ('inherited' in textsOf(Object.create({ inherited: 'x' }) as object)).should.be.false();
  });
});
