import 'should';
import { TuyaError } from '../../../nodes/cloud';
import { isBlank, typedInput, valueOf } from '../../../nodes/runtime/node/typed-input';
import type { Message, Saved } from '../../../nodes/runtime/red-types';
import { useLiveNode } from '../../support/live-node';

describe('a typed input', () => {
  const live = useLiveNode();
  const value = (type: string, text: unknown, msg: object = {}): Promise<unknown> =>
    valueOf(live().flow, { field: 'query', type, value: text }, msg as Message);

  it('is read with the type that stands beside it, else the usual one', () => {
    const saved = { query: '{}', queryType: 'flow', path: '/v1.0', pathType: '' } as unknown as Saved;
    typedInput(saved, 'query', 'json').should.eql({ field: 'query', type: 'flow', value: '{}' });
    typedInput(saved, 'path', 'str').should.eql({ field: 'path', type: 'str', value: '/v1.0' });
    typedInput(saved, 'uid', 'msg', 'user').should.eql({ field: 'user', type: 'msg', value: '' });
  });

  it('is blank when nothing but blanks was entered', () => {
    const blank = (text: unknown): boolean => isBlank({ field: 'x', type: 'str', value: text });
    ['', '  ', ' x ', 0, {}].map(blank).should.eql([true, true, false, false, false]);
  });

  for (const [type, text, expected] of [
    ['str', 'text', 'text'],
    ['str', 7, '7'],
    ['msg', 'a.b', 5],
    ['msg', 'absent', undefined],
    ['json', '{"x":[1]}', { x: [1] }],
    ['json', ' ', undefined],
    ['jsonata', 'a.b + 1', 6],
    ['jsonata', '$substring("abc", 1)', 'bc'],
    ['none', 'whatever', undefined],
    ['flow', 'kept', 'in the flow'],
    ['env', 'TUYA_TEST_UNSET', ''],
  ] as [string, unknown, unknown][]) {
    it(`${type} ${JSON.stringify(text)}`, async () => {
      live().node.context().flow.set('kept', 'in the flow');
      [await value(type, text, { a: { b: 5 } })].should.eql([expected]);
    });
  }

  it('JSON that the flow holds as an object is taken as it is', async () => {
    const object = { x: 1 };
    ((await value('json', object)) === object).should.be.true();
  });

  for (const [type, text, reason] of [
    ['json', '{', /query cannot be read: it is not valid JSON/],
    ['jsonata', '(', /query cannot be read: the JSONata expression is not valid or fails/],
    ['jsonata', '$error("secret")', /the JSONata expression is not valid or fails/],
    ['msg', '[', /query cannot be read: there is no such value/],
  ] as [string, string, RegExp][]) {
    it(`${type} ${text} that cannot be read is told by its field, and never repeated`, async () => {
      const error = await value(type, text).then(
        () => undefined,
        (thrown: unknown) => thrown as TuyaError,
      );
      if (!(error instanceof TuyaError)) throw new Error('It was read');
      error.code.should.equal('TUYA_BAD_REQUEST');
      error.message.should.match(reason).and.not.match(/secret/);
      error.hint.should.match(/field query/);
    });
  }
});
