import 'should';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { disconnected, explained, refusal, wantsSettings } from '../../../nodes/cloud/messages/refusal';
import type { Verdict } from '../../../nodes/cloud/messages/refusal';

describe('a refused connection', () => {
  for (const [status, hint] of [
    [400, /^Check the subscription and the message address/],
    [401, /^Is Message Service on in this project/],
    [403, /^Create the subscription in the console/],
    [404, /^The project has no such queue/],
    [409, /^Another program holds the subscription alone/],
    [429, /^Too many connections/],
    [500, /^Nothing has to be done/],
    [503, /^Nothing has to be done/],
    [302, /^Check the message address in the account\.$/],
    [499, /^Check the message address in the account\.$/],
  ] as const) {
    it(`R4, R5: with ${status} says what to do`, () => {
      const error = refusal(status);
      error.hint.should.match(hint);
      [error.code, error.statusCode].should.eql([`TUYA_HTTP_${status}`, status]);
      error.message.should.equal(`The message service refuses the connection (${status})`);
    });
  }

  it('R4: wants somebody to do something, or passes', () => {
    for (const status of [400, 401, 403, 404, 409]) wantsSettings(refusal(status)).should.be.true();
    for (const status of [302, 429, 500, 503]) wantsSettings(refusal(status)).should.be.false();
    for (const code of ['TUYA_TLS', 'TUYA_CONFIG']) wantsSettings(new TuyaError(code, '')).should.be.true();
    wantsSettings(new TuyaError('TUYA_NETWORK', '')).should.be.false();
  });

  it('R4: is the same with what the token call has told', () => {
    const hints: Readonly<Record<Verdict, RegExp>> = {
      good: /^The key is good for calls\. Is Message Service on .* with type Message Queue\?/,
      refused: /^The key is refused for calls too/,
      unknown: /^Is Message Service on/,
      none: /^Messages need the project's Cloud Authorization key/,
    };
    for (const [verdict, hint] of Object.entries(hints) as [Verdict, RegExp][]) {
      const error = explained(refusal(401), verdict);
      error.hint.should.match(hint);
      for (const thing of [/Message Service on in this project/, /data center/, /Cloud Authorization key/]) {
        error.hint.should.match(thing);
      }
      [error.code, error.statusCode].should.eql(['TUYA_HTTP_401', 401]);
    }
  });

  it('R1, R2: that never came about, and one that was lost, say what to look at', () => {
    const hintOf = (code: string, stood: boolean, hint?: string): string =>
      disconnected(new TuyaError(code, 'x', { hint }), '8285', stood).hint;
    for (const code of ['TUYA_TIMEOUT', 'TUYA_NETWORK']) {
      hintOf(code, false).should.match(/^Is this machine online.* port 8285 open .*proxy/);
    }
    hintOf('TUYA_NETWORK', true).should.match(/^It is tried again by itself/);
    hintOf('TUYA_NETWORK', false, 'its own').should.equal('its own');
    hintOf('TUYA_TLS', false).should.equal(new TuyaError('TUYA_TLS', '').hint);
  });
});
