import 'should';
import type { Live } from '../../../nodes/runtime/account/accounts';
import { userInput, userOf } from '../../../nodes/runtime/node/user-of';
import type { Message, Saved } from '../../../nodes/runtime/red-types';
import { useLiveNode } from '../../support/live-node';

describe('the user for whom a node works', () => {
  const live = useLiveNode();
  const ask = (mode: 'simple' | 'code', saved: object, msg: object): Promise<string | undefined> => {
    const account = { settings: { mode } } as unknown as Live;
    return userOf(live().flow, userInput(saved as Saved), msg as Message, account);
  };

  for (const [what, saved, msg, expected] of [
    ['the one in msg.uid', {}, { uid: 'anna' }, 'anna'],
    ['the only one, when nothing names one', {}, {}, undefined],
    [
      'the one that the node names, whatever the message says',
      { uid: 'ben', uidType: 'str' },
      { uid: 'anna' },
      'ben',
    ],
    ['msg.uid, when the node’s text is empty', { uid: ' ', uidType: 'str' }, { uid: 'anna' }, 'anna'],
    ['msg.uid, when the node’s property is empty', { uid: '', uidType: 'msg' }, { uid: 'anna' }, 'anna'],
    ['the one in another property', { uid: 'who', uidType: 'msg' }, { who: 'anna', uid: 'ben' }, 'anna'],
    ['a number', {}, { uid: 7 }, '7'],
    ['without blanks around it', {}, { uid: ' anna ' }, 'anna'],
    ['the only one for an empty text', {}, { uid: '' }, undefined],
    ['the only one for null', {}, { uid: null }, undefined],
  ] as [string, object, object, string | undefined][]) {
    it(`is ${what}`, async () => {
      [await ask('code', saved, msg)].should.eql([expected]);
    });
  }

  it('a list is no user, and the error says so', async () => {
    await ask('code', {}, { uid: ['anna'] }).should.be.rejectedWith({
      code: 'TUYA_BAD_REQUEST',
      message: /a list/,
    });
    await ask('code', {}, { uid: true }).should.be.rejectedWith({ message: /of type boolean/ });
  });

  it('in simple mode there is none, and naming one in the node is told', async () => {
    [await ask('simple', {}, { uid: 'anna' })].should.eql([undefined]);
    [await ask('simple', { uid: '', uidType: 'str' }, {})].should.eql([undefined]);
    await ask('simple', { uid: 'ben', uidType: 'str' }, {}).should.be.rejectedWith({
      code: 'TUYA_BAD_REQUEST',
    });
  });
});
