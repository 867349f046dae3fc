import should from 'should';
import { OPERATIONS } from '../../../nodes/cloud/catalogue/operations';
import { SERVICES, serviceOf } from '../../../nodes/cloud/catalogue/services';

const at = (path: string): string | undefined => serviceOf(path.slice(1).split('/'));

describe('the service that a path belongs to', () => {
  for (const [path, service] of [
    ['/v1.0/token', 'Authorization Token Management'],
    ['/v1.0/token/refresh', 'Authorization Token Management'],
    ['/v2.0/infrareds/hub/remotes', 'IR Control Hub Open Service'],
    ['/v1.0/cities/1/weather-forecast', 'Weather Service'],
    ['/v1.0/position/weather', 'Weather Service'],
    ['/v1.0/devices/x/stream/actions/allocate', 'IoT Video Live Stream'],
    ['/v1.0/users/u/devices/x/stream/actions/allocate', 'IoT Video Live Stream'],
    ['/v1.0/devices/x/door-lock/temp-passwords/1', 'Smart Lock Open Service'],
    ['/v1.0/iot-03/open-hub/access-config', 'Device Status Notification'],
    ['/v1.1/homes/1/scenes', 'Smart Home Scene Linkage'],
    ['/v1.0/homes/1/rooms', 'Smart Home Basic Service'],
    ['/v1.0/users/u/devices', 'Smart Home Basic Service'],
    ['/v1.0/devices', 'IoT Core'],
    ['/v2.0/cloud/thing/x/model', 'IoT Core'],
    ['/v1.0/iot-02/assets/1/devices', 'IoT Core'],
  ] as const) {
    it(`${path}: ${service}`, () => {
      should(at(path)).equal(service);
    });
  }

  it('is not guessed', () => {
    for (const path of [
      '/v2.0/cloud/scene/rule',
      '/v1.0/devicesx',
      '/devices',
      '/v1.0/a/token',
      '/v1.0/new',
    ]) {
      should(at(path)).be.undefined();
    }
    should(serviceOf(['v1.0', 'x/../token'])).be.undefined();
  });

  it('is known of every operation of the catalogue, but of the rules of scenes', () => {
    const unknown = OPERATIONS.filter(({ path }) => at(path) === undefined);
    unknown.map(({ id }) => id).should.eql(['list-rules', 'trigger-rule', 'set-rule-state']);
  });

  it('each has a page of Tuya’s, and a path that no row before takes', () => {
    for (const { service, paths, doc } of SERVICES) {
      doc.should.match(/^https:\/\/(developer\.tuya\.com|raw\.githubusercontent\.com\/tuya)\//);
      for (const path of paths) should(at(path.replaceAll('*', 'x').replace('/xx', '/x'))).equal(service);
    }
  });
});
