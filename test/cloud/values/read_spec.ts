import fc from 'fast-check';
import should from 'should';
import type { DeviceModel, ValueType } from '../../../nodes/cloud/values/model';
import { readValue } from '../../../nodes/cloud/values/read';
import { writeValue } from '../../../nodes/cloud/values/write';

const of = (type: ValueType): DeviceModel => {
  const code = { code: 'x', name: 'x', type };
  return { functions: [code], status: [code] };
};
const tenths: ValueType = { kind: 'Integer', min: 50, max: 350, scale: 1, step: 5, unit: '℃' };
const colour: ValueType = {
  kind: 'Colour',
  h: { min: 0, max: 360 },
  s: { min: 0, max: 1000 },
  v: { min: 0, max: 1000 },
  form: 'json',
};
const faults: ValueType = { kind: 'Bitmap', labels: ['hot', 'wet'] };

describe('what the device reports becomes what is meant', () => {
  for (const [type, raw, meant] of [
    [tenths, 235, 23.5],
    [tenths, '235', 23.5],
    [tenths, 9990, 999],
    [tenths, 'n/a', 'n/a'],
    [tenths, null, null],
    [{ kind: 'Boolean' }, true, true],
    [{ kind: 'Boolean' }, 'true', true],
    [{ kind: 'Boolean' }, 'false', false],
    [{ kind: 'Boolean' }, 'on', 'on'],
    [{ kind: 'Enum', range: ['a'] }, 'b', 'b'],
    [{ kind: 'String' }, '{"a":1}', { a: 1 }],
    [{ kind: 'String' }, ' [1]', [1]],
    [{ kind: 'String' }, '{a', '{a'],
    [{ kind: 'String' }, '7', '7'],
    [{ kind: 'String' }, '"see [1]"', '"see [1]"'],
    [{ kind: 'String' }, '010203e803e8', '010203e803e8'],
    [{ kind: 'Json' }, '{"id":12345678901234567890}', { id: '12345678901234567890' }],
    [{ kind: 'Json' }, { a: 1 }, { a: 1 }],
    [{ kind: 'Json' }, ['[1]'], ['[1]']],
    [{ kind: 'Json' }, '{"h":1,"s":2,"v":3,"mode":4}', { h: 1, s: 2, v: 3, mode: 4 }],
    [colour, '{"h":258,"s":553,"v":136}', { h: 258, s: 553, v: 136 }],
    [colour, '010203e803e8', { h: 258, s: 1000, v: 1000 }],
    [colour, '{"mode":1}', { mode: 1 }],
    [colour, 7, 7],
    [{ kind: 'Raw' }, 'AAE=', 'AAE='],
    [faults, 3, ['hot', 'wet']],
    [faults, '0', []],
    [faults, 4, 4],
    [faults, 'x', 'x'],
    [{ kind: 'Other', name: 'struct' }, '{"a":1}', '{"a":1}'],
  ] as [ValueType, unknown, unknown][]) {
    it(`${type.kind}: ${JSON.stringify(raw)} means ${JSON.stringify(meant)}`, () => {
      should(readValue(of(type), 'x', raw)).eql(meant);
    });
  }

  it('leaves a code as it is of which the model says nothing', () => {
    for (const code of ['y', '__proto__', 'constructor']) {
      should(readValue(of({ kind: 'Json' }), code, '{"a":1}')).equal('{"a":1}');
    }
  });

  it('reads by what is said of the report, else by what is said of the command', () => {
    const whole: ValueType = { kind: 'Integer', scale: 0, step: 1, unit: '' };
    const functions = [{ code: 'x', name: 'x', type: whole }];
    should(readValue({ functions, status: [{ code: 'x', name: 'x', type: tenths }] }, 'x', 10)).equal(1);
    should(readValue({ functions: [{ code: 'x', name: 'x', type: tenths }], status: [] }, 'x', 10)).equal(1);
  });
});

const label = fc.string({ minLength: 1, maxLength: 12 });
const range = (most: number): fc.Arbitrary<{ min: number; max: number }> =>
  fc
    .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 10, max: most }))
    .map(([min, max]) => ({ min, max }));

/** A type and a value of it as a device would report it. */
const reports: fc.Arbitrary<[ValueType, unknown]> = fc.oneof(
  fc.boolean().map((value): [ValueType, unknown] => [{ kind: 'Boolean' }, value]),
  fc
    .record({
      ends: fc.tuple(
        fc.integer({ min: -99_999_999, max: 99_999_999 }),
        fc.integer({ min: -99_999_999, max: 99_999_999 }),
      ),
      scale: fc.integer({ min: 0, max: 9 }),
      step: fc.integer({ min: 1, max: 100 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ ends, scale, step, share }): [ValueType, unknown] => {
      const [min, max] = [Math.min(...ends), Math.max(...ends)];
      const type: ValueType = { kind: 'Integer', min, max, scale, step, unit: '' };
      return [type, Math.floor(min + share * (max - min))];
    }),
  fc
    .uniqueArray(label, { minLength: 1, maxLength: 8 })
    .chain((texts) => fc.tuple(fc.constant(texts), fc.constantFrom(...texts)))
    .map(([texts, one]): [ValueType, unknown] => [{ kind: 'Enum', range: texts }, one]),
  fc.string().map((text): [ValueType, unknown] => [{ kind: 'String' }, `text ${text}`]),
  fc.base64String().map((text): [ValueType, unknown] => [{ kind: 'Raw' }, text]),
  fc
    .dictionary(fc.string(), fc.oneof(fc.integer(), fc.boolean(), fc.string()))
    .map((value): [ValueType, unknown] => [{ kind: 'Json' }, JSON.stringify(value)]),
  fc
    .uniqueArray(label, { minLength: 1, maxLength: 30 })
    .chain((labels) => fc.tuple(fc.constant(labels), fc.integer({ min: 0, max: 2 ** labels.length - 1 })))
    .map(([labels, bits]): [ValueType, unknown] => [{ kind: 'Bitmap', labels }, bits]),
  fc
    .tuple(range(360), range(1000), range(1000), fc.constantFrom<'json' | 'hsv'>('json', 'hsv'))
    .chain(([h, s, v, form]) =>
      fc.tuple(
        fc.constant({ kind: 'Colour' as const, h, s, v, form }),
        fc.record({ h: fc.integer(h), s: fc.integer(s), v: fc.integer(v) }),
      ),
    )
    .map(([type, { h, s, v }]): [ValueType, unknown] => {
      const digits = [h, s, v].map((part) => part.toString(16).padStart(4, '0')).join('');
      return [type, type.form === 'json' ? JSON.stringify({ h, s, v }) : digits];
    }),
);

/** What a command says, in the form in which a report says it: an object may be sent for its text. */
function asReported(sent: unknown): unknown {
  return typeof sent === 'object' && sent !== null ? JSON.stringify(sent) : sent;
}

describe('what was read, written back,', () => {
  it('is the same, whatever the type', () => {
    fc.assert(
      fc.property(reports, ([type, raw]) => {
        const model = of(type);
        should(asReported(writeValue(model, 'x', readValue(model, 'x', raw)))).eql(raw);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same when it has gone through JSON, as on its way through a dashboard', () => {
    fc.assert(
      fc.property(reports, ([type, raw]) => {
        const model = of(type);
        const meant = JSON.parse(JSON.stringify(readValue(model, 'x', raw))) as unknown;
        should(asReported(writeValue(model, 'x', meant))).eql(raw);
      }),
      { numRuns: 2000 },
    );
  });
});
