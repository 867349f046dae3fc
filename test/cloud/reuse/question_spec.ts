import 'should';
import { buildRequest } from '../../../nodes/cloud/request/build';
import type { ApiCall } from '../../../nodes/cloud/request/build';
import { questionOf } from '../../../nodes/cloud/reuse/question';

const textOf = (call: Partial<ApiCall>, who = ''): string =>
  questionOf(who, buildRequest({ method: 'GET', path: '/v1.0/devices', ...call })).text;

describe('a question', () => {
  it('is the same however its query is put together', () => {
    const one = textOf({ path: '/v1.0/devices?b=2&a=1' });
    textOf({ path: '/v1.0/devices', query: { a: 1, b: '2' } }).should.equal(one);
    textOf({ path: '/v1.0/{what}', params: { what: 'devices' }, query: { b: 2, a: 1 } }).should.equal(one);
  });

  it('is the same in whatever order and spelling its headers come', () => {
    const one = textOf({ headers: { lang: 'de', area: 'x' } });
    textOf({ headers: { Area: 'x', Lang: 'de' } }).should.equal(one);
  });

  for (const [what, call, who] of [
    ['user', {}, 'anna'],
    ['path', { path: '/v1.0/devices/a' }],
    ['version', { path: '/v2.0/devices' }],
    ['page', { query: { page_no: 2 } }],
    ['language', { headers: { lang: 'de' } }],
    ['header of its own', { headers: { area: 'x' } }],
    ['body', { body: { a: 1 } }],
  ] as [string, Partial<ApiCall>, string?][]) {
    it(`is another one with another ${what}`, () => {
      textOf(call, who).should.not.equal(textOf({}));
    });
  }

  it('a slash in a value is no slash between two', () => {
    textOf({ path: '/v1.0/{a}', params: { a: 'b/c' } }).should.not.equal(textOf({ path: '/v1.0/b/c' }));
  });

  it('about weather and places is about the world outside', () => {
    const outside = (path: string): boolean => questionOf('', buildRequest({ method: 'GET', path })).outside;
    [
      '/v1.0/cities/793409534348627968/weathers',
      '/v1.0/position/weather?lat=1',
      '/v1.0/ip/weather-forecast',
      '/v1.0/countries/49/cities',
    ]
      .map(outside)
      .should.eql([true, true, true, true]);
    ['/v1.0/devices/cities/status', '/v1.0/homes/1', '/v1.0/users/cities/homes']
      .map(outside)
      .should.eql([false, false, false]);
  });
});
