import 'should';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { endedBy, faultOf } from '../../../nodes/cloud/wire/fault';

function coded(code: unknown): Error {
  return Object.assign(new Error('secret address 10.0.0.1'), { code });
}

describe('what a failure of the network means', () => {
  for (const [code, name, transient] of [
    ['ECONNREFUSED', 'TUYA_NETWORK', true],
    ['ECONNRESET', 'TUYA_NETWORK', true],
    ['EHOSTUNREACH', 'TUYA_NETWORK', true],
    ['ETIMEDOUT', 'TUYA_NETWORK', true],
    ['EAI_FAIL', 'TUYA_NETWORK', true],
    ['CERT_HAS_EXPIRED', 'TUYA_TLS', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TUYA_TLS', false],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'TUYA_TLS', false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'TUYA_TLS', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TUYA_TLS', false],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TUYA_TLS', false],
    ['EPROTO', 'TUYA_TLS', false],
    ['HOSTNAME_MISMATCH', 'TUYA_TLS', false],
    ['INVALID_CA', 'TUYA_TLS', false],
    ['HPE_INVALID_CONSTANT', 'TUYA_BAD_RESPONSE', false],
    ['HPE_HEADER_OVERFLOW', 'TUYA_BAD_RESPONSE', false],
    ['ERR_INVALID_CHAR', 'TUYA_BAD_REQUEST', false],
    ['ERR_INVALID_HTTP_TOKEN', 'TUYA_BAD_REQUEST', false],
    ['ERR_UNESCAPED_CHARACTERS', 'TUYA_BAD_REQUEST', false],
    ['ERR_HTTP_INVALID_HEADER_VALUE', 'TUYA_BAD_REQUEST', false],
  ] as const) {
    for (const delivery of ['not sent', 'unknown'] as const) {
      it(`${code}, ${delivery}: ${name}, ${transient ? '' : 'not '}worth a repeat, told by its code alone`, () => {
        const fault = faultOf(coded(code), delivery);
        [fault.error.code, fault.delivery, fault.transient].should.deepEqual([name, delivery, transient]);
        fault.error.message.should.endWith(`(${code})`).and.not.match(/secret/);
        fault.message.should.equal(fault.error.message);
      });
    }
  }

  it('a loss is told apart from a connection that was never made', () => {
    faultOf(coded('ETIMEDOUT'), 'not sent').error.message.should.match(/^No connection/);
    faultOf(coded('ETIMEDOUT'), 'unknown').error.message.should.match(/^The connection was lost/);
  });

  for (const thrown of [undefined, null, 'text', new Error('x'), coded(7)]) {
    it(`without a code (${String(thrown)}) it says so`, () => {
      faultOf(thrown, 'unknown').error.message.should.equal('The connection was lost (on the way)');
      faultOf(thrown, 'not sent').error.message.should.equal('No connection to the cloud (no reason given)');
    });
  }

  it('N15: a failure of the proxy is never one of a request that went out; a dead proxy may come back', () => {
    for (const [code, transient, text] of [
      ['PROXY_407', false, /407/],
      ['PROXY_REFUSED', false, /does not let/],
      ['PROXY_UNREACHABLE', true, /cannot be reached/],
    ] as const) {
      const fault = faultOf(coded(code), 'unknown');
      [fault.error.code, fault.delivery, fault.transient].should.deepEqual([
        'TUYA_NETWORK',
        'not sent',
        transient,
      ]);
      fault.error.message.should.match(text);
      fault.error.hint.should.match(/proxy/);
    }
  });

  it('an error of ours is passed on as it is', () => {
    const error = new TuyaError('TUYA_BAD_RESPONSE', 'cut off');
    const fault = faultOf(error, 'unknown');
    fault.error.should.equal(error);
    [fault.delivery, fault.transient].should.deepEqual(['unknown', false]);
  });
});

describe('what an end by the signal means', () => {
  const timeout = new TuyaError('TUYA_TIMEOUT', 'No answer within 1 seconds', { hint: 'wait' });

  it('N7: a time-out before anything was sent says what was waited for', () => {
    const direct = endedBy(timeout, 'not sent', false);
    [direct.error.code, direct.delivery, direct.transient].should.deepEqual([
      'TUYA_TIMEOUT',
      'not sent',
      false,
    ]);
    direct.error.message.should.equal('No answer within 1 seconds: no connection came about');
    direct.error.hint.should.equal('wait');
    endedBy(timeout, 'not sent').error.message.should.equal(direct.error.message);
    const proxied = endedBy(timeout, 'not sent', true);
    proxied.error.message.should.equal('No answer within 1 seconds: the proxy did not answer');
    proxied.error.hint.should.match(/address of the proxy/);
  });

  it('after the request went out, and for any other reason, it is the reason', () => {
    endedBy(timeout, 'unknown', true).error.should.equal(timeout);
    endedBy(timeout, 'unknown', true).delivery.should.equal('unknown');
    const closed = new TuyaError('TUYA_ABORTED', 'closed');
    endedBy(closed, 'not sent', true).error.should.equal(closed);
    endedBy(closed, 'not sent', true).transient.should.be.false();
  });

  it('a reason of somebody else becomes one of ours', () => {
    const { error } = endedBy(new DOMException('secret', 'AbortError'), 'unknown', false);
    [error.code, error.message].should.deepEqual(['TUYA_ABORTED', 'The call was cancelled']);
  });
});
