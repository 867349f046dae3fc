import fc from 'fast-check';
import 'should';
import { OPERATIONS } from '../../../nodes/cloud/catalogue/operations';
import { bodyOf, rowsIn, shapeOf } from '../../../nodes/editor/values/command-body';
import type { Shape } from '../../../nodes/editor/values/command-body';

describe('the body of a command as rows', () => {
  it('three calls send values to a device', () => {
    const shaped = OPERATIONS.filter((one) => shapeOf(one) !== undefined);
    shaped.map(({ id }) => id).should.eql(['send-commands', 'send-iot03-commands', 'issue-properties']);
    for (const operation of shaped) {
      const shape = shapeOf(operation) ?? 'commands';
      (rowsIn(JSON.stringify(operation.body), shape) ?? []).should.have.length(1);
    }
    (shapeOf(undefined) === undefined).should.be.true();
  });

  for (const [shape, body, rows] of [
    [
      'commands',
      '{"commands":[{"code":"a","value":1},{"value":null,"code":"a"}]}',
      [
        ['a', 1],
        ['a', null],
      ],
    ],
    [
      'commands',
      '{"a":true,"b":"x"}',
      [
        ['a', true],
        ['b', 'x'],
      ],
    ],
    ['commands', '', []],
    ['commands', '{}', []],
    ['commands', '{"commands":[]}', []],
    ['properties', '{"properties":{"a":{"h":1}}}', [['a', { h: 1 }]]],
    ['properties', '{"properties":"{\\"a\\":true}"}', [['a', true]]],
    ['properties', '{"a":1}', [['a', 1]]],
  ] as [Shape, string, [string, unknown][]][]) {
    it(`${shape}: ${body || 'an empty body'} has ${rows.length} rows`, () => {
      (rowsIn(body, shape) ?? ['none']).should.eql(rows.map(([code, value]) => ({ code, value })));
    });
  }

  for (const [shape, body] of [
    ['commands', '{"commands":[{"code":"a","value":1,"more":2}]}'],
    ['commands', '{"commands":[{"code":"a"}]}'],
    ['commands', '{"commands":[{"code":7,"value":1}]}'],
    ['commands', '{"commands":["a"]}'],
    ['commands', '{"commands":{"a":1}}'],
    ['commands', '{"commands":[],"more":1}'],
    ['commands', '{"properties":{"a":1}}'],
    ['properties', '{"commands":[]}'],
    ['properties', '{"properties":[1]}'],
    ['properties', '{"properties":"{"}'],
    ['commands', '[1]'],
    ['commands', '7'],
    ['commands', 'null'],
    ['commands', '{"commands":'],
    ['commands', '{"commands":[{"code":"id","value":12345678901234567890}]}'],
  ] as [Shape, string][]) {
    it(`${shape}: ${body} would lose something as rows`, () => {
      (rowsIn(body, shape) === undefined).should.be.true();
    });
  }

  it('rows are written in Tuya’s own shape', () => {
    bodyOf([{ code: 'a', value: true }], 'commands').should.equal('{"commands":[{"code":"a","value":true}]}');
    bodyOf([{ code: 'a', value: true }], 'properties').should.equal('{"properties":{"a":true}}');
  });

  it('what was written is read back, whatever it is', () => {
    const value = fc.jsonValue().filter((one) => !/\d{16}/.test(JSON.stringify(one)));
    const code = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__' && !/^\d/.test(text));
    const rows = fc.uniqueArray(fc.record({ code, value }), { selector: (row) => row.code });
    fc.assert(
      fc.property(rows, fc.constantFrom<Shape>('commands', 'properties'), (some, shape) => {
        const plain = some.map((row) => JSON.parse(JSON.stringify(row)) as unknown);
        (rowsIn(bodyOf(some, shape), shape) ?? ['none']).should.eql(plain);
      }),
    );
  });
});
