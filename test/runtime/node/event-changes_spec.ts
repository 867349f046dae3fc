import 'should';
import { Changes } from '../../../nodes/runtime/node/event-changes';
import type { Value } from '../../../nodes/runtime/node/event-filter';
import { deviceEvent } from '../../support/device-event';

const value = (code: string, value: unknown, time = 0): Value => ({ code, value, dp: 1, time });

describe('changes', () => {
  let changes: Changes;
  const news = (device: string, ...values: Value[]): string[] =>
    changes
      .news(deviceEvent({ device_id: device, values: [], time: 0, age: 10 }), values)
      .map(({ code }) => code);
  beforeEach(() => {
    changes = new Changes();
  });

  it('the first value of a device and code is news, and then each that differs from the one before', () => {
    news('a', value('x', 1), value('y', 1)).should.eql(['x', 'y']);
    news('a', value('x', 1), value('y', 2)).should.eql(['y']);
    news('a', value('x', '1')).should.eql(['x']);
    news('b', value('x', 1)).should.eql(['x']);
    news('a', value('x', 1)).should.eql(['x']);
  });

  it('objects and long texts are compared by what they hold', () => {
    const long = 'x'.repeat(1_000_000);
    news('a', value('colour', { h: 1 }), value('picture', long)).should.have.length(2);
    news('a', value('colour', { h: 1 }), value('picture', long)).should.eql([]);
    news('a', value('picture', `${long}y`), value('colour', { h: 2 })).should.have.length(2);
    news('a', value('none', undefined), value('null', null)).should.have.length(2);
    news('a', value('none', undefined)).should.eql([]);
  });

  it('an older value is a change in the history, and the last one stays the last', () => {
    news('a', value('x', 1, 1)).should.eql(['x']);
    news('a', value('x', 1, 2)).should.eql([]);
    news('a', value('x', 2, 4)).should.eql(['x']);
    news('a', value('x', 1, 3)).should.eql(['x']);
    news('a', value('x', 2, 5)).should.eql([]);
    news('a', value('x', 1, 5)).should.eql(['x']);
    changes.isNewPresence(deviceEvent({ kind: 'online', time: 5 })).should.be.true();
    changes.isNewPresence(deviceEvent({ kind: 'offline', time: 4 })).should.be.true();
    changes.isNewPresence(deviceEvent({ kind: 'online', time: 6 })).should.be.false();
  });

  it('R17: a time in the future makes nothing old that comes later', () => {
    news('a', value('x', 1, 1e12)).should.eql(['x']);
    news('a', value('x', 2, 11)).should.eql(['x']);
    news('a', value('x', 2, 12)).should.eql([]);
  });

  it('R23: a long name takes no more room than a short one', () => {
    news('a', value('x'.repeat(1_000_000), 1), value('y'.repeat(1_000_000), 1)).should.have.length(2);
    news('a', value('x'.repeat(1_000_000), 1)).should.eql([]);
    const { last } = changes as unknown as { last: Map<string, unknown> };
    Math.max(...[...last.keys()].map(({ length }) => length)).should.be.below(100);
  });

  it('a device that is online is not told to be so again', () => {
    const told = (kind: 'online' | 'offline', device_id = 'a'): boolean =>
      changes.isNewPresence(deviceEvent({ kind, device_id }));
    [told('online'), told('online'), told('offline'), told('online', 'b'), told('online')].should.eql([
      true,
      false,
      true,
      true,
      true,
    ]);
  });

  it('R23: of names without end the oldest are forgotten, and a name is only a name', () => {
    news('a', value('__proto__', 1)).should.eql(['__proto__']);
    news('a', value('__proto__', 1)).should.eql([]);
    changes.news(
      deviceEvent({ device_id: 'b' }),
      Array.from({ length: 9_999 }, (_, i) => value(`code${i}`, 1)),
    );
    news('a', value('__proto__', 1)).should.eql([]);
    news('c', value('one', 1), value('two', 1)).should.have.length(2);
    news('b', value('code0', 1)).should.eql(['code0']);
    news('a', value('__proto__', 1)).should.eql([]);
  });
});
