import 'should';
import { operationOf } from '../../../nodes/cloud/catalogue/operations';
import { EXCHANGE, LOGIN, REFRESH, kindOf } from '../../../nodes/cloud/pace/kind';

/** The kind of a call as the client computes it. */
function kind(method: string, path: string) {
  const segments = path.slice(1).split('/');
  return kindOf(method, segments, operationOf(method, segments));
}

describe('the kind of a call', () => {
  it('RULES 9: is its method and the path as the catalogue writes it', () => {
    kind('POST', '/v1.0/devices/vdevo123/commands').name.should.equal(
      'POST /v1.0/devices/{device_id}/commands',
    );
    kind('POST', '/v1.0/devices/lamp/commands').name.should.equal('POST /v1.0/devices/{device_id}/commands');
  });

  it('has the pace that Tuya documents for it, and none where it documents none', () => {
    const { perSecond = 0 } = kind('POST', '/v2.0/cloud/thing/vdevo123/shadow/properties/issue');
    const { rate } =
      operationOf('POST', ['v2.0', 'cloud', 'thing', 'x', 'shadow', 'properties', 'issue']) ?? {};
    perSecond.should.be.above(0);
    perSecond.should.equal((rate?.calls ?? 0) / (rate?.seconds ?? 0));
    (kind('POST', '/v1.0/devices/vdevo123/commands').perSecond === undefined).should.be.true();
    (kind('GET', '/v9.0/unknown').perSecond === undefined).should.be.true();
  });

  it('has as many calls in a second as fall on one of the seconds that Tuya counts', () => {
    const operation = operationOf('GET', ['v1.0', 'devices', 'x']);
    if (operation === undefined) throw new Error('The catalogue knows the call');
    const { perSecond } = kindOf('GET', [], { ...operation, rate: { calls: 30, seconds: 60 } });
    (perSecond ?? 0).should.equal(0.5);
  });

  for (const [path, name] of [
    ['/v9.0/homes/12345678/rooms', '/v9.0/homes/{}/rooms'],
    ['/v9.0/iot-03/energy-management/bf1234567890abcdefghij/day', '/v9.0/iot-03/energy-management/{}/day'],
    ['/v1.1/users/eu1612345678901abcdE/x', '/v1.1/users/{}/x'],
    ['/v9.0/things/lamp0001desk/state', '/v9.0/things/{}/state'],
    ['/v9.0/a_b/batchQuery', '/v9.0/a_b/batchQuery'],
    ['/v9.0/x/abcdefghijklmnopqrstuvwx', '/v9.0/x/{}'],
    ['/v9.0/x/abcdefghijklmnopqrst', '/v9.0/x/abcdefghijklmnopqrst'],
    ['/v9.0/x/ir123', '/v9.0/x/{}'],
    ['/v9.0/x/ir12', '/v9.0/x/ir12'],
    ['/v9.0/x/-a', '/v9.0/x/{}'],
    ['/v9.0/x/vdevo.1', '/v9.0/x/{}'],
    ['/v9.0.12/x/v1.a', '/v9.0.12/x/{}'],
    ['/v10/x/1v2', '/v10/x/{}'],
    ['/v9.0/x/Küche', '/v9.0/x/{}'],
  ] as const) {
    it(`RULES 9: leaves out what is no name where the catalogue does not know the path: ${path}`, () => {
      kind('GET', path).name.should.equal(`GET ${name}`);
    });
  }

  it('RULES 9: tells methods apart', () => {
    kind('GET', '/v9.0/x').name.should.not.equal(kind('POST', '/v9.0/x').name);
  });

  it('RULES 9: tells the token calls apart: codes that are none slow down no login and no refresh', () => {
    new Set([LOGIN, EXCHANGE, REFRESH].map(({ name }) => name)).size.should.equal(3);
  });
});
