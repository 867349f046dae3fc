import should from 'should';
import { adviceOf, shortly, told } from '../../../nodes/cloud/diagnosis/advice';
import { speakEnglish } from '../../../nodes/cloud/errors/language';
import { text } from '../../../nodes/cloud/errors/texts';
import { TuyaError, configError } from '../../../nodes/cloud/errors/tuya-error';
import { KEY, factsOf, loginFacts } from '../../support/refused';
import type { Otherwise } from '../../support/refused';

const refusal = (code: number): TuyaError => new TuyaError(`TUYA_${code}`, 'no', { tuya: { code } });
const advice = (code: number, more: Otherwise = {}): string =>
  speakEnglish(adviceOf(refusal(code), factsOf(more)) ?? '');
const loginAdvice = (code: number, more: Otherwise = {}): string =>
  speakEnglish(adviceOf(refusal(code), loginFacts(more)) ?? '');

const SHORT = { ...KEY, secret: KEY.secret.slice(1) };
const command = (body: unknown): Otherwise => ({
  call: { method: 'POST', path: '/v1.0/devices/vdevo1/commands', body },
  account: { nameOf: () => 'Desk lamp' },
});
const SENT = { commands: [{ code: 'switch_9', value: 'canary' }] };

describe('the advice for a refusal', () => {
  const cause = (count: number): ReturnType<typeof text> => text('diagnosis.span.minutes', { count });

  it('is one text: the first cause first, three at most', () => {
    should(told([])).be.undefined();
    const said = (n: number): string =>
      speakEnglish(told(Array.from({ length: n }, (_, i) => cause(i + 2))) ?? '');
    said(1).should.equal('2 minutes');
    said(2).should.equal('2 minutes If that is not it: 3 minutes');
    said(3).should.equal('2 minutes If that is not it: 3 minutes Or else: 4 minutes');
    said(4).should.equal(said(3));
  });

  it('stands before what Tuya answered: the beginning is all that many see of an error', () => {
    const found = text('diagnosis.token.program');
    const refused = new TuyaError('TUYA_1010', 'Tuya answered 1010: no', {
      hint: found,
      tuya: { code: 1010 },
    });
    speakEnglish(shortly(refused) ?? '').should.equal(`${speakEnglish(found)} (Tuya answered 1010: no)`);
  });

  for (const [what, error] of [
    ['a refusal that has the catalogue’s hint', refusal(1010)],
    [
      'a refusal with words of somebody else',
      new TuyaError('TUYA_1', 'no', { hint: 'diagnosis.x', tuya: {} }),
    ],
    ['a refusal of which there is no hint', refusal(1234567)],
    ['a refusal whose hint is a list', new TuyaError('TUYA_1', 'no', { hint: { list: ['a'] }, tuya: {} })],
    ['an error that is not Tuya’s', configError('A blank', text('diagnosis.key.copy'))],
  ] as const) {
    it(`does not stand before ${what}`, () => {
      should(shortly(error)).be.undefined();
    });
  }

  it('1004: the causes of its signature', () => {
    loginAdvice(1004, { key: SHORT }).should.match(
      /^The secret has 31 .* If that is not it: The secret is wrong/,
    );
  });

  it('1001: what can be seen of the key, then the secret', () => {
    loginAdvice(1001, { key: SHORT }).should.match(/^The secret has 31 .* The secret is wrong/);
    loginAdvice(1001).should.match(/^The secret is wrong/);
  });

  it('1005: what can be seen of the key, then where it may be known', () => {
    const swapped = { client_id: KEY.secret, secret: KEY.client_id };
    loginAdvice(1005, { key: swapped }).should.match(/^client_id and secret have changed places/);
    loginAdvice(1005).should.match(/^The client_id is not known in this data center/);
  });

  for (const code of [1003, 1007]) {
    it(`${code}: the kind of the key, where a token was asked for`, () => {
      loginAdvice(code).should.match(/^The key is probably an App Authorization key/);
      loginAdvice(code, { account: { mode: 'code' } }).should.match(/^The key is probably a Cloud/);
      advice(code).should.equal('');
    });
  }

  for (const code of [1002, 1105]) {
    it(`${code}: who drops headers, where somebody is there to do so`, () => {
      advice(code).should.equal('');
      advice(code, { via: '1.1 x' }).should.match(/removes headers with an underscore/);
    });
  }

  it('1013: how far the clock is off, where the answer tells', () => {
    advice(1013, { behind: 7 * 60_000 }).should.match(/7 minutes behind/);
    advice(1013).should.equal('');
  });

  for (const code of [1010, 1011, 1012, 1400]) {
    it(`P2: ${code}: who has taken a new token, or that an old one was refused twice`, () => {
      advice(code, { account: { rivals: () => [{ label: 'Kitchen' }] } }).should.match(
        /account of this Node-RED, Kitchen/,
      );
      advice(code, { isFresh: false }).should.match(/^The token was refused although it was renewed/);
      loginAdvice(code).should.equal('');
    });
  }

  it('1106: the causes of a denied permission; other refusals of a permission have their own words', () => {
    advice(1106).should.match(/^The project does not see vdevo100200300/);
    for (const code of [1108, 40001900]) advice(code).should.equal('');
  });

  it('28841002: what is said of subscriptions', () => {
    advice(28841002).should.match(/^The trial of IoT Core is over/);
  });

  it('2001: which device is offline', () => {
    advice(2001, command(SENT)).should.match(/^Desk lamp \(vdevo1\) is offline/);
    advice(2001, { call: { path: '/v1.0/homes/1' } }).should.equal('');
    advice(2001, {
      call: { path: '/v1.0/devices/status', query: { device_ids: 'vdevo1,vdevo2' } },
    }).should.match(/^At least one of these devices is offline: vdevo1 and vdevo2\. Check/);
  });

  it('2008: which device was sent what, without its values', () => {
    advice(2008, command(SENT))
      .should.match(/^Desk lamp \(vdevo1\) does not take switch_9 as it was sent: open the node/)
      .and.not.match(/canary/);
    advice(2008, command({})).should.equal('');
    advice(2008, { call: { path: '/v1.0/homes/1', method: 'POST', body: SENT } }).should.equal('');
    const many = { commands: Array.from({ length: 12 }, (_, i) => ({ code: `c${i}`, value: 1 })) };
    advice(2008, command(many))
      .should.match(/c9 as it was/)
      .and.not.match(/c10/);
  });

  it('of a code that nobody knows there is none', () => {
    advice(1234567).should.equal('');
  });
});
