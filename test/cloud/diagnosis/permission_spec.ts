import 'should';
import { permissionCauses } from '../../../nodes/cloud/diagnosis/permission';
import { factsOf, inWords, loginFacts } from '../../support/refused';
import type { Otherwise } from '../../support/refused';

const ANNA = { uid: 'uid-anna', base_url: '' };
const causes = (path: string, more: Otherwise = {}): string[] =>
  inWords(permissionCauses(factsOf({ call: { path }, ...more })));
const first = (path: string, more: Otherwise = {}): string => causes(path, more)[0] ?? '';

describe('why a call is not permitted', () => {
  for (const [path, words] of [
    [
      '/v1.0/devices/vdevo1/status',
      /does not see vdevo1: .*Devices > Link App Account .*User permission package/,
    ],
    ['/v2.0/cloud/thing/vdevo1/model', /does not see vdevo1/],
    ['/v1.0/users/uid-anna/devices', /app user uid-anna is not linked .*User permission package/],
    ['/v1.0/homes/12/devices', /home 12 belongs to an app account that is not linked/],
    [
      '/v2.0/apps/myschema/users',
      /app myschema is not linked .*Link My App .*Mobile app\/WeChat Mini Program/,
    ],
    ['/v1.0/iot-01/associated-users/devices', /No app account is linked/],
    ['/v1.0/iot-02/assets/1/devices', /custom projects/],
    ['/v1.0/position/weather?lon=1&lat=2', /service Weather Service/],
    ['/v2.0/infrareds/vdevo1/remotes', /service IR Control Hub Open Service/],
    ['/v1.0/devices/vdevo1/stream/actions/allocate', /service IoT Video Live Stream/],
    ['/v1.0/devices/vdevo1/door-lock/records', /service Smart Lock Open Service/],
  ] as const) {
    it(`simple mode, ${path}: the data source or the service comes first`, () => {
      first(path).should.match(words);
    });
  }

  it('a device is one of three data sources, and each has its permission package', () => {
    const all = causes('/v1.0/devices/vdevo1').join(' ');
    for (const source of ['User', 'Mobile app/WeChat Mini Program', 'PID']) {
      all.should.containEql(`${source} permission package`);
    }
  });

  it('a device by its name, where it is known', () => {
    first('/v1.0/devices/vdevo1', { account: { nameOf: () => 'Desk lamp' } }).should.match(
      /Desk lamp \(vdevo1\)/,
    );
  });

  it('an industrial path of a device says so after the device', () => {
    const [one, two] = causes('/v1.0/iot-03/devices/vdevo1/status');
    String(one).should.match(/does not see vdevo1/);
    String(two).should.match(/custom projects/);
  });

  it('a path that is not industrial says nothing of custom projects', () => {
    for (const path of ['/v1.0/devices/vdevo1', '/v1.0/iot-01/associated-users/devices']) {
      causes(path)
        .join(' ')
        .should.not.match(/custom projects/);
    }
  });

  it('of a path that nobody knows, no service is named', () => {
    causes('/v1.0/something').should.have.length(1);
    first('/v1.0/something').should.match(/another data center/);
  });

  it('the service and the data center come after', () => {
    causes('/v1.0/users/uid-anna/devices')
      .slice(1)
      .join(' ')
      .should.match(/Smart Home Basic Service.*data center/);
    causes('/v2.0/infrareds/vdevo1/remotes')
      .slice(1)
      .join(' ')
      .should.match(/does not see vdevo1/);
    causes('/v1.0/devices/vdevo1', { center: undefined })
      .join(' ')
      .should.match(/address of the account/);
  });

  describe('in code mode', () => {
    const code = { account: { mode: 'code' } as const, token: ANNA };

    it('a path of another user is the certain cause', () => {
      first('/v1.0/users/uid-ben/devices', code).should.match(
        /user uid-ben, and the call is made for uid-anna/,
      );
    });

    it('a path of the same user, or a token of nobody known, is none', () => {
      first('/v1.0/users/uid-anna/devices', code).should.match(/has not agreed to this/);
      for (const uid of ['', undefined]) {
        const more = { ...code, token: { uid, base_url: '' } };
        first('/v1.0/users/uid-ben/devices', more).should.match(/has not agreed to this/);
      }
    });

    it('a device is none of the user’s, or was not agreed to', () => {
      first('/v1.0/devices/vdevo1', code).should.match(/^vdevo1 is none of this user's devices/);
      causes('/v1.0/devices/vdevo1', code)
        .join(' ')
        .should.not.match(/Link App Account/);
    });
  });

  describe('when a token is asked for', () => {
    it('the key is of the other mode’s kind', () => {
      inWords(permissionCauses(loginFacts()))
        .join(' ')
        .should.match(/^The key is probably an App Authorization key/);
      const code = loginFacts({ account: { mode: 'code' } });
      inWords(permissionCauses(code))
        .join(' ')
        .should.match(/^The key is probably a Cloud Authorization key/);
    });

    it('a key that has got one before is of the right kind', () => {
      permissionCauses(loginFacts({ account: { isProven: () => true } })).should.eql([]);
    });
  });
});
