import 'should';
import { lentTo, readModel, readSpecification, readThingModel } from '../../../nodes/cloud/values/model';
import type { DeviceModel, ValueType } from '../../../nodes/cloud/values/model';

const row = (code: string, type: string, values: unknown = {}): Record<string, unknown> => ({
  code,
  name: `name of ${code}`,
  type,
  values: JSON.stringify(values),
});
/** The only code's type, which has to be there. */
const typeIn = ({ functions }: DeviceModel, at = 0): ValueType => {
  const found = functions[at];
  if (found === undefined) throw new Error(`The model has no function ${at}`);
  return found.type;
};
const specified = (type: string, values: unknown = {}, code = 'x'): ValueType =>
  typeIn(readSpecification({ category: 'wk', functions: [row(code, type, values)], status: [] }));

const thing = (...properties: unknown[]): unknown => ({
  model: JSON.stringify({ modelId: 'm1', services: [{ code: '', actions: [], events: [], properties }] }),
});
const property = (code: string, accessMode: string, typeSpec: unknown): unknown => ({
  abilityId: 1,
  accessMode,
  code,
  name: `name of ${code}`,
  typeSpec,
});
const modelled = (typeSpec: unknown, code = 'x'): ValueType =>
  typeIn(readThingModel(thing(property(code, 'rw', typeSpec))));

const tenths = { min: 50, max: 350, scale: 1, step: 5, unit: '℃' };
const integer = { kind: 'Integer', ...tenths };
const fine = { h: { min: 0, max: 360 }, s: { min: 0, max: 1000 }, v: { min: 0, max: 1000 } };
const coarse = { h: { min: 0, max: 360 }, s: { min: 0, max: 255 }, v: { min: 0, max: 255 } };

describe('the model of a device', () => {
  it('is read from a specification: what may be sent, and what is reported', () => {
    readSpecification({
      category: 'wk',
      functions: [row('switch', 'Boolean')],
      status: [row('switch', 'Boolean'), row('temp_current', 'Integer', tenths)],
    }).should.eql({
      functions: [{ code: 'switch', name: 'name of switch', type: { kind: 'Boolean' } }],
      status: [
        { code: 'switch', name: 'name of switch', type: { kind: 'Boolean' } },
        { code: 'temp_current', name: 'name of temp_current', type: integer },
      ],
    });
  });

  it('is read from a thing model: ro is reported, wr is sent, rw is both', () => {
    const model = readThingModel(
      thing(
        property('switch', 'rw', { type: 'bool' }),
        property('fault', 'ro', { type: 'bitmap', label: ['hot', 'wet'], maxlen: 2 }),
        property('reset', 'wr', { type: 'bool' }),
      ),
    );
    model.functions.map(({ code }) => code).should.eql(['switch', 'reset']);
    model.status.map(({ code }) => code).should.eql(['switch', 'fault']);
    model.status
      .slice(1)
      .should.eql([
        { code: 'fault', name: 'name of fault', type: { kind: 'Bitmap', labels: ['hot', 'wet'] } },
      ]);
  });

  for (const [mode, can, says] of [
    ['ro', false, true],
    ['RO', false, true],
    ['wr', true, false],
    ['WR', true, false],
    ['wo', true, false],
    ['rw', true, true],
    ['', true, true],
    ['w', true, true],
    ['row', true, true],
    ['euro', true, true],
    ['wor', true, true],
    ['rwo', true, true],
  ] as const) {
    it(`has a property of mode "${mode}" that ${[can ? 'is sent' : '', says ? 'is reported' : ''].filter(Boolean).join(' and ')}`, () => {
      const { functions, status } = readThingModel(thing(property('x', mode, { type: 'bool' })));
      [functions.length === 1, status.length === 1].should.eql([can, says]);
    });
  }

  it('is read from all services of a thing model', () => {
    const services = [
      { properties: [property('a', 'rw', { type: 'bool' })] },
      { properties: [property('b', 'rw', { type: 'bool' })] },
      {},
      null,
    ];
    readModel('thing', { model: JSON.stringify({ services }) })
      .functions.map(({ code }) => code)
      .should.eql(['a', 'b']);
  });

  for (const [name, values, property_, type] of [
    ['Boolean', {}, { type: 'bool' }, { kind: 'Boolean' }],
    [
      'Enum',
      { range: ['auto', 'eco'] },
      { type: 'enum', range: ['auto', 'eco'] },
      { kind: 'Enum', range: ['auto', 'eco'] },
    ],
    ['Integer', tenths, { type: 'value', ...tenths }, integer],
    ['String', { maxlen: 255 }, { type: 'string', maxlen: 255 }, { kind: 'String', maxlen: 255 }],
    ['String', {}, { type: 'string' }, { kind: 'String' }],
    ['Raw', { maxlen: 128 }, { type: 'raw', maxlen: 128 }, { kind: 'Raw', maxlen: 128 }],
    ['Raw', {}, { type: 'raw', maxlen: 0 }, { kind: 'Raw' }],
    ['Bitmap', { label: ['a'] }, { type: 'bitmap', label: ['a'] }, { kind: 'Bitmap', labels: ['a'] }],
    ['Fault', { label: ['a'] }, { type: 'fault', label: ['a'] }, { kind: 'Bitmap', labels: ['a'] }],
    ['Json', {}, { type: 'json' }, { kind: 'Json' }],
    ['struct', {}, { type: 'struct' }, { kind: 'Other', name: 'struct' }],
  ] as const) {
    it(`knows ${JSON.stringify(property_)} of both generations`, () => {
      specified(name, values).should.eql(type);
      modelled(property_).should.eql(type);
    });
  }

  it('takes numbers that came as texts, and keeps nonsense out of them', () => {
    specified('Integer', { min: '5', max: '35', scale: '1', step: '5', unit: 7 }).should.eql({
      kind: 'Integer',
      min: 5,
      max: 35,
      scale: 1,
      step: 5,
      unit: '',
    });
    const bare = { kind: 'Integer', scale: 0, step: 1, unit: '' };
    for (const values of [
      { scale: -1, step: 0 },
      { scale: 1.5, step: -1 },
      { scale: 16, min: null },
      { max: '' },
    ]) {
      specified('Integer', values).should.eql(bare);
    }
  });

  it('has at most fifteen digits after the point', () => {
    specified('Integer', { scale: 15 }).should.eql({ kind: 'Integer', scale: 15, step: 1, unit: '' });
  });

  it('has limits that are no JSON, or are an object already', () => {
    const limits = (values: unknown): ValueType =>
      typeIn(readSpecification({ functions: [{ code: 'x', type: 'Integer', values }] }));
    limits('{true,false}').should.eql({ kind: 'Integer', scale: 0, step: 1, unit: '' });
    limits('[1]').should.eql({ kind: 'Integer', scale: 0, step: 1, unit: '' });
    limits(tenths).should.eql(integer);
    readThingModel({
      model: { services: [{ properties: [property('x', 'rw', { type: 'bool' })] }] },
    }).functions.should.have.length(1);
  });

  it('calls a code by its code where it has no name, and leaves out rows without one', () => {
    readSpecification({
      functions: [{ code: 'a', type: 'Boolean' }, { type: 'Boolean' }, 'b', null, { code: 7 }],
    }).functions.should.eql([{ code: 'a', name: 'a', type: { kind: 'Boolean' } }]);
  });

  for (const nothing of [undefined, null, 'text', [], {}, { model: '{' }, { model: '7' }, { functions: 7 }]) {
    it(`is empty for ${JSON.stringify(nothing)}`, () => {
      readModel('instructions', nothing).should.eql({ functions: [], status: [] });
      readModel('thing', nothing).should.eql({ functions: [], status: [] });
    });
  }

  describe('knows a colour', () => {
    it('by its code and with the limits that are said', () => {
      specified('Json', fine, 'colour_data').should.eql({ kind: 'Colour', ...fine, form: 'json' });
      specified('Json', coarse, 'colour_data_v2').should.eql({ kind: 'Colour', ...coarse, form: 'json' });
    });

    it('that counts to 255, or as v2 to 1000, where nothing is said', () => {
      specified('Json', {}, 'colour_data').should.eql({ kind: 'Colour', ...coarse, form: 'json' });
      specified('Json', {}, 'colour_data_v2').should.eql({ kind: 'Colour', ...fine, form: 'json' });
      specified('Json', { h: { max: 359 }, s: {}, v: 7 }, 'color_data_1').should.eql({
        ...coarse,
        kind: 'Colour',
        h: { min: 0, max: 359 },
        form: 'json',
      });
    });

    it('that counts to 1000 where the brightness of the lamp does', () => {
      const lamp = (max: number): ValueType =>
        typeIn(
          readThingModel(
            thing(
              property('bright_value', 'rw', { type: 'value', min: 10, max }),
              property('colour_data', 'rw', { type: 'string', maxlen: 255 }),
            ),
          ),
          1,
        );
      lamp(1000).should.eql({ kind: 'Colour', ...fine, form: 'hsv' });
      lamp(255).should.eql({ kind: 'Colour', ...coarse, form: 'rgbhsv' });
    });

    it('that counts to 1000 where either side of a specification says that the brightness does', () => {
      const rows = [row('colour_data', 'Json')];
      const usual = { kind: 'Colour', form: 'json' };
      for (const code of ['bright_value', 'bright_value_v2', 'bright_value_1']) {
        const bright = row(code, 'Integer', { min: 10, max: 1000 });
        typeIn(readSpecification({ functions: [...rows, bright], status: rows })).should.eql({
          ...usual,
          ...fine,
        });
        typeIn(readSpecification({ functions: rows, status: [bright] })).should.eql({ ...usual, ...fine });
      }
      for (const code of ['temp_value', 'not_bright_value']) {
        const other = row(code, 'Integer', { min: 0, max: 1000 });
        typeIn(readSpecification({ functions: [...rows, other], status: [] })).should.eql({
          ...usual,
          ...coarse,
        });
      }
    });

    it('that is written otherwise in the other generation', () => {
      const forms = (model: DeviceModel): unknown[] =>
        [...model.functions, ...model.status].map(({ type }) =>
          type.kind === 'Colour' ? type.form : type.kind,
        );
      const lamp = (max: number): DeviceModel => {
        const parts = { h: { max: 360 }, s: { max }, v: { max } };
        const rows = [row('colour_data', 'Json', parts), row('switch', 'Boolean')];
        return readSpecification({ functions: rows, status: rows });
      };
      forms(lentTo('thing', lamp(1000))).should.eql(['hsv', 'Boolean', 'hsv', 'Boolean']);
      forms(lentTo('thing', lamp(255))).should.eql(['rgbhsv', 'Boolean', 'rgbhsv', 'Boolean']);
      const digits = readThingModel(thing(property('colour_data_v2', 'rw', { type: 'string' })));
      forms(digits).should.eql(['hsv', 'hsv']);
      forms(lentTo('instructions', digits)).should.eql(['json', 'json']);
    });

    it('by nothing else', () => {
      specified('Json', {}, 'control_data').should.eql({ kind: 'Json' });
      specified('Json', {}, 'colour_data_mode').should.eql({ kind: 'Json' });
      specified('Raw', {}, 'colour_data').should.eql({ kind: 'Raw' });
      modelled({ type: 'string' }, 'scene_data').should.eql({ kind: 'String' });
    });
  });
});
