import should from 'should';
import { firstTime, timeOf } from '../../../nodes/cloud/messages/times';

describe('the times in a message', () => {
  it('R17: are seconds or milliseconds, numbers or texts', () => {
    should(timeOf(1790360744191)).equal(1790360744191);
    should(timeOf(1790360744)).equal(1790360744000);
    should(timeOf('1790360744')).equal(1790360744000);
    should(timeOf('1790360744191')).equal(1790360744191);
    should(timeOf('1790360744.25')).equal(1790360744250);
    for (const outermost of [Date.UTC(2010, 0), Date.UTC(2100, 0)])
      should(timeOf(outermost)).equal(outermost);
  });

  it('R17: that make no sense are none', () => {
    for (const odd of [0, -1, 5, NaN, Infinity, 1e20, 4.2e12, '', 'now', '0', null, undefined, {}, true]) {
      should(timeOf(odd)).be.undefined();
    }
    for (const odd of [
      Date.UTC(2010, 0) - 1,
      Date.UTC(2100, 0) + 1,
      [1790360744],
      ' 1790360744',
      '1790360744 ',
      '1e12',
      '+1790360744',
    ]) {
      should(timeOf(odd)).be.undefined();
    }
  });

  it('the first that makes sense counts', () => {
    should(firstTime(0, 'x', 1790360744, 1790360745)).equal(1790360744000);
    should(firstTime(0)).be.undefined();
  });
});
