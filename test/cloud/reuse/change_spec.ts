import 'should';
import { buildRequest } from '../../../nodes/cloud/request/build';
import { changeOf, ends } from '../../../nodes/cloud/reuse/change';
import { questionOf } from '../../../nodes/cloud/reuse/question';
import type { Question } from '../../../nodes/cloud/reuse/question';

const LAMP = 'bf3f2a9c1d77lamp';
const PLUG = 'vdevo1638plug22';
const changed = (call: string): string | readonly string[] => {
  const [method = '', path = ''] = call.split(' ');
  const change = changeOf(buildRequest({ method, path }));
  return change.what === 'devices' ? change.ids : change.what;
};
const asked = (path: string, who = ''): Question => questionOf(who, buildRequest({ method: 'GET', path }));

describe('a command', () => {
  for (const call of [
    `POST /v1.0/devices/${LAMP}/commands`,
    `POST /v1.0/iot-03/devices/${LAMP}/commands`,
    `POST /v1.0/iot-03/device/${LAMP}/commands`,
    `POST /v2.0/cloud/thing/${LAMP}/shadow/properties/issue`,
    `POST /v2.0/cloud/thing/${LAMP}/shadow/actions`,
    `POST /v1.0/iot-03/devices/commands?device_id=${LAMP}`,
    `PUT /v1.0/devices/${LAMP}`,
    `PATCH /v1.0/iot-03/devices/${LAMP}`,
  ]) {
    it(`${call} changes the device and nothing else`, () => {
      changed(call).should.eql([LAMP]);
    });
  }

  it('to several devices changes them all', () => {
    changed(`POST /v1.0/iot-03/devices/commands?device_ids=${LAMP},%20${PLUG},`).should.eql([LAMP, PLUG]);
    changed(`POST /v1.0/devices/${LAMP}/commands?device_ids=${PLUG}`).should.eql([LAMP, PLUG]);
  });

  for (const call of [
    'POST /v1.0/homes/12345/scenes/abc123def456/trigger',
    'POST /v2.0/cloud/scene/rule/abc123def456/actions/trigger',
    `POST /v2.0/infrareds/${LAMP}/remotes/${PLUG}/command`,
    `POST /v2.0/infrareds/${LAMP}/air-conditioners/${PLUG}/scenes/command`,
    'PUT /v2.0/cloud/space/12345678/mode',
    'POST /v1.0/iot-03/devices/commands',
    `DELETE /v1.0/devices/${LAMP}`,
    `PUT /v1.0/devices/${LAMP}/reset-factory`,
    `POST /v1.0/devices/${LAMP}/user`,
    `PUT /v1.0/homes/12345678/rooms/87654321/devices/${LAMP}`,
    `POST /v1.0/devices/lamp/commands`,
    `POST /v1.0/devices/lamp,${PLUG}/commands`,
  ]) {
    it(`${call} may change anything`, () => {
      changed(call).should.equal('anything');
    });
  }
});

describe('a change', () => {
  const lamp = changeOf(buildRequest({ method: 'POST', path: `/v1.0/devices/${LAMP}/commands` }));

  it('of a device ends what names it in path or query', () => {
    for (const path of [
      `/v1.0/devices/${LAMP}/status`,
      `/v2.0/cloud/thing/${LAMP}/shadow/properties`,
      `/v1.0/devices/status?device_ids=${PLUG},${LAMP}`,
      `/v2.0/infrareds/hub1234567/remotes/${LAMP}/ac/status`,
    ]) {
      ends(lamp, asked(path)).should.be.true(path);
    }
    ends(lamp, asked(`/v1.0/devices/${PLUG}/status`)).should.be.false();
    ends(lamp, asked('/v1.0/homes/1/devices')).should.be.false();
  });

  it('of a device ends lists, rooms and homes in whose answer it stands', () => {
    const list = (id: string): string => JSON.stringify({ result: { devices: [{ id }] } });
    ends(lamp, asked('/v1.0/homes/1/devices'), list(LAMP)).should.be.true();
    ends(lamp, asked('/v1.0/homes/1/devices'), list(PLUG)).should.be.false();
  });

  it('of several devices ends what is about any of them', () => {
    const both = { what: 'devices', ids: [LAMP, PLUG] } as const;
    ends(both, asked(`/v1.0/devices/${LAMP}/status`)).should.be.true();
    ends(both, asked('/v1.0/homes/1/devices'), JSON.stringify({ id: PLUG })).should.be.true();
    ends(both, asked('/v1.0/homes/1/devices'), '[]').should.be.false();
  });

  it('finds an id as JSON writes it', () => {
    const odd = { what: 'devices', ids: ['a"b\\c9876é'] } as const;
    ends(odd, asked('/v1.0/homes/1'), JSON.stringify({ id: 'a"b\\c9876é' })).should.be.true();
  });

  it('of anything ends all but the weather, for every user', () => {
    const anything = { what: 'anything' } as const;
    ends(anything, asked('/v1.0/homes/1', 'anna')).should.be.true();
    ends(anything, asked('/v1.0/homes/1', 'ben')).should.be.true();
    ends(anything, asked('/v1.0/cities/1/weathers')).should.be.false();
    ends(lamp, asked(`/v1.0/cities/${LAMP}/weathers`), LAMP).should.be.false();
  });

  it('of a user ends what was asked for this user, the weather too', () => {
    const anna = { what: 'user', uid: 'anna' } as const;
    ends(anna, asked('/v1.0/cities/1/weathers', 'anna')).should.be.true();
    ends(anna, asked('/v1.0/users/anna/homes', 'ben'), 'anna').should.be.false();
  });
});
