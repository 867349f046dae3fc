import should from 'should';
import { codesIn, devicesIn, devicesNamed } from '../../../nodes/cloud/diagnosis/device';
import { speakEnglish } from '../../../nodes/cloud/errors/language';
import { buildRequest } from '../../../nodes/cloud/request/build';
import type { ApiCall, ApiRequest } from '../../../nodes/cloud/request/build';

const request = (path: string, more: Partial<ApiCall> = {}): ApiRequest =>
  buildRequest({ method: 'GET', path, ...more });
const command = (body: unknown): ApiRequest => request('/v1.0/devices/x/commands', { method: 'POST', body });

describe('the devices of a call', () => {
  for (const [path, ids] of [
    ['/v1.0/devices/lamp/status', ['lamp']],
    ['/v1.0/devices/lamp', ['lamp']],
    ['/v2.0/cloud/thing/lamp/shadow/properties', ['lamp']],
    ['/v2.0/infrareds/hub/remotes', ['hub']],
    ['/v1.0/iot-03/devices/lamp/status', ['lamp']],
    ['/v1.0/users/uid1/devices', []],
    ['/v1.0/devices/status?device_ids=a,b', ['a', 'b']],
    ['/v1.0/devices?device_ids=', []],
    ['/v9.9/devices/vdevo123456789/what', ['vdevo123456789']],
    ['/v9.9/thing/vdevo123456789/what', ['vdevo123456789']],
    ['/v9.9/infrareds/vdevo123456789/what', ['vdevo123456789']],
    ['/v9.9/devices/factory-infos', []],
    ['/v9.9/devices/ids4all', []],
    [`/v9.9/devices/${'vdevo123'.repeat(9)}`, []],
    ['/v9.9/devices/category:12345678', []],
    ['/v9.9/devices/12345678:status', []],
    ['/v9.9/new/vdevo123456789', []],
  ] as const) {
    it(`${path}: ${ids.join() || 'none'}`, () => {
      devicesIn(request(path)).should.eql([...ids]);
    });
  }

  const named = (path: string, names: Record<string, string> = {}): string | undefined => {
    const found = devicesNamed(request(path), { nameOf: (id) => names[id] });
    return found === undefined ? undefined : speakEnglish(found);
  };

  it('are told by name and id, by their id alone, or as a few of many', () => {
    should(named('/v1.0/devices/lamp', { lamp: 'Desk lamp' })).equal('Desk lamp (lamp)');
    should(named('/v1.0/devices/lamp')).equal('lamp');
    should(named('/v1.0/devices/status?device_ids=a,b,c')).equal('a, b, and c');
    should(named('/v1.0/devices/status?device_ids=a,b,c,d,e')).equal('a, b, c and 2 more');
    should(named('/v1.0/token')).be.undefined();
  });

  for (const [body, codes] of [
    [
      {
        commands: [
          { code: 'switch_1', value: 'canary' },
          { code: 'bright', value: 1 },
        ],
      },
      ['switch_1', 'bright'],
    ],
    [{ properties: '{"switch_led":true}' }, ['switch_led']],
    [{ properties: { switch_led: true } }, ['switch_led']],
    [{ code: 'action', input_params: '{}' }, ['action']],
    [{ commands: [null, 1, { code: 5 }, { code: '' }] }, []],
    [{ properties: '{' }, []],
    ['no JSON', []],
    [undefined, []],
    [[1], []],
  ] as const) {
    it(`the codes of ${JSON.stringify(body)} are ${codes.join() || 'none'}`, () => {
      codesIn(command(body)).should.eql([...codes]);
    });
  }
});
