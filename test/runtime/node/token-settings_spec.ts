import 'should';
import { readToken } from '../../../nodes/runtime/node/token-settings';
import type { TokenSettings } from '../../../nodes/runtime/node/token-settings';

const read = (saved: Record<string, unknown> = {}): TokenSettings =>
  readToken({ id: 'n', type: 'tuya-token', z: 't', name: '', ...saved });

describe('the settings of tuya-token', () => {
  it('an old node without any gets the token into msg.payload', () => {
    read().should.eql({
      account: '',
      action: 'get',
      user: { field: 'user', type: 'msg', value: 'uid' },
      place: { kind: 'msg', name: 'payload' },
      includeRefreshToken: false,
      emitOnRenewal: false,
    });
  });

  it('each is read as it was saved', () => {
    const saved = {
      account: 'a',
      action: 'renew',
      uid: 'who',
      uidType: 'flow',
      property: 'msg.token',
      propertyType: 'msg',
      includeRefreshToken: true,
      emitOnRenewal: true,
    };
    read(saved).should.eql({
      account: 'a',
      action: 'renew',
      user: { field: 'user', type: 'flow', value: 'who' },
      place: { kind: 'msg', name: 'token' },
      includeRefreshToken: true,
      emitOnRenewal: true,
    });
  });

  it('an empty action leaves it to the message, and only true is true', () => {
    read({ action: '', includeRefreshToken: 'yes', emitOnRenewal: 1 }).should.have.properties({
      action: '',
      includeRefreshToken: false,
      emitOnRenewal: false,
    });
  });
});
