import 'should';
import type { Param } from '../../../nodes/editor/request/call-of';
import { USUAL } from '../../../nodes/editor/request/settings';
import type { Settings } from '../../../nodes/editor/request/settings';
import { targetOf } from '../../../nodes/editor/request/target';
import type { Target } from '../../../nodes/editor/values/view';

const device = (value: string, type = 'str'): Param => ({ name: 'device_id', value, type });
const target = (path: string, param?: Param, more: Partial<Settings> = {}): Target | undefined =>
  targetOf({ ...USUAL, method: 'POST', path, ...more }, param);
const COMMANDS = '/v1.0/devices/{device_id}/commands';
const asked = { generation: 'instructions' };

describe('to which device a command goes', () => {
  it('is the one that was chosen', () => {
    ({ is: target(COMMANDS, device(' lamp ')) }).should.eql({
      is: { shape: 'commands', device: 'lamp', asked },
    });
    (target('/v1.0/iot-03/devices/{device_id}/commands', device('lamp'))?.device ?? '').should.equal('lamp');
  });

  it('or the one in the path itself', () => {
    ({ is: target('/v1.0/devices/lamp/commands') }).should.eql({
      is: { shape: 'commands', device: 'lamp', asked },
    });
    (target('/v1.0/devices/lamp/commands?a=b')?.device ?? '').should.equal('lamp');
  });

  it('properties belong to the other generation', () => {
    const path = '/v2.0/cloud/thing/{device_id}/shadow/properties/issue';
    ({ is: target(path, device('lamp')) }).should.eql({
      is: { shape: 'properties', device: 'lamp', asked: { generation: 'thing' } },
    });
  });

  it('the user who is named is asked for', () => {
    const uid = (more: Partial<Settings>): unknown => target(COMMANDS, device('lamp'), more)?.asked.uid;
    String(uid({ uid: 'anna', uidType: 'str' })).should.equal('anna');
    String(uid({ uid: 'uid', uidType: 'msg' })).should.equal('undefined');
    String(uid({ uid: '', uidType: 'str' })).should.equal('undefined');
  });

  for (const [what, param] of [
    ['nobody has chosen', undefined],
    ['is empty', device(' ')],
    ['the message brings', device('device_id', 'msg')],
    ['is several', device('lamp,socket')],
  ] as [string, Param | undefined][]) {
    it(`a device that ${what} is not known`, () => {
      const found = target(COMMANDS, param);
      (found?.shape ?? '').should.equal('commands');
      (found?.device === undefined).should.be.true();
    });
  }

  it('there is none for another call, or one that a message brings', () => {
    (target('/v1.0/devices/{device_id}/status', device('lamp')) === undefined).should.be.true();
    (target(COMMANDS, device('lamp'), { method: 'GET' }) === undefined).should.be.true();
    (target('path', device('lamp'), { pathType: 'msg' }) === undefined).should.be.true();
  });
});
