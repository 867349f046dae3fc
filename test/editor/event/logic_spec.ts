import 'should';
import { labelOf, namesIn } from '../../../nodes/editor/event/label';
import { listOf, withOne } from '../../../nodes/editor/event/lists';
import {
  areCodes,
  areDevices,
  areKinds,
  isAckTimeout,
  isMaxAge,
} from '../../../nodes/editor/event/validators';

describe('the logic of the dialog of events', () => {
  it('a field with commas is a list, each text once', () => {
    listOf(' a, b ,,a').should.eql(['a', 'b']);
    listOf(['a,b', 'c', 7]).should.eql(['a', 'b', 'c']);
    listOf(undefined).should.eql([]);
    withOne('', 'a').should.equal('a');
    withOne('a, b', 'b').should.equal('a, b');
    withOne('a,b', 'c').should.equal('a, b, c');
  });

  for (const [is, good, bad] of [
    [areKinds, [undefined, ['status'], 'status,other', '${KINDS}'], [[], '', ['state'], ['status', 'state']]],
    [areDevices, [[], undefined, ['a', 'b'], '${DEVICES}'], [['a b'], ['a*']]],
    [areCodes, [[], ['a', 'b*', '*'], '${CODES}'], [['*a'], ['a*b'], ['a b']]],
    [isMaxAge, ['', 0, '86400', '${AGE}'], ['-1', 'x', 86_401]],
    [isAckTimeout, ['', 1, 7200], [0, 7201, 'x']],
  ] as [(value: unknown) => boolean, unknown[], unknown[]][]) {
    it(`${is.name} takes what the runtime takes`, () => {
      good.filter((value) => !is(value)).should.eql([]);
      bad.filter((value) => is(value)).should.eql([]);
    });
  }

  it('a node is called by its one code and its one device', () => {
    const deviceNames = { d: 'Front door', e: 'Lamp' };
    labelOf({}).should.equal('');
    labelOf({ devices: ['d'], deviceNames }).should.equal('Front door');
    labelOf({ devices: ['d', 'e'], deviceNames }).should.equal('');
    labelOf({ devices: ['x'], codes: ['battery*'] }).should.equal('battery* · x');
    labelOf({ devices: ['d'], codes: ['doorcontact_state'], deviceNames }).should.equal(
      'doorcontact_state · Front d…',
    );
    labelOf({ devices: 7, codes: null, deviceNames: null }).should.equal('');
    [...namesIn({ a: 'A', b: 7 })].should.eql([['a', 'A']]);
  });
});
