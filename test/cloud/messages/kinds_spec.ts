import 'should';
import { kindOf } from '../../../nodes/cloud/messages/kinds';

const CODES = {
  status: ['devicePropertyMessage', 'deviceQueryPropertyMessage'],
  event: ['deviceEventMessage', 'event_notify'],
  action: ['deviceActionResponseMessage', 'deviceDpCommand'],
  online: ['online', 'deviceOnline'],
  offline: ['offline', 'deviceOffline'],
  device: [
    ...['bindUser', 'delete', 'nameUpdate', 'dpNameUpdate', 'share', 'deviceSignal', 'deviceBindSpace'],
    ...['deviceUnbindSpace', 'deviceTransfer', 'deviceFreeze', 'deviceUnFreeze', 'deviceNameUpdate'],
  ],
  upgrade: ['upgradeStatus', 'deviceOtaProgress'],
  scene: ['sceneExecute', 'automationExternalAction'],
  home: ['homeCreate', 'homeUpdate', 'homeDelete', 'roomCreate', 'roomDelete', 'spaceCreate', 'spaceUpdate'],
  user: ['userRegister', 'userUpdate', 'userDelete'],
  notice: ['HighPriorityNotice'],
  other: ['somethingNew', '', 'constructor', '__proto__', 'toString', 'homely', 'room', 'myhomeCreate'],
} as const;

describe('the kinds of messages', () => {
  for (const [kind, codes] of Object.entries(CODES)) {
    it(`${kind}: ${codes.join(', ')}`, () => {
      for (const code of codes) kindOf(20, code).should.equal(kind, code);
    });
  }

  it('R13: are told by the protocol where the code is missing', () => {
    [4, 25, 1002, 1010, 10000, 20, 1000, NaN]
      .map((protocol) => kindOf(protocol, ''))
      .should.eql(['status', 'scene', 'upgrade', 'home', 'notice', 'other', 'other', 'other']);
  });
});
