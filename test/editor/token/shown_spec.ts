import 'should';
import { shownFor } from '../../../nodes/editor/token/shown';
import type { TokenFields } from '../../../nodes/editor/token/shown';

describe('what the token’s dialog shows', () => {
  const NEW: TokenFields = {
    action: 'get',
    uid: 'uid',
    uidType: 'msg',
    includeRefreshToken: false,
    emitOnRenewal: false,
  };
  const shown = (fields: Partial<TokenFields>, mode = 'code'): object =>
    shownFor({ ...NEW, ...fields }, mode);

  for (const [action, user, includeRefreshToken] of [
    ['get', true, true],
    ['renew', true, true],
    ['authorize', false, false],
    ['exchange', false, true],
    ['usage', false, false],
    ['users', false, false],
    ['forget', true, false],
    ['', true, true],
  ] as const) {
    it(`for ${action === '' ? 'what a message says' : action}`, () => {
      shown({ action }).should.eql({ user, includeRefreshToken });
    });
  }

  it('no user where the account has none, or none is chosen; one that was named stays in sight', () => {
    for (const mode of ['simple', '']) {
      shown({}, mode).should.have.property('user', false);
      shown({ uid: 'anna', uidType: 'str' }, mode).should.have.property('user', true);
      shown({ uid: 'person' }, mode).should.have.property('user', true);
      shown({ uid: '' }, mode).should.have.property('user', false);
    }
    shown({}, '${MODE}').should.have.property('user', true);
  });

  it('the refresh token where one is sent by itself, and where it is wanted already', () => {
    shown({ action: 'usage', emitOnRenewal: true }).should.have.property('includeRefreshToken', true);
    shown({ action: 'usage', includeRefreshToken: true }).should.have.property('includeRefreshToken', true);
  });
});
