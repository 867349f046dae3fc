import should from 'should';
import { DeviceNames } from '../../../nodes/cloud/diagnosis/device-names';

const DEVICES = ['v1.0', 'devices'];

describe('the names of devices', () => {
  let names: DeviceNames;
  beforeEach(() => {
    names = new DeviceNames();
  });

  for (const [what, result] of [
    ['a list', [{ id: 'a', name: 'Lamp' }]],
    ['a page of devices', { devices: [{ id: 'a', name: 'Lamp' }], total: 1 }],
    ['a page of rows', { list: [{ id: 'a', name: 'Lamp' }] }],
    ['one device', { id: 'a', name: 'Lamp' }],
    ['rows of the thing model', [{ id: 'a', name: 'Product', customName: 'Lamp' }]],
    ['rows that call it otherwise', [{ device_id: 'a', custom_name: ' Lamp\n' }]],
    ['rows whose own name cannot be seen', [{ id: 'a', name: 'Lamp', customName: ' \u200b' }]],
  ] as [string, unknown][]) {
    it(`are learned from ${what}`, () => {
      names.learn(DEVICES, result);
      should(names.of('a')).equal('Lamp');
    });
  }

  for (const result of [
    null,
    true,
    'x',
    [null, 1, { id: 5, name: 'x' }, { id: 'a' }, { id: 'a', name: ' ' }, { id: 'a', name: '\u200b' }],
    {},
  ]) {
    it(`are not learned from ${JSON.stringify(result)}`, () => {
      names.learn(DEVICES, result);
      should(names.of('a')).be.undefined();
    });
  }

  it('are not learned from what is no list of devices', () => {
    names.learn(['v1.0', 'homes'], [{ id: 'a', name: 'My home' }]);
    should(names.of('a')).be.undefined();
    names.learn(['v2.0', 'cloud', 'thing', 'device'], [{ id: 'a', name: 'Lamp' }]);
    should(names.of('a')).equal('Lamp');
  });

  it('the last one counts, and it is cut where it is no name any more', () => {
    names.learn(DEVICES, [{ id: 'a', name: 'Old' }]);
    names.learn(DEVICES, [{ id: 'a', name: 'x'.repeat(100) }]);
    should(names.of('a')).equal('x'.repeat(60));
  });

  it('stay known when an answer tells of the device and not its name', () => {
    names.learn(DEVICES, [{ id: 'a', name: 'Lamp' }]);
    for (const name of [undefined, '', ' \u200b']) names.learn(DEVICES, [{ id: 'a', name, status: [] }]);
    should(names.of('a')).equal('Lamp');
  });

  it('are told in one line, and nothing that cannot be seen joins their words', () => {
    names.learn(DEVICES, [{ id: 'a', name: 'Desk\nlamp\u200bleft' }]);
    should(names.of('a')).equal('Desk lamp left');
  });

  it('the oldest go when there are too many', () => {
    const row = (n: number): object => ({ id: `d${n}`, name: `Lamp ${n}` });
    names.learn(
      DEVICES,
      Array.from({ length: 2000 }, (_, n) => row(n)),
    );
    names.learn(DEVICES, [row(0), row(2000)]);
    should(names.of('d0')).equal('Lamp 0');
    should(names.of('d1')).be.undefined();
    should(names.of('d2')).equal('Lamp 2');
  });

  it('rows that are no devices, such as rooms with their numbers, take no name’s place', () => {
    names.learn(DEVICES, [{ id: 'a', name: 'Lamp' }]);
    names.learn(
      DEVICES,
      Array.from({ length: 2000 }, (_, id) => ({ id, name: 'Room' })),
    );
    should(names.of('a')).equal('Lamp');
  });
});
