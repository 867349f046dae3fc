import 'should';
import { clipped, fits } from '../../nodes/editor/clipped';

describe('a label that is short enough for its neighbours', () => {
  for (const [text, shown] of [
    ['Send commands · Desk lamp', 'Send commands · Desk lamp'],
    ['1234567890123456789012345678', '1234567890123456789012345678'],
    ['12345678901234567890123456789', '123456789012345678901234567…'],
    ['12345678901234567890123456 80', '12345678901234567890123456…'],
    ['%%%%%%%%%%%%%%%%%%%', '%%%%%%%%%%%%%%%%%%…'],
    ['WWWWWWWWWW MMMMMMMMMM', 'WWWWWWWWWW MMMMMMM…'],
    ['Send commands · 客厅的温控器和卧室的灯', 'Send commands · 客厅的温控…'],
    ['客厅的温控器和卧室的灯客厅', '客厅的温控器和卧室的灯客厅'],
    ['💡💡💡💡💡💡💡💡💡💡💡💡💡💡💡', '💡💡💡💡💡💡💡💡💡💡💡💡💡…'],
    ['', ''],
  ] as const) {
    it(`"${text}" is shown as "${shown}"`, () => {
      clipped(text).should.equal(shown);
      fits(text).should.equal(text === shown);
    });
  }
});
