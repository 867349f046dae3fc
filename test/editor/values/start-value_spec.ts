import 'should';
import type { Code, DeviceModel, ValueType } from '../../../nodes/cloud/values/model';
import { writeValue } from '../../../nodes/cloud/values/write';
import { startRow, startValue } from '../../../nodes/editor/values/start-value';

const code = (name: string, type: ValueType): Code => ({ code: name, name, type });
const range = { min: 0, max: 1000 };
const FUNCTIONS: Code[] = [
  code('mode', { kind: 'Enum', range: ['eco', 'auto'] }),
  code('open', { kind: 'Boolean' }),
  code('switch_led', { kind: 'Boolean' }),
  code('temp_set', { kind: 'Integer', min: 50, max: 350, scale: 1, step: 5, unit: '' }),
  code('colour_data_v2', { kind: 'Colour', h: { min: 0, max: 360 }, s: range, v: range, form: 'json' }),
  code('colour_data', { kind: 'Colour', h: { min: 0, max: 360 }, s: range, v: range, form: 'hsv' }),
  code('text', { kind: 'String' }),
  code('scene', { kind: 'Json' }),
  code('bytes', { kind: 'Raw' }),
  code('fault', { kind: 'Bitmap', labels: ['a'] }),
  code('what', { kind: 'Other', name: 'What' }),
];

describe('what a new row begins with', () => {
  it('is a value that the device takes as it is, of every type', () => {
    const model: DeviceModel = { functions: FUNCTIONS, status: [] };
    for (const { code: name, type } of FUNCTIONS) {
      if (type.kind === 'Integer') continue;
      const value = startValue(type);
      JSON.stringify(writeValue(model, name, value)).should.equal(JSON.stringify(value), name);
    }
    (startValue({ kind: 'Enum', range: [] }) as string).should.equal('');
  });

  it('is the device’s switch, then what comes next', () => {
    ({ is: startRow(FUNCTIONS, []) }).should.eql({ is: { code: 'switch_led', value: true } });
    const taken = [{ code: 'switch_led', value: false }];
    ({ is: startRow(FUNCTIONS, taken) }).should.eql({ is: { code: 'mode', value: 'eco' } });
    ({ is: startRow(FUNCTIONS, [...taken, { code: 'mode', value: 'x' }]) }).should.eql({
      is: { code: 'open', value: true },
    });
  });

  it('is nothing where each code has its row', () => {
    (startRow([], []) === undefined).should.be.true();
    (startRow([code('a', { kind: 'Boolean' })], [{ code: 'a', value: 1 }]) === undefined).should.be.true();
  });
});
