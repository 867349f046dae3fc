import fc from 'fast-check';
import 'should';
import { arrange, gathered, isEmpty } from '../../../nodes/editor/request/arrange-params';
import type { Param } from '../../../nodes/editor/request/call-of';

const row = (name: string, value = '', type = 'str'): Param => ({ name, value, type });
const LAMP: Param = { ...row('device_id', 'lamp'), label: 'Desk lamp' };

describe('values for the placeholders of a path', () => {
  it('the device has a row of its own, every other placeholder one in the list', () => {
    arrange([row('x', '1')], '/v1.0/{home_id}/{device_id}?a={x}').should.eql({
      device: row('device_id'),
      others: [row('x', '1'), row('home_id')],
    });
    arrange([LAMP], '/v1.0/devices/{device_id}').should.eql({ device: LAMP, others: [] });
    (arrange([], '/v1.0/x').device === undefined).should.be.true();
  });

  it('of two devices the first has the row', () => {
    arrange([LAMP], '/v1.0/{infrared_id}/{device_id}').should.eql({
      device: row('infrared_id'),
      others: [LAMP],
    });
  });

  it('a value that the path does not ask for is kept, an empty row is not', () => {
    arrange([row('old', '1'), row('older')], '/v1.0/x').others.should.eql([row('old', '1')]);
    // One that waits for its value waits where it is.
    arrange([row('a'), row('b', '2')], '/v1.0/{b}/{a}').others.should.eql([row('a'), row('b', '2')]);
    arrange([row('empty', '', 'msg')], '/v1.0/x').others.should.eql([row('empty', '', 'msg')]);
  });

  it('where a message brings the path all values are in the list', () => {
    arrange([LAMP, row('none')], undefined).should.eql({ device: undefined, others: [LAMP] });
  });

  it('the node keeps what has a value, what it had, and its order', () => {
    const others = [row('a'), row('b', '2'), row('c')];
    gathered({ device: LAMP, others }, []).should.eql([LAMP, row('b', '2')]);
    gathered({ device: LAMP, others }, [{ name: 'c' }]).should.eql([LAMP, row('b', '2'), row('c')]);
    gathered({ device: LAMP, others: [row('b', '2')] }, [{ name: 'b' }, { name: 'device_id' }]).should.eql([
      row('b', '2'),
      LAMP,
    ]);
    gathered({ device: row('device_id'), others: [] }, []).should.eql([]);
  });

  it('nothing that has a value is lost, whatever path comes next', () => {
    const name = fc.constantFrom('device_id', 'device_ids', 'infrared_id', 'home_id', 'x');
    const rows = fc.uniqueArray(
      fc.record({ name, value: fc.constantFrom('', '1'), type: fc.constant('str') }),
      {
        selector: (one) => one.name,
      },
    );
    const path = fc.option(
      fc.array(name).map((names) => `/v1.0/${names.map((one) => `{${one}}`).join('/')}`),
      { nil: undefined },
    );
    fc.assert(
      fc.property(rows, path, (some, next) => {
        const kept = gathered(arrange(some, next), []);
        const said = some.filter((one) => !isEmpty(one));
        [...kept].sort(byName).should.eql([...said].sort(byName));
      }),
    );
  });
});

function byName(left: Param, right: Param): number {
  return left.name < right.name ? -1 : 1;
}
