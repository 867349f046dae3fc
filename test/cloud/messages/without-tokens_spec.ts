import 'should';
import fc from 'fast-check';
import { withoutTokens } from '../../../nodes/cloud/messages/without-tokens';

describe('messages without tokens', () => {
  it('R23: lose every token at any depth, and nothing else', () => {
    const message = JSON.parse(
      '{"token":"c1","a":{"accessToken":"c2","b":[{"refresh_token":{"x":"c3"},"tokens":1}]},"__proto__":{"TOKEN":"c4","y":2}}',
    ) as object;
    withoutTokens(message);
    JSON.stringify(message).should.equal('{"a":{"b":[{"tokens":1}]},"__proto__":{"y":2}}');
    (({}) as { y?: number }).should.not.have.property('y');
  });

  it('R23: whatever they hold, a canary under a token is gone', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6 }),
        fc.constantFrom('token', 'bindToken', 'x_token'),
        (value, name) => {
          const message = { a: [value, { b: { [name]: { canary: 'canary0' } } }] };
          withoutTokens(message);
          JSON.stringify(message).should.not.containEql('canary0');
        },
      ),
    );
  });

  it('R23: that are nested beyond all sense are refused in words, not by the stack', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as object;
    (() => {
      withoutTokens(deep);
    }).should.throw(/nested too deeply/);
    withoutTokens(JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`) as object);
  });
});
