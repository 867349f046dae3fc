import should from 'should';
import { variableOf } from '../../nodes/shared/variable';

describe('an environment variable', () => {
  for (const [value, name] of [
    ['${A}', 'A'],
    ['$(A)', 'A'],
    ['${my.name-1}', 'my.name-1'],
    ['$(A(1))', 'A(1)'],
  ] as const) {
    it(`${value} is one`, () => {
      should(variableOf(value)).equal(name);
    });
  }

  for (const plain of [
    '',
    'A',
    '$A',
    '${A',
    '${A)',
    '$(A}',
    '${}',
    '$()',
    '${A B}',
    'x${A}',
    '${A}x',
    7,
    undefined,
    null,
  ]) {
    it(`${String(plain)} is none`, () => {
      should(variableOf(plain)).be.undefined();
    });
  }
});
