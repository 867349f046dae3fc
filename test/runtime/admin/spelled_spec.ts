import 'should';
import { spelled } from '../../../nodes/runtime/admin/spelled';

describe('a span of time in words', () => {
  for (const [ms, text] of [
    [0, '0 seconds'],
    [1499, '1 second'],
    [60_000, '60 seconds'],
    [119_000, '119 seconds'],
    [119_990, '2 minutes'],
    [120_000, '2 minutes'],
    [20 * 60_000, '20 minutes'],
    [90 * 60_000, '90 minutes'],
    [2 * 3_600_000, '2 hours'],
    [47 * 3_600_000, '47 hours'],
    [3 * 86_400_000, '3 days'],
  ] as const) {
    it(`${ms} ms is ${text}`, () => {
      spelled(ms, 'en-US').should.equal(text);
    });
  }

  it('is in the language that is asked for', () => {
    spelled(20 * 60_000, 'de').should.equal('20 Minuten');
  });
});
