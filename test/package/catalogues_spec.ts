import Ajv from 'ajv';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import { root } from '../support/root';

const read = (file: string): unknown => JSON.parse(readFileSync(join(root, 'nodes/cloud', file), 'utf8'));

for (const [name, broken] of [
  ['catalogue/operations', [{ id: 'x', paths: '/v1.0/x' }]],
  ['errors/error-codes', { 1106: { cause: 'x', hint: 'y', remedy: 'pray' } }],
] as [string, unknown][]) {
  describe(`the catalogue ${name}.json`, () => {
    const ajv = new Ajv({ allErrors: true });
    const valid = ajv.compile(read(`${name}.schema.json`) as object);

    it('is as its schema says', () => {
      valid(read(`${name}.json`));
      (valid.errors ?? []).map(({ dataPath, message }) => `${dataPath} ${message ?? ''}`).should.eql([]);
    });

    it('a row of another shape is refused', () => {
      [valid(broken)].should.eql([false]);
    });
  });
}
