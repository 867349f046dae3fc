import 'should';
import { TuyaError } from '../../../nodes/cloud';
import { readAccount } from '../../../nodes/runtime/account/settings';
import type { AccountSettings } from '../../../nodes/runtime/account/settings';

const KEY = { client_id: 'id', secret: 'secret' };
const read = (properties: Record<string, unknown> = {}, credentials: object = {}): AccountSettings =>
  readAccount(properties, { ...KEY, ...credentials });

/** The error that reading ends with. */
function refusal(properties: Record<string, unknown>, credentials: object = {}): TuyaError {
  try {
    read(properties, credentials);
  } catch (thrown) {
    if (thrown instanceof TuyaError) return thrown;
  }
  throw new Error('It was read');
}

describe('the settings of an account', () => {
  const USUAL = {
    ...KEY,
    baseUrl: 'https://openapi.tuyaeu.com',
    timeout: 15_000,
    rateLimit: 20,
    tls: '',
    proxy: '',
    subscription: 'sub',
    budget: 0,
    overBudget: 'stop reads',
  };

  it('an account with a key alone has the usual ones', () => {
    read().should.eql({ ...USUAL, mode: 'simple' });
  });

  it('code mode has what only it needs besides, and simple mode none of it', () => {
    const code = { authorizeUrl: undefined, redirectUrl: undefined, tokenStore: 'file' };
    read({ mode: 'code' }).should.eql({ ...USUAL, ...code, mode: 'code' });
    read({ tokenStore: 'file', redirectUrl: 'https://a.example' }).should.eql({ ...USUAL, mode: 'simple' });
  });

  it('simple mode does not look at what its dialog hides', () => {
    for (const hidden of ['authorizeUrl', 'redirectUrl', 'tokenStore']) {
      for (const value of ['not an address', '${NEVER_SET}']) {
        read({ [hidden]: value }).should.eql({ ...USUAL, mode: 'simple' });
      }
    }
  });

  it('each is read as it was saved, without blanks around it', () => {
    read({
      dataCenter: 'custom',
      baseUrl: ' https://cloud.example ',
      mode: 'code',
      timeout: '2.5',
      rateLimit: 0,
      bundleId: ' com.example ',
      authorizeUrl: 'https://login.example/page',
      redirectUrl: 'http://house.local:1880/back',
      tokenStore: 'redis',
      tls: 't',
      proxy: 'p',
      subscription: ' second ',
      messageUrl: 'wss://messages.example:8285/',
      budget: ' 26000 ',
      overBudget: 'stop all',
    }).should.eql({
      ...KEY,
      baseUrl: 'https://cloud.example',
      mode: 'code',
      timeout: 2500,
      rateLimit: 0,
      bundleId: 'com.example',
      authorizeUrl: 'https://login.example/page',
      redirectUrl: 'http://house.local:1880/back',
      tokenStore: 'redis',
      tls: 't',
      proxy: 'p',
      subscription: 'second',
      messageUrl: 'wss://messages.example:8285',
      budget: 26_000,
      overBudget: 'stop all',
    });
  });

  it('the editor’s word for no node is none, of TLS and proxy alike', () => {
    read({ tls: '_ADD_', proxy: '_ADD_' }).should.eql({ ...USUAL, mode: 'simple' });
  });

  for (const [field, value, named] of [
    ['subscription', 'my sub', /subscription/],
    ['subscription', '${TUYA_SUB}', /variable TUYA_SUB of the subscription/],
    ['messageUrl', 'https://messages.example', /message address/],
    ['messageUrl', 'ws://messages.example', /message address/],
  ] as const) {
    it(`${field} ${value} is told by its name to who listens, and stops no call`, () => {
      const { messageProblem, ...settings } = read({ [field]: value });
      String(messageProblem?.code).should.equal('TUYA_CONFIG');
      String(messageProblem?.message).should.match(named);
      const { subscription, ...usual } = USUAL;
      subscription.should.equal('sub');
      settings.should.eql({ ...usual, mode: 'simple' });
    });
  }

  it('a budget is a whole number, and what happens when it is spent one of three', () => {
    for (const budget of ['1.5', 0.1, '-1', 'many', 'NaN']) {
      const { code, message } = refusal({ budget });
      code.should.equal('TUYA_CONFIG');
      message.should.match(/^The budget must be a (whole )?number/);
    }
    for (const overBudget of ['stop reads', 'stop all', 'warn'])
      read({ overBudget }).should.containEql({ overBudget });
    refusal({ overBudget: 'stop' }).hint.should.match(/stop reads, stop all, warn/);
    refusal({ overBudget: '${NEVER_SET}' }).message.should.match(/variable NEVER_SET/);
    refusal({ budget: '${NEVER_SET}' }).message.should.match(/variable NEVER_SET of the budget/);
  });

  it('A14: what stands in subscription and messageUrl is in no error', () => {
    for (const field of ['subscription', 'messageUrl']) {
      const { messageProblem } = read({ [field]: 'value of a variable' });
      `${messageProblem?.message} ${messageProblem?.hint}`.should.not.containEql('value of a variable');
    }
  });

  for (const [field, least, most] of [
    ['timeout', 0.1, 3600],
    ['rateLimit', 0, 10_000],
    ['budget', 0, 1_000_000_000],
  ] as [string, number, number][]) {
    it(`${field} is a number from ${least} to ${most}, both of them allowed`, () => {
      read({ [field]: String(least) });
      read({ [field]: most });
      for (const value of [least - 0.01, most + 0.01, 'x', 'Infinity']) {
        const { code, message } = refusal({ [field]: value });
        code.should.equal('TUYA_CONFIG');
        message.should.endWith(`must be a number from ${least} to ${most}`);
      }
    });
  }

  it('a key that is missing, or holds what cannot belong to it, is named', () => {
    refusal({}, { client_id: ' ' }).message.should.match(/client_id is missing/);
    refusal({}, { secret: undefined }).message.should.match(/secret is missing/);
    refusal({}, { secret: 'a b' }).message.should.match(/secret holds a blank/);
    refusal({}, { client_id: 'ä' }).message.should.match(/client_id holds/);
  });

  for (const variable of ['${TUYA_MODE}', '$(TUYA_MODE)']) {
    it(`L11: ${variable} that was not filled in is named`, () => {
      const { message, hint } = refusal({ mode: variable });
      message.should.match(/environment variable TUYA_MODE of the mode is not set/);
      hint.should.match(/TUYA_MODE/);
    });
  }

  it('L11: only what Node-RED would have filled in is taken for a variable', () => {
    refusal({ mode: '${TUYA_MODE)' }).message.should.equal('The mode is not known');
  });

  // Node-RED has put a variable's value in its place before anybody reads it.
  const CANARY = 'value-of-a-variable';
  for (const field of ['mode', 'dataCenter', 'timeout', 'rateLimit', 'authorizeUrl', 'redirectUrl']) {
    it(`A14: what stands in ${field} is in no error`, () => {
      const { message, hint, code } = refusal({ mode: 'code', [field]: CANARY });
      code.should.equal('TUYA_CONFIG');
      `${message} ${hint}`.should.not.containEql(CANARY);
    });
  }

  for (const address of [
    CANARY,
    `http://${CANARY}.example`,
    `https://user:${CANARY}@x.example`,
    `https://x.example/${CANARY}`,
  ]) {
    it(`A14: a custom address such as ${address} is in no error`, () => {
      const { message, hint } = refusal({ dataCenter: 'custom', baseUrl: address });
      `${message} ${hint}`.should.not.containEql(CANARY);
    });
  }

  it('A14: what stands in the key is in no error', () => {
    for (const name of ['client_id', 'secret']) {
      const { message, hint } = refusal({}, { [name]: `${CANARY} ä` });
      `${message} ${hint}`.should.not.containEql(CANARY);
    }
  });

  it('only a web address is a login page or a callback', () => {
    for (const value of ['javascript:1', 'ftp://x.example', 'x.example']) {
      refusal({ mode: 'code', redirectUrl: value }).message.should.match(
        /callback address is not a web address/,
      );
      refusal({ mode: 'code', authorizeUrl: value }).message.should.match(/login page is not a web address/);
    }
  });
});
