import 'should';
import { subjectOf } from '../../../nodes/cloud/values/subject';

describe('what a call is about', () => {
  for (const [path, params, subject] of [
    [
      '/v1.0/devices/{device_id}/commands',
      { device_id: 'd 1' },
      { generation: 'instructions', device: 'd 1' },
    ],
    ['/v1.0/devices/d1/status?x=1', {}, { generation: 'instructions', device: 'd1' }],
    ['/v1.0/devices/d1', {}, { generation: 'instructions', device: 'd1' }],
    ['/v1.0/iot-03/devices/d1/commands', {}, { generation: 'instructions', device: 'd1' }],
    ['/v2.0/cloud/thing/{id}/shadow/properties', { id: 'd1' }, { generation: 'thing', device: 'd1' }],
    ['/v1.0/devices/status', {}, { generation: 'instructions' }],
    ['/v1.0/iot-03/devices/status', {}, { generation: 'instructions' }],
    ['/v1.0/devices/functions', {}, { generation: 'instructions' }],
    ['/v1.0/devices/factory-infos', {}, { generation: 'instructions' }],
    ['/v2.0/cloud/thing/device', {}, { generation: 'thing' }],
    ['/v2.0/cloud/thing/model', {}, { generation: 'thing' }],
    ['/v2.0/cloud/thing/group/g1/properties', {}, { generation: 'thing' }],
    ['/v2.0/cloud/thing/batch', {}, { generation: 'thing' }],
    ['/v1.0/devices', {}, { generation: 'instructions' }],
    ['/v1.0/users/u1/devices', {}, { generation: 'instructions' }],
    ['/v1.0/cities/c1/weathers', {}, { generation: 'instructions' }],
    ['/v2.0/cloud/space/s1/resource', {}, { generation: 'instructions' }],
    ['/v1.0/devices/thing/status', {}, { generation: 'instructions', device: 'thing' }],
  ] as const) {
    it(`${path} is about ${JSON.stringify(subject)}`, () => {
      subjectOf(path, params).should.eql(subject);
    });
  }

  it('cannot be said of a path that cannot be called', () => {
    (() => subjectOf('/v1.0/devices/{device_id}/status', {})).should.throw(/device_id/);
  });
});
