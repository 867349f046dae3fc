import 'should';
import { parseEmbedded, withEmbedded } from '../../../nodes/cloud/request/embedded-json';

describe('JSON in strings', () => {
  const ISSUE = '/v2.0/cloud/thing/{device_id}/shadow/properties/issue';

  it('properties may be given as an object and are sent as their text', () => {
    for (const path of [
      ISSUE,
      ISSUE.replace('issue', 'desired'),
      ISSUE.replace('/issue', ''),
      `${ISSUE}?a=1`,
    ]) {
      [withEmbedded(path, { properties: { switch_led: true }, other: { a: 1 } })].should.eql([
        { properties: '{"switch_led":true}', other: { a: 1 } },
      ]);
    }
    [withEmbedded(ISSUE.replace('properties/issue', 'actions'), { input_params: { a: 1 } })].should.eql([
      { input_params: '{"a":1}' },
    ]);
  });

  it('what is text already, and what belongs to another call, stays as it is', () => {
    for (const [path, body] of [
      [ISSUE, { properties: '{"a":1}' }],
      [ISSUE, { properties: ['a'] }],
      [ISSUE, { input_params: { a: 1 } }],
      [ISSUE, 'text'],
      [ISSUE, undefined],
      ['/v1.0/devices/x/commands', { properties: { a: 1 } }],
      [`/v1.0/shadow/properties/other`, { properties: { a: 1 } }],
      [`${ISSUE}/x`, { properties: { a: 1 } }],
      [`/v1.0/shadow/actions/x`, { input_params: { a: 1 } }],
      [`/v1.0/x?y=/shadow/actions`, { input_params: { a: 1 } }],
    ] as [string, unknown][]) {
      [withEmbedded(path, body) === body].should.eql([true], path);
    }
  });

  it('a number that JSON cannot carry is refused by the name of its field', () => {
    (() => withEmbedded(ISSUE, { properties: { bright: NaN } })).should.throw({
      message: /^The "properties" of the body holds NaN in "bright"/,
      code: 'TUYA_BAD_REQUEST',
    });
  });

  it('P21: a number beyond 2^53 in a text comes back as text, never rounded', () => {
    [
      parseEmbedded({
        value: '{"id":9007199254740993,"near":9007199254740991,"deep":[-12345678901234567890]}',
      }),
    ].should.eql([
      { value: { id: '9007199254740993', near: 9007199254740991, deep: ['-12345678901234567890'] } },
    ]);
  });

  it('colours, ranges and models come back parsed, everything else as it was', () => {
    const status = [
      { code: 'colour_data', value: '{"h":258,"s":553,"v":136}' },
      { code: 'name', value: 'plain {text' },
      { code: 'broken', value: ' {text' },
      { code: 'switch', value: true },
    ];
    const before = JSON.stringify(status);
    [
      parseEmbedded({ status, model: '{"services":[]}', values: ' [1]', note: '{"a":1}', none: null }),
    ].should.eql([
      {
        status: [{ code: 'colour_data', value: { h: 258, s: 553, v: 136 } }, ...status.slice(1)],
        model: { services: [] },
        values: [1],
        note: '{"a":1}',
        none: null,
      },
    ]);
    JSON.stringify(status).should.equal(before);
    for (const value of [5, 'text', null, true]) [parseEmbedded(value)].should.eql([value]);
    for (const value of ['12', '"[1]"', 'true']) [parseEmbedded({ value })].should.eql([{ value }]);
  });

  it('is looked for twelve levels deep, so that no answer takes the machine along', () => {
    const nested = (depth: number): unknown => (depth === 0 ? { value: '[1]' } : { in: nested(depth - 1) });
    JSON.stringify(parseEmbedded(nested(12))).should.containEql('"value":[1]');
    JSON.stringify(parseEmbedded(nested(13))).should.containEql('"value":"[1]"');
    const listed = (depth: number): unknown => (depth === 0 ? { value: '[1]' } : [listed(depth - 1)]);
    JSON.stringify(parseEmbedded(listed(12))).should.containEql('"value":[1]');
    JSON.stringify(parseEmbedded(listed(13))).should.containEql('"value":"[1]"');
  });
});
