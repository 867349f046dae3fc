import 'should';
import { eventOf } from '../../../nodes/cloud/messages/event';
import type { DeviceEvent } from '../../../nodes/cloud/messages/listener';

const NOW = 1_790_360_744_191;

/** Where something stands: beside the body, or in it, and its name there. */
type Place = ['fields' | 'body', string];
interface Names {
  places: Place[];
  /** What else tells of which kind the message is. */
  more?: { protocol?: number; fields?: object };
  /** What stands at the place of a number. */
  value: (n: number) => unknown;
  read: (event: DeviceEvent) => unknown;
}

const word = (n: number): string => `word${n}`;
const moment = (n: number): number => NOW - n * 1000;
const list = (n: number): object[] => [{ code: word(n), value: n }];
const EVENT = { fields: { bizCode: 'event_notify' } };

const NAMES: Readonly<Record<string, Names>> = {
  'its device': {
    places: [
      ['body', 'devId'],
      ['fields', 'devId'],
      ['body', 'deviceId'],
      ['fields', 'deviceId'],
    ],
    value: word,
    read: ({ device_id }) => device_id,
  },
  'its product': {
    places: [
      ['body', 'productId'],
      ['fields', 'productKey'],
      ['body', 'productKey'],
      ['fields', 'productId'],
    ],
    value: word,
    read: ({ product_id }) => product_id,
  },
  'its kind': {
    places: [
      ['fields', 'bizCode'],
      ['body', 'bizCode'],
    ],
    value: word,
    read: ({ bizCode }) => bizCode,
  },
  'its id': {
    places: [
      ['body', 'dataId'],
      ['fields', 'dataId'],
    ],
    value: word,
    read: ({ data_id }) => data_id,
  },
  'its time': {
    places: [
      ['body', 'time'],
      ['fields', 'ts'],
      ['fields', 't'],
      ['body', 't'],
    ],
    value: moment,
    read: ({ time }) => time,
  },
  'the code of an event': {
    places: [
      ['body', 'eventCode'],
      ['body', 'etype'],
      ['body', 'code'],
    ],
    more: EVENT,
    value: word,
    read: ({ code }) => code,
  },
  'the values of a report': {
    places: [
      ['fields', 'status'],
      ['body', 'properties'],
      ['body', 'status'],
    ],
    more: { protocol: 4 },
    value: list,
    read: ({ values }) => values.map(({ code, value }) => ({ code, value })),
  },
};

function event(fields: object, protocol = 20, t?: number): DeviceEvent {
  const message = { id: 'id', protocol, t, signed: true, content: fields };
  return eventOf(message, { received: NOW, now: NOW });
}

describe('an event of a message', () => {
  for (const [what, { places, more = {}, value, read }] of Object.entries(NAMES)) {
    it(`R13: finds ${what} under each of its names, and takes the first that is there`, () => {
      places.forEach((_, first) => {
        const fields: Record<string, unknown> = { ...more.fields };
        const body: Record<string, unknown> = {};
        places.forEach(([where, name], n) => {
          if (n >= first) (where === 'body' ? body : fields)[name] = value(n);
        });
        [read(event({ ...fields, bizData: body }, more.protocol))].should.eql([value(first)]);
      });
    });
  }

  it('R13: finds what an event tells under each of its names', () => {
    const bizData = { code: 'c', outputParams: 1, edata: 2, value: 3 };
    const told = (names: object): unknown => event({ ...EVENT.fields, bizData: names }).values[0]?.value;
    [told(bizData)].should.eql([1]);
    [told({ ...bizData, outputParams: undefined })].should.eql([2]);
    [told({ code: 'c', value: 3 })].should.eql([3]);
  });

  it('R13: finds the time of a value under each of its names', () => {
    const time = (names: object): unknown => event({ status: [{ code: 'c', value: 1, ...names }] }, 4).time;
    [time({ time: moment(1), t: moment(2) })].should.eql([moment(1)]);
    [time({ t: moment(2) })].should.eql([moment(2)]);
    [time({})].should.eql([NOW]);
  });

  it('R13: that names no time has that of its sending, or else of its arrival', () => {
    event({}, 20, moment(3)).time.should.equal(moment(3));
    event({}).time.should.equal(NOW);
  });

  it('without a list of values in the first place takes the next that has some', () => {
    const bizData = { properties: [], status: list(3) };
    event({ status: 'none', bizData }, 4).values.should.match([{ code: word(3) }]);
  });
});
