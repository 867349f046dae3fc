import 'should';
import { retryAfter } from '../../../nodes/cloud/wire/retry-after';

describe('P10: Retry-After', () => {
  const now = Date.parse('Tue, 14 Nov 2023 22:13:20 GMT');
  const cases: [string | undefined, number | undefined][] = [
    [undefined, undefined],
    ['0', 0],
    ['3', 3000],
    [' 3 ', 3000],
    ['60', 60_000],
    ['61', 61_000],
    ['86400', 86_400_000],
    ['9'.repeat(400), Infinity],
    ['-3', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['', undefined],
    [' ', undefined],
    ['soon', undefined],
    ['soon 2099', undefined],
    ['in 3', undefined],
    ['2099-01-01T00:00:00Z', undefined],
    ['Tue, 14 Nov 2023 22:13:25 GMT', 5000],
    ['Tuesday, 14-Nov-23 22:13:25 GMT', 5000],
    ['Tue Nov 14 22:13:25 2023 GMT', 5000],
    ['tue, 14 nov 2023 22:13:25 gmt', 5000],
    ['Tue, 14 Nov 2023 22:13:20 GMT', 0],
    ['Tue, 14 Nov 2023 22:13:19 GMT', undefined],
    ['Wed, 15 Nov 2023 22:13:20 GMT', 86_400_000],
    ['Tue, 99 Nov 2023 22:13:25 GMT', undefined],
    ['Tue', undefined],
    ['soon Tue, 14 Nov 2023 22:13:25 GMT', undefined],
    ['Tue, 14 Nov 2023 22:13:25 GMT-0100', undefined],
  ];
  for (const [header, ms] of cases) {
    it(`${JSON.stringify(header?.slice(0, 40))} is ${ms ?? 'no time'}`, () => {
      (retryAfter(header, now) ?? -1).should.equal(ms ?? -1);
    });
  }
});
