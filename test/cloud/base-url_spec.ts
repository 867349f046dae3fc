import 'should';
import { baseUrlOf } from '../../nodes/cloud/base-url';
import type { TuyaError } from '../../nodes/cloud/errors/tuya-error';

function refusal(dataCenter: string, custom: string): TuyaError {
  try {
    baseUrlOf(dataCenter, custom);
  } catch (error) {
    return error as TuyaError;
  }
  throw new Error(`${dataCenter} ${custom} should have been refused`);
}

describe('the base address of an account', () => {
  it('is a host with its scheme and port', () => {
    baseUrlOf('custom', ' https://cloud.example/ ').should.equal('https://cloud.example');
    baseUrlOf('custom', 'https://cloud.example:8443').should.equal('https://cloud.example:8443');
  });

  it('is https, but for loopback', () => {
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '127.0.0.10', '127.255.255.254', '[::1]']) {
      baseUrlOf('custom', `http://${host}:8080`).should.equal(`http://${host}:8080`);
    }
    for (const address of [
      'http://cloud.example',
      'http://127.0.0.1.evil.example',
      'http://localhost.evil.example',
      'http://0127.0.0.1.example',
      'ftp://127.0.0.1',
    ]) {
      refusal('custom', address).message.should.match(/must begin with https/, address);
    }
  });

  it('holds nothing but a host', () => {
    for (const more of ['user@', ':pass@', 'user:pass@']) {
      refusal('custom', `https://${more}cloud.example`).message.should.match(/a host only/, more);
    }
    for (const more of ['/path', '?a=1', '/#part']) {
      refusal('custom', `https://cloud.example${more}`).message.should.match(/a host only/, more);
    }
  });

  it('says what is missing and repeats nothing of what was entered', () => {
    refusal('custom', ' ').message.should.match(/missing/);
    refusal('custom', 'cloud canary').message.should.match(/not a URL/);
    for (const [entered, hint] of [
      [' ', 'Enter the address, such as https://openapi.tuyaeu.com.'],
      ['canary', 'Enter it as https://host, without a path.'],
      ['https://canary@cloud.example', 'Enter it as https://host, without a path or user.'],
      [
        'http://canary.example',
        'Plain http is accepted only on a loopback address such as http://127.0.0.1:8080.',
      ],
    ] as const) {
      refusal('custom', entered).hint.should.equal(hint);
    }
    const unknown = refusal('canary', '');
    unknown.code.should.equal('TUYA_CONFIG');
    unknown.hint.should.match(/eu, eu-w, us, us-e, cn, in, sg or custom/);
    `${unknown.message} ${unknown.hint}`.should.not.match(/canary/);
  });
});
