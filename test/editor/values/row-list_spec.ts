import 'should';
import { nameOf } from '../../../nodes/editor/values/row-list';

describe('what a code is called', () => {
  for (const [code, name, shown] of [
    ['temp_set', 'Set temperature', 'Set temperature (temp_set)'],
    ['temp_set', '设置温度', '设置温度 (temp_set)'],
    ['temp_set', 'temp_set', 'temp_set'],
    ['colour_data_v2', 'Colour data V2', 'colour_data_v2'],
  ] as const) {
    it(`${name} of ${code}: ${shown}`, () => {
      nameOf({ code, name, type: { kind: 'Boolean' } }).should.equal(shown);
    });
  }
});
