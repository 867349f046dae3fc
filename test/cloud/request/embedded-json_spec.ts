import 'should';
import { parseEmbedded, withEmbedded } from '../../../nodes/cloud/request/embedded-json';

describe('JSON in strings', () => {
  it('properties may be given as an object and are sent as their text', () => {
    const path = '/v2.0/cloud/thing/{device_id}/shadow/properties/issue';
    withEmbedded(path, { properties: { switch_led: true } })?.should.eql({
      properties: '{"switch_led":true}',
    });
    withEmbedded(path, { properties: '{"a":1}' })?.should.eql({ properties: '{"a":1}' });
    const other = { properties: { a: 1 } };
    withEmbedded('/v1.0/devices/x/commands', other)?.should.equal(other);
  });

  it('colours, ranges and models come back parsed, everything else as it was', () => {
    const status = [
      { code: 'colour_data', value: '{"h":258,"s":553,"v":136}' },
      { code: 'name', value: 'plain {text' },
      { code: 'switch', value: true },
    ];
    const before = JSON.stringify(status);
    parseEmbedded({ status, model: '{"services":[]}', note: '{"a":1}' })?.should.eql({
      status: [{ code: 'colour_data', value: { h: 258, s: 553, v: 136 } }, status[1], status[2]],
      model: { services: [] },
      note: '{"a":1}',
    });
    JSON.stringify(status).should.equal(before);
  });
});
