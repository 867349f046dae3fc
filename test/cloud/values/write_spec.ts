import { inspect } from 'node:util';
import vm from 'node:vm';
import should from 'should';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import type { DeviceModel, ValueType } from '../../../nodes/cloud/values/model';
import { writeValue } from '../../../nodes/cloud/values/write';

const of = (type: ValueType): DeviceModel => ({ functions: [{ code: 'x', name: 'x', type }], status: [] });

function refused(work: () => unknown): TuyaError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof TuyaError) return thrown;
    throw thrown;
  }
  throw new Error('It was not refused');
}

const tenths: ValueType = { kind: 'Integer', min: 50, max: 350, scale: 1, step: 5, unit: '℃' };
const whole: ValueType = { kind: 'Integer', min: 10, max: 1000, scale: 0, step: 1, unit: '' };
const colour: ValueType = {
  kind: 'Colour',
  h: { min: 0, max: 360 },
  s: { min: 0, max: 1000 },
  v: { min: 0, max: 1000 },
  form: 'json',
};
const modes: ValueType = { kind: 'Enum', range: ['auto', 'eco', '1', 'true'] };
const faults: ValueType = { kind: 'Bitmap', labels: ['hot', 'wet'] };

describe('what is meant becomes what the device wants', () => {
  for (const [type, meant, raw] of [
    [tenths, 23.5, 235],
    [tenths, '23.5', 235],
    [tenths, ' 23.5 ', 235],
    [tenths, 5, 50],
    [tenths, 35.04, 350],
    [tenths, 23.7, 237],
    [tenths, '2.35e1', 235],
    [tenths, '.25e+2', 250],
    [tenths, '235E-1', 235],
    [whole, '55', 55],
    [whole, 55, 55],
    [{ kind: 'Integer', scale: 0, step: 1, unit: '' }, -1e9, -1e9],
    [{ kind: 'Integer', min: -20, scale: 0, step: 1, unit: '' }, '-.5e1', -5],
    [{ kind: 'Boolean' }, true, true],
    [{ kind: 'Boolean' }, 'on', true],
    [{ kind: 'Boolean' }, ' ON ', true],
    [{ kind: 'Boolean' }, 'true', true],
    [{ kind: 'Boolean' }, 1, true],
    [{ kind: 'Boolean' }, '1', true],
    [{ kind: 'Boolean' }, false, false],
    [{ kind: 'Boolean' }, 'off', false],
    [{ kind: 'Boolean' }, 'False', false],
    [{ kind: 'Boolean' }, 0, false],
    [{ kind: 'Boolean' }, '0', false],
    [modes, 'eco', 'eco'],
    [modes, 1, '1'],
    [modes, true, 'true'],
    [{ kind: 'Enum', range: [] }, 'whatever', 'whatever'],
    [{ kind: 'String' }, 'text', 'text'],
    [{ kind: 'String' }, 7, '7'],
    [{ kind: 'String' }, { a: [1] }, '{"a":[1]}'],
    [{ kind: 'String', maxlen: 2 }, 'ab', 'ab'],
    [{ kind: 'Json' }, { a: 1 }, '{"a":1}'],
    [{ kind: 'Json' }, [1], '[1]'],
    [{ kind: 'Json' }, '{"a": 1}', '{"a": 1}'],
    [colour, '#ff8800', { h: 32, s: 1000, v: 1000 }],
    [colour, 'DarkOrange', { h: 33, s: 1000, v: 1000 }],
    [colour, { h: 1, s: 2, v: 3 }, { h: 1, s: 2, v: 3 }],
    [colour, '{"h":1,"s":2,"v":3}', { h: 1, s: 2, v: 3 }],
    [{ ...colour, form: 'hsv' }, 'blue', '00f003e803e8'],
    [{ kind: 'Raw' }, 'AAE=', 'AAE='],
    [{ kind: 'Raw' }, Buffer.from([0, 1]), 'AAE='],
    [{ kind: 'Raw' }, vm.runInNewContext('new Uint8Array([0, 1])'), 'AAE='],
    [{ kind: 'Raw' }, new Uint8Array([9, 0, 1]).subarray(1), 'AAE='],
    [faults, ['hot', 'wet'], 3],
    [faults, [], 0],
    [faults, 2, 2],
    [faults, '2', 2],
    [{ kind: 'Other', name: 'struct' }, { any: 'thing' }, { any: 'thing' }],
    [{ kind: 'Other', name: 'struct' }, null, null],
  ] as [ValueType, unknown, unknown][]) {
    it(`${type.kind}: ${JSON.stringify(meant)} becomes ${JSON.stringify(raw)}`, () => {
      should(writeValue(of(type), 'x', meant)).eql(raw);
    });
  }
});

describe('what cannot be meant is refused, with what is allowed', () => {
  for (const [type, values, allowed] of [
    [
      tenths,
      [
        4.9,
        35.06,
        4.94,
        'warm',
        '',
        ' ',
        '23,5',
        '0x10',
        true,
        null,
        undefined,
        {},
        NaN,
        Infinity,
        [23.5],
        23n,
      ],
      'x is not what the device takes: a number from 5 ℃ to 35 ℃, in steps of 0.5 ℃',
    ],
    [{ kind: 'Integer', min: 1, scale: 0, step: 1, unit: '' }, [0], 'a number from 1, in steps of 1'],
    [{ kind: 'Integer', max: 1, scale: 0, step: 1, unit: '' }, [2, 2 ** 53], 'a number to 1, in steps of 1'],
    [{ kind: 'Integer', scale: 0, step: 1, unit: '' }, [2 ** 53], 'a number, in steps of 1'],
    [
      { kind: 'Boolean' },
      ['yes', '', 2, null, undefined, {}, 'toggle'],
      'true or false, also as "on" and "off", 1 and 0',
    ],
    [modes, ['turbo', 'Auto', '', null, {}, 2, ['eco']], 'one of auto, eco, 1, true'],
    [{ kind: 'Enum', range: [] }, [null, {}], 'one of '],
    [{ kind: 'String', maxlen: 3 }, ['abcd', { a: 1 }, null, undefined], 'a text of at most 3 characters'],
    [{ kind: 'String' }, [null, undefined], 'a text'],
    [{ kind: 'Json' }, [null, undefined, 7, true], 'an object, or its JSON as a text'],
    [
      colour,
      ['reddish', '#ff88', { h: 400, s: 0, v: 0 }, 7, null],
      'a colour such as "#ff8800" or "orange", or an object with h from 0 to 360, s from 0 to 1000, v from 0 to 1000',
    ],
    [{ kind: 'Raw' }, [7, null, {}, [1]], 'bytes: a Buffer, or Base64 as a text'],
    [faults, [['cold'], 'hot', 0.5, null], 'a whole number, or a list of hot, wet'],
    [{ kind: 'Bitmap', labels: [] }, [['hot']], 'a whole number'],
  ] as [ValueType, unknown[], string][]) {
    for (const value of values) {
      it(`${type.kind}: ${inspect(value)}`, () => {
        const error = refused(() => writeValue(of(type), 'x', value));
        error.code.should.equal('TUYA_BAD_REQUEST');
        error.message.should.endWith(allowed);
        error.hint.should.not.equal('');
      });
    }
  }

  const model: DeviceModel = {
    functions: [
      { code: 'switch', name: 'Schalter', type: { kind: 'Boolean' } },
      { code: 'temp_set', name: 'x', type: tenths },
    ],
    status: [
      { code: 'switch', name: 'Schalter', type: { kind: 'Boolean' } },
      { code: 'temp_current', name: 'x', type: tenths },
    ],
  };

  for (const code of ['swich', 'constructor', '__proto__', '']) {
    it(`a code that the device does not have: "${code}"`, () => {
      const { message } = refused(() => writeValue(model, code, true));
      message.should.equal(`The device has no ${code}. It can be set: switch, temp_set`);
    });
  }

  it('a code that is only reported', () => {
    refused(() => writeValue(model, 'temp_current', 20)).message.should.equal(
      'temp_current is reported by the device and cannot be set. It can be set: switch, temp_set',
    );
  });

  it('a code of a device that has none', () => {
    refused(() => writeValue({ functions: [], status: [] }, 'x', 1)).message.should.equal(
      'The device has no x. It can be set: none',
    );
  });

  it('never repeats the value, nor what would break a line of the log', () => {
    const secret = 'swordfish';
    refused(() => writeValue(of(modes), 'x', secret)).should.not.match(/swordfish/);
    refused(() => writeValue(of({ kind: 'Json' }), 'x', { a: new Map([[secret, 1]]) })).message.should.equal(
      'The value holds an object of type Map in "a", which JSON cannot carry',
    );
    refused(() => writeValue(model, `a\nb${'c'.repeat(99)}`, 1)).message.should.startWith(
      `The device has no a?b${'c'.repeat(57)}. `,
    );
  });

  it('lists only the beginning of what is very much', () => {
    const range = Array.from({ length: 42 }, (_, i) => `scene ${i}`);
    const { message } = refused(() => writeValue(of({ kind: 'Enum', range }), 'x', 'none'));
    message.should.endWith('scene 38, scene 39, and 2 more');
  });
});
