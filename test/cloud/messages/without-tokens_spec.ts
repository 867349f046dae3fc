import 'should';
import fc from 'fast-check';
import { withoutTokens } from '../../../nodes/cloud/messages/without-tokens';

describe('messages without tokens', () => {
  it('R23: lose every token at any depth, and nothing else', () => {
    const message = JSON.parse(
      '{"token":"c1","a":{"accessToken":"c2","b":[{"refresh_token":{"x":"c3"},"tokenize":1}]},"__proto__":{"TOKEN":"c4","y":2}}',
    ) as object;
    withoutTokens(message);
    JSON.stringify(message).should.equal('{"a":{"b":[{"tokenize":1}]},"__proto__":{"y":2}}');
    (({}) as { y?: number }).should.not.have.property('y');
  });

  it('R23: whatever they hold, a canary under a token is gone', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6 }),
        fc.constantFrom(
          'token',
          'tokens',
          'bindToken',
          'x_token',
          'token_value',
          'tokenValue',
          'access_token',
          'refreshToken',
          'refreshTokens',
        ),
        (value, name) => {
          const message = { a: [value, { b: { [name]: { canary: 'canary0' } } }] };
          withoutTokens(message);
          JSON.stringify(message).should.not.containEql('canary0');
        },
      ),
    );
  });

  it('R23: lose those in texts that hold JSON too, and in texts within texts', () => {
    const text = JSON.stringify({ token: 'canary', id: '12345678901234567890', x: [1] });
    const message = {
      a: text,
      b: [`  ${text}`, JSON.stringify([text])],
      c: JSON.stringify(text),
      d: '{"to\\u006ben":"canary","y":1}',
      ['__proto__']: text,
    };
    withoutTokens(message);
    const rest = '{"id":"12345678901234567890","x":[1]}';
    message.should.eql({
      a: rest,
      b: [rest, JSON.stringify([rest])],
      c: JSON.stringify(rest),
      d: '{"y":1}',
      ['__proto__']: rest,
    });
    Object.keys(message).should.containEql('__proto__');
  });

  it('R23: keep every other text to the letter', () => {
    const texts = [
      '{ "a" : 1.0 }',
      '[1, 2]',
      '{"token"',
      'token',
      '"token"',
      '{"a":12345678901234567890}',
      '',
    ];
    const message = { texts: [...texts] };
    withoutTokens(message);
    message.texts.should.eql(texts);
  });

  it('R23: are refused where a text holds JSON beyond all sense', () => {
    const text = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    (() => {
      withoutTokens({ text });
    }).should.throw(/nested too deeply/);
    const nest = (inner: string): string => `${'['.repeat(60)}${inner}${']'.repeat(60)}`;
    (() => {
      withoutTokens({ text: nest(JSON.stringify(nest(''))) });
    }).should.throw(/nested too deeply/);
    withoutTokens({ text: nest('') });
  });

  it('R23: that are nested beyond all sense are refused in words, not by the stack', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as object;
    (() => {
      withoutTokens(deep);
    }).should.throw(/nested too deeply/);
    withoutTokens(JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`) as object);
  });
});
