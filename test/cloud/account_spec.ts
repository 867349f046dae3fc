import should from 'should';
import { checkSettings, checkWebAddress } from '../../nodes/cloud/account';
import type { AccountInput } from '../../nodes/cloud/account';
import type { TuyaError } from '../../nodes/cloud/errors/tuya-error';

const KEY = { client_id: 'id', secret: 'the0secret' };

/** The error of settings that cannot work. */
function refused(settings: Partial<Record<keyof AccountInput, unknown>>): TuyaError {
  try {
    checkSettings({ ...KEY, ...settings } as AccountInput);
  } catch (thrown) {
    return thrown as TuyaError;
  }
  throw new Error('It should have been refused');
}

describe('the settings of an account', () => {
  it('need no more than a key', () => {
    checkSettings(KEY).should.eql({
      ...KEY,
      baseUrl: 'https://openapi.tuyaeu.com',
      timeout: 15_000,
      rateLimit: 20,
    });
  });

  it('take a data center, or an address of its own', () => {
    checkSettings({ ...KEY, dataCenter: 'us' }).baseUrl.should.equal('https://openapi.tuyaus.com');
    checkSettings({ ...KEY, baseUrl: 'http://127.0.0.1:8080/' }).baseUrl.should.equal(
      'http://127.0.0.1:8080',
    );
    const both = { dataCenter: 'custom', baseUrl: 'https://tuya.example' };
    checkSettings({ ...KEY, ...both }).baseUrl.should.equal('https://tuya.example');
  });

  it('a data center and another address are too much', () => {
    const { message, hint } = refused({ dataCenter: 'us', baseUrl: 'https://tuya.example' });
    message.should.equal('Both a dataCenter and a baseUrl are given');
    hint.should.equal('Give one of them.');
    checkSettings({ ...KEY, dataCenter: 'us', baseUrl: '' }).baseUrl.should.equal(
      'https://openapi.tuyaus.com',
    );
  });

  it('take an app id, and nothing for an empty one', () => {
    should(checkSettings({ ...KEY, bundleId: 'app' }).bundleId).equal('app');
    Object.keys(checkSettings({ ...KEY, bundleId: '' })).should.not.containEql('bundleId');
  });

  for (const [name, value, message] of [
    ['client_id', '', /client_id is missing/],
    ['secret', '', /secret is missing/],
    ['secret', undefined, /secret is missing/],
    ['secret', 'a b', /secret holds a blank/],
    ['client_id', 'a\n', /client_id holds a line break/],
    ['client_id', 'ä', /client_id holds a character that cannot belong to it/],
    ['dataCenter', 'moon', /data center/],
    ['baseUrl', 'http://example.com', /must begin with https/],
    ['timeout', 99, /timeout must be a number from 100 to 3600000/],
    ['timeout', 3_600_001, /timeout/],
    ['timeout', NaN, /timeout/],
    ['timeout', '500', /timeout/],
    ['rateLimit', -1, /rateLimit must be a number from 0 to 10000/],
    ['rateLimit', 10_001, /rateLimit/],
  ] as [keyof AccountInput, unknown, RegExp][]) {
    it(`${name} = ${JSON.stringify(value)} is TUYA_CONFIG that names it`, () => {
      const error = refused({ [name]: value });
      error.code.should.equal('TUYA_CONFIG');
      error.message.should.match(message);
      error.hint.should.not.equal('');
    });
  }

  it('what is missing or mistyped is told with where it stands in the console', () => {
    refused({ client_id: '' }).hint.should.match(
      /the Access ID \/ Client ID from the project's Overview page/,
    );
    refused({ secret: '' }).hint.should.match(/the Access Secret \/ Client Secret from/);
    refused({ secret: 'a b' }).hint.should.match(
      /^Copy the Access Secret \/ Client Secret again .*, with nothing before, behind or within it\.$/,
    );
    refused({ secret: '••••' }).hint.should.match(/^Press the eye beside the Access Secret/);
    refused({ dataCenter: 'custom' }).message.should.equal('The custom address is missing');
  });

  it('the outermost numbers count', () => {
    for (const timeout of [100, 3_600_000]) checkSettings({ ...KEY, timeout }).timeout.should.equal(timeout);
    for (const rateLimit of [0, 10_000])
      checkSettings({ ...KEY, rateLimit }).rateLimit.should.equal(rateLimit);
  });

  it('A14: no message holds a value', () => {
    for (const [name, value] of [
      ['dataCenter', 'canary0'],
      ['baseUrl', 'http://canary0.example'],
      ['secret', 'canary0 '],
      ['timeout', 1e9],
    ] as [keyof AccountInput, unknown][]) {
      const { message, hint } = refused({ [name]: value });
      `${message} ${hint}`.should.not.match(/canary0|1000000000|1e\+?9/);
    }
  });

  it('a web address is http or https, and empty for none', () => {
    should(checkWebAddress(undefined, 'x')).be.undefined();
    should(checkWebAddress('', 'x')).be.undefined();
    should(checkWebAddress('https://a.example/b', 'x')).equal('https://a.example/b');
    should(checkWebAddress('http://pi.local:1880/cb', 'x')).equal('http://pi.local:1880/cb');
    for (const odd of [
      'ftp://a.example',
      'xhttp://a.example',
      'httpx://a.example',
      'a.example',
      'javascript:alert(1)',
      'https://',
    ]) {
      (() => checkWebAddress(odd, 'callback')).should.throw(/The callback is not a web address/);
    }
  });
});
