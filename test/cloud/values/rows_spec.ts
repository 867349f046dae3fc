import should from 'should';
import { ownersIn, readRows, valuesOf } from '../../../nodes/cloud/values/rows';

const lamp = [
  { code: 'switch_led', value: true },
  { code: 'bright', value: 55 },
];
const state = { switch_led: true, bright: 55 };

describe('rows of code and value', () => {
  const note = (result: unknown, device = ''): string[] => {
    const seen: string[] = [];
    readRows(result, device, (owner, code, value) => {
      seen.push(`${owner.device}/${owner.product}/${code}=${String(value)}`);
      return value;
    });
    return seen;
  };

  for (const [what, result, seen] of [
    ['a state', lamp, ['d0//switch_led=true', 'd0//bright=55']],
    [
      'states of several devices',
      [
        { id: 'd1', status: [{ code: 'a', value: 1 }] },
        { id: 'd2', status: [{ code: 'a', value: 2 }] },
      ],
      ['d1//a=1', 'd2//a=2'],
    ],
    [
      'a device with its state',
      { id: 'd1', product_id: 'p1', status: [{ code: 'a', value: 1 }] },
      ['d1/p1/a=1'],
    ],
    [
      'a list of devices',
      { devices: [{ id: 'd1', productId: 'p1', status: [{ code: 'a', value: 1 }] }], has_more: false },
      ['d1/p1/a=1'],
    ],
    ['properties', { properties: [{ code: 'a', value: 1, dp_id: 1 }] }, ['d0//a=1']],
    ['a log', { device_id: 'd1', logs: [{ code: 'a', value: '1', event_time: 5 }] }, ['d1//a=1']],
    [
      'a device inside of another',
      { id: 'd1', subs: [{ id: 'd2', status: [{ code: 'a', value: 1 }] }] },
      ['d2//a=1'],
    ],
    [
      'a device inside of another, of a product that is not said',
      {
        id: 'd1',
        product_id: 'p1',
        status: [{ code: 'a', value: 1 }],
        subs: [{ id: 'd2', status: [{ code: 'a', value: 2 }] }],
      },
      ['d1/p1/a=1', 'd2//a=2'],
    ],
    [
      'a device that is named again inside of itself',
      {
        id: 'd1',
        product_id: 'p1',
        status: [{ code: 'a', value: 1 }],
        more: { id: 'd1', properties: [{ code: 'b', value: 2 }] },
      },
      ['d1/p1/a=1', 'd1/p1/b=2'],
    ],
    [
      'what is itself no device and has no rows',
      { id: 'home1', rooms: [], note: null, state: { status: [{ code: 'a', value: 1 }] } },
      ['d0//a=1'],
    ],
    ['a row whose id is none', { id: 7, status: [{ code: 'a', value: 1 }] }, ['d0//a=1']],
    ['functions, which have no value', { functions: [{ code: 'a', type: 'Boolean', values: '{}' }] }, []],
    ['rows without a code', [{ value: 1 }, { code: 7, value: 1 }], []],
    ['nothing', null, []],
  ] as const) {
    it(`are found in ${what}`, () => {
      note(result, 'd0').should.eql(seen);
    });
  }

  it('are read, and everything else stays as it is', () => {
    const result = { id: 'd1', name: 'Lamp', status: [{ code: 'a', value: 1, t: 5 }], none: null };
    should(readRows(result, '', (_, code, value) => [code, value])).eql({
      ...result,
      status: [{ code: 'a', value: ['a', 1], t: 5 }],
    });
    should(readRows(7, '', () => 8)).equal(7);
  });

  it('are not looked for without end', () => {
    const within = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
      let deep: unknown = [{ code: 'a', value: 1 }];
      for (let i = 0; i < depth; i++) deep = wrap(deep);
      return deep;
    };
    for (const wrap of [(inner: unknown) => [inner], (inner: unknown) => ({ inner })]) {
      note(within(12, wrap), 'd').should.eql(['d//a=1']);
      note(within(13, wrap), 'd').should.eql([]);
      note(within(5000, wrap), 'd').should.eql([]);
    }
  });

  it('have owners, each once, with the product that any row knows', () => {
    ownersIn(
      [
        { id: 'd1', status: [{ code: 'a', value: 1 }] },
        { id: 'd1', product_id: 'p1', status: lamp },
        { id: 'd2', product_id: 'p2', status: lamp },
        { id: 'd2', status: lamp },
        { id: 'd3', status: [] },
      ],
      '',
    ).should.eql([
      { device: 'd1', product: 'p1' },
      { device: 'd2', product: 'p2' },
    ]);
    ownersIn(lamp, '').should.eql([]);
    ownersIn(lamp, 'd0').should.eql([{ device: 'd0', product: '' }]);
  });
});

describe('a result as values', () => {
  for (const [what, result, values] of [
    ['rows of one device', lamp, state],
    ['no rows', [], {}],
    ['a device with its state', { id: 'd1', name: 'Lamp', status: lamp }, state],
    ['properties', { properties: lamp }, state],
    [
      'states of several',
      [
        { id: 'd1', status: lamp },
        { id: 'd2', status: [] },
      ],
      { d1: state, d2: {} },
    ],
    ['a list of devices', { devices: [{ id: 'd1', status: lamp }], has_more: true }, { d1: state }],
    ['a list by another name', { list: [{ device_id: 'd1', status: lamp }] }, { d1: state }],
    ['a list without rows', { list: [], total: 0 }, {}],
    [
      'a code that stands there twice',
      [
        { code: 'a', value: 1 },
        { code: 'a', value: 2 },
      ],
      { a: 1 },
    ],
  ] as const) {
    it(`has ${what}`, () => {
      should(valuesOf(result)).eql(values);
    });
  }

  for (const [what, result] of [
    ['a log', { logs: [{ code: 'a', value: 1, event_time: 5 }], device_id: 'd1' }],
    ['devices without states', [{ id: 'd1', name: 'Lamp' }]],
    ['devices without ids', [{ status: lamp }]],
    ['some with and some without', [{ id: 'd1', status: lamp }, { id: 'd2' }]],
    ['a state in one word', { status: 'on' }],
    ['numbers', [1, 2]],
    ['true', true],
    ['nothing', undefined],
    ['a model', { model: '{}' }],
  ] as const) {
    it(`stays as it is: ${what}`, () => {
      should(valuesOf(result)).equal(result);
    });
  }

  it('has a code of any name', () => {
    should(JSON.stringify(valuesOf([{ code: '__proto__', value: 1 }]))).equal('{"__proto__":1}');
  });
});
