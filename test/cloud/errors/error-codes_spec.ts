import should from 'should';
import {
  OVERLOAD_CODE,
  entryOf,
  isUnclear,
  refusesCode,
  refusesSignature,
  isOverload,
  refusesGrant,
  refusesKey,
  refusesPermission,
  remedyOf,
} from '../../../nodes/cloud/errors/error-codes';
import type { Remedy } from '../../../nodes/cloud/errors/error-codes';

const answer = (code: number, statusCode = 200, msg = ''): Parameters<typeof remedyOf>[0] => ({
  code: `TUYA_${code}`,
  statusCode,
  tuya: { msg },
});

describe("the judge of Tuya's codes", () => {
  it('knows a code with and without its prefix, and nothing of what is not in the catalogue', () => {
    should(entryOf('1106')?.class).equal('permission');
    should(entryOf('TUYA_1106')).equal(entryOf('1106'));
    should(entryOf('TUYA_TIMEOUT')?.class).equal('busy');
    for (const odd of ['999999', 'TIMEOUT', 'constructor', '__proto__', ''])
      should(entryOf(odd)).be.undefined();
  });

  const remedies: [Remedy, number[]][] = [
    ['token', [1010, 1011, 1012, 1400]],
    ['clock', [1013]],
    ['overload', [1110, 1111, 1199]],
    ['busy', [500, 1112]],
    [
      'settings',
      [1001, 1003, 1004, 1005, 1007, 1114, 2406, 28841001, 28841002, 28841004, 28841101, 28841105],
    ],
    ['none', [1000, 1106, 1108, 2001, 2008]],
  ];
  for (const [remedy, codes] of remedies) {
    for (const code of codes) {
      it(`${code}: ${remedy}`, () => {
        remedyOf(answer(code)).should.equal(remedy);
      });
    }
  }

  it('a code that is known counts more than the status it came with', () => {
    remedyOf(answer(1106, 503)).should.equal('none');
    remedyOf(answer(1004, 429)).should.equal('settings');
    remedyOf(answer(1106, 429)).should.equal('none');
  });

  it('of a code that nobody knows the status tells', () => {
    remedyOf(answer(987654, 429)).should.equal('overload');
    remedyOf(answer(987654, 500)).should.equal('busy');
    remedyOf(answer(987654, 499)).should.equal('none');
    remedyOf({ code: 'TUYA_HTTP_503', statusCode: 503 }).should.equal('busy');
    remedyOf({ code: 'TUYA_HTTP_404', statusCode: 404 }).should.equal('none');
    remedyOf({ code: 'TUYA_X' }).should.equal('none');
  });

  for (const text of ['API_QPS_LIMIT_OR_DEGRADE', 'requests too frequent', 'Rate Limit reached']) {
    it(`RULES 9: "${text}" is an overload by its words (PROTOCOL 5.4)`, () => {
      remedyOf(answer(987654, 200, text)).should.equal('overload');
      remedyOf(answer(1106, 200, text)).should.equal('overload');
      remedyOf(answer(1010, 200, text)).should.equal('token');
    });
  }

  it('RULES 9: an overload is one by its code, its words or its status, whatever else it says', () => {
    for (const code of [1110, 1111, 1199]) isOverload(answer(code)).should.be.true();
    isOverload(answer(1106, 429)).should.be.true();
    isOverload(answer(1112)).should.be.false();
    isOverload(answer(500, 503)).should.be.false();
  });

  it('a token call whose code or refresh token is worth nothing', () => {
    for (const code of [1000, 1010, 1011, 1012, 1100, 1101, 1102, 1107, 1109, 1400])
      refusesGrant(answer(code)).should.be.true();
    for (const code of [500, 1001, 1004, 1106, 1110, 1199, 28841002])
      refusesGrant(answer(code)).should.be.false();
    refusesGrant({ code: 'TUYA_NETWORK' }).should.be.false();
  });

  it('one word each for a refused signature, a refused code and an answer that leaves open what happened', () => {
    const all = [500, 1000, 1004, 1010, 1106, 1107, 1110, 2001];
    all.filter((code) => refusesSignature(answer(code))).should.eql([1004]);
    all.filter((code) => refusesCode(answer(code))).should.eql([1107]);
    all.filter((code) => isUnclear(answer(code))).should.eql([500]);
    should(entryOf(OVERLOAD_CODE)?.remedy).equal('overload');
  });

  it('a call that the project has no right to, by permission or by plan', () => {
    for (const code of [1106, 1108, 28841002, 28841101, 28841105])
      refusesPermission(answer(code)).should.be.true();
    for (const code of [1001, 1010, 1000, 2001]) refusesPermission(answer(code)).should.be.false();
  });

  it('a code that nobody knows refuses nothing, and leaves nothing open', () => {
    const judges = [refusesGrant, refusesPermission, refusesKey, refusesCode, refusesSignature, isUnclear];
    for (const judge of judges) judge(answer(987654)).should.be.false();
  });

  it('a key that is refused itself, whatever the plan', () => {
    for (const code of [1001, 1003, 1004, 1005, 1007, 1106, 1114, 2406])
      refusesKey(answer(code)).should.be.true();
    for (const code of [28841002, 28841101, 1010, 1107, 1110, 2001])
      refusesKey(answer(code)).should.be.false();
  });
});
