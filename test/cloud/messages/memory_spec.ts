import 'should';
import { Memory } from '../../../nodes/cloud/messages/memory';
import type { DeviceEvent } from '../../../nodes/cloud/messages/listener';
import { FakeClock } from '../../support/fake-clock';

const NOW = 1790360744191;

function eventOf(over: Partial<DeviceEvent> = {}, code = 'a', value: unknown = 1, time = NOW): DeviceEvent {
  return {
    kind: 'status',
    device_id: 'dev1',
    product_id: '',
    code,
    values: [{ code, value, dp: 1, time }],
    time,
    received: NOW,
    age: 0,
    sent: time,
    protocol: 4,
    bizCode: '',
    data_id: '',
    id: 'CAoQKA==',
    late: false,
    signed: true,
    data: {},
    raw: {},
    ...over,
  };
}

describe('what was sent', () => {
  let memory: Memory;
  beforeEach(() => {
    memory = new Memory(new FakeClock());
  });
  const known = (sent: DeviceEvent, next: DeviceEvent): boolean => {
    memory.note(sent);
    return memory.knows(next);
  };

  it('R12: is known by its id in another generation', () => {
    const sent = eventOf({ data_id: 'd1' });
    known(sent, eventOf({ data_id: 'd1', protocol: 1000 }, 'a', 1, NOW + 5)).should.be.true();
    memory.knows(eventOf({ data_id: 'd1', device_id: 'dev2' }, 'a', 2)).should.be.false();
    memory.knows(eventOf({ data_id: 'd1' }, 'b')).should.be.false();
  });

  it('R12: is known by device, code, time and value where ids are missing or of two generations', () => {
    known(eventOf({ data_id: 'd1' }), eventOf({ data_id: '', protocol: 1000 })).should.be.true();
    memory.knows(eventOf({ data_id: 'd2', protocol: 1000 })).should.be.true();
    memory.knows(eventOf({ data_id: '' }, 'a', 2)).should.be.false();
    memory.knows(eventOf({ data_id: '' }, 'a', 1, NOW + 1)).should.be.false();
    memory.knows(eventOf({ data_id: '' }, 'b')).should.be.false();
  });

  it('is not known by its content where one generation has given two ids: a button that was pressed twice', () => {
    known(eventOf({ data_id: 'd1' }), eventOf({ data_id: 'd2' })).should.be.false();
  });

  it('R12: is known when a device comes online in both generations, in seconds and in milliseconds', () => {
    const online = (time: number, over = {}): DeviceEvent =>
      eventOf({ kind: 'online', values: [], bizCode: 'online', protocol: 20, time, ...over });
    known(
      online(NOW),
      online(Math.floor(NOW / 1000) * 1000, { protocol: 1001, bizCode: 'deviceOnline' }),
    ).should.be.true();
    memory.knows(online(NOW, { kind: 'offline' })).should.be.false();
    memory.knows(online(NOW + 1000)).should.be.false();
  });

  it('R12: and so when it goes offline', () => {
    const offline = (time: number, protocol: number, bizCode: string): DeviceEvent =>
      eventOf({ kind: 'offline', values: [], protocol, bizCode, time });
    const sent = offline(Math.floor(NOW / 1000) * 1000, 20, 'offline');
    known(sent, offline(NOW, 1001, 'deviceOffline')).should.be.true();
  });

  it('R12: is known by its content where one generation has given an id once, and once none', () => {
    known(eventOf({ data_id: 'd1' }), eventOf({ data_id: '' })).should.be.true();
    memory.note(eventOf({ data_id: '' }, 'b'));
    memory.knows(eventOf({ data_id: 'd2' }, 'b')).should.be.true();
  });

  it('R12: is known by its codes and values in whatever order they come', () => {
    const both = (protocol: number, data_id: string, codes: string[], time = NOW): DeviceEvent =>
      eventOf({ protocol, data_id, values: codes.map((code) => ({ code, value: 1, dp: 1, time })) });
    known(both(4, 'd1', ['a', 'b']), both(1000, 'd1', ['b', 'a'], NOW + 5)).should.be.true();
    memory.knows(both(1000, '', ['b', 'a'])).should.be.true();
    memory.knows(both(1000, '', ['b', 'c'])).should.be.false();
  });

  it('R12: is known across generations by its second, where one of them tells whole seconds', () => {
    const second = Math.floor(NOW / 1000) * 1000;
    const report = (protocol: number, time: number): DeviceEvent => eventOf({ protocol }, 'a', 1, time);
    known(report(4, second), report(1000, NOW)).should.be.true();
    memory.knows(report(1000, second + 1000)).should.be.false();
    memory.knows(report(1000, second - 1)).should.be.false();
    memory = new Memory(new FakeClock());
    known(report(1000, NOW), report(4, second)).should.be.true();
    memory.knows(report(4, NOW + 1)).should.be.false();
    memory.knows(report(1000, second)).should.be.false();
  });

  it('R12: is not known by its second within one generation: a device that flaps', () => {
    const presence = (kind: 'online' | 'offline', time: number, protocol = 20): DeviceEvent =>
      eventOf({ kind, values: [], bizCode: kind, protocol, time });
    const second = Math.floor(NOW / 1000) * 1000;
    memory.note(presence('offline', second + 100));
    known(presence('online', second + 400), presence('offline', second + 800)).should.be.false();
    memory.knows(presence('offline', second + 100)).should.be.true();
    memory.note(presence('offline', second + 800));
    memory.knows(presence('offline', second, 1001)).should.be.true();
    memory.knows(presence('offline', second + 1000, 1001)).should.be.false();
  });

  it('is told apart by its data where it has no values', () => {
    const scene = (data: unknown): DeviceEvent => eventOf({ kind: 'scene', values: [], data });
    known(scene({ x: 1 }), scene({ x: 2 })).should.be.false();
    memory.knows(scene({ x: 1 })).should.be.true();
  });

  it('R17: tells what is late: older than a minute, or than what was sent of the same device and code', () => {
    memory.isLate(eventOf({ age: 60_000 })).should.be.false();
    memory.isLate(eventOf({ age: 60_001 })).should.be.true();
    memory.note(eventOf());
    memory.isLate(eventOf({}, 'a', 1, NOW - 1)).should.be.true();
    memory.isLate(eventOf({}, 'a', 1, NOW)).should.be.false();
    memory.isLate(eventOf({}, 'b', 1, NOW - 1)).should.be.false();
    memory.isLate(eventOf({ device_id: 'dev2' }, 'a', 1, NOW - 1)).should.be.false();
    memory.note(eventOf({}, 'a', 1, NOW - 50));
    memory.isLate(eventOf({}, 'a', 1, NOW - 1)).should.be.true();
    memory.note(eventOf({ kind: 'online', values: [], time: NOW }));
    memory.isLate(eventOf({ kind: 'offline', values: [], time: NOW - 1 })).should.be.true();
    memory.isLate(eventOf({ kind: 'offline', bizCode: 'x', values: [], time: NOW - 1 })).should.be.true();
    memory
      .isLate(eventOf({ kind: 'offline', device_id: 'dev2', values: [], time: NOW - 1 }))
      .should.be.false();
    const scene = (bizCode: string): DeviceEvent =>
      eventOf({ kind: 'scene', values: [], bizCode, time: NOW - 1 });
    memory.isLate(scene('online')).should.be.false();
    memory.note({ ...scene('a'), time: NOW });
    [memory.isLate(scene('a')), memory.isLate(scene('b'))].should.eql([true, false]);
    const both = (time: number): DeviceEvent => ({
      ...eventOf({}, 'a', 1, NOW),
      values: [
        { code: 'a', value: 1, dp: 1, time: NOW },
        { code: 'z', value: 1, dp: 2, time },
      ],
    });
    memory.note(both(NOW));
    memory.isLate(both(NOW)).should.be.false();
    memory.isLate(both(NOW - 1)).should.be.true();
  });

  it('R17: one time in the future makes nothing late that comes after it', () => {
    const future = Date.UTC(2099, 0);
    memory.note(eventOf({ time: future, age: NOW - future }, 'a', 1, future));
    memory.isLate(eventOf({}, 'a', 1, NOW + 1000)).should.be.false();
    memory.isLate(eventOf({}, 'a', 1, NOW - 1)).should.be.true();
  });

  it('R11: is known by the id of its frame', () => {
    memory.note(eventOf({ id: 'CAoQKQ==' }));
    (memory.frames.get('CAoQKQ==') ?? false).should.be.true();
  });

  it('stays bounded, however much comes', () => {
    for (let n = 0; n < 12_000; n++) memory.note(eventOf({ id: String(n), data_id: String(n) }));
    memory.frames.size.should.equal(10_000);
    memory.knows(eventOf({ data_id: '0', protocol: 20 }, 'a', 2)).should.be.false();
  });
});
