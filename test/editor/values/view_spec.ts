import 'should';
import { needsModel, viewOf } from '../../../nodes/editor/values/view';
import type { Situation } from '../../../nodes/editor/values/view';

const BODY = '{"commands":[{"code":"a","value":1}]}';
const SITUATION: Situation = {
  target: { shape: 'commands', device: 'd', asked: {} },
  bodyType: 'json',
  body: BODY,
  wish: undefined,
  knowledge: { is: 'known', model: { functions: [], status: [] } },
};
const PLAIN = { rows: undefined, isPlain: true, note: undefined, offer: undefined };

describe('whether a body is rows or a plain field', () => {
  for (const [what, change, view, asks] of [
    [
      'a plain command for a device',
      {},
      { rows: [{ code: 'a', value: 1 }], isPlain: false, offer: 'plain' },
      true,
    ],
    ['a call that sends no values', { target: undefined }, {}, false],
    [
      'no device yet',
      { target: { shape: 'commands', device: undefined, asked: {} } },
      { note: 'noDevice' },
      false,
    ],
    [
      'no device, and a body that the message brings',
      { target: { shape: 'commands', device: undefined, asked: {} }, bodyType: 'msg' },
      {},
      false,
    ],
    [
      'a model that was just asked for',
      { knowledge: { is: 'asked' } },
      { isPlain: false, note: 'asking', offer: 'plain' },
      true,
    ],
    ['a model that cannot be had', { knowledge: { is: 'unknown', why: '' } }, { note: 'unknown' }, true],
    ['the payload of the message', { bodyType: 'auto' }, { offer: 'rows' }, false],
    ['an expression', { bodyType: 'jsonata' }, { offer: 'rows' }, false],
    ['somebody who wants the plain field', { wish: 'plain' }, { offer: 'rows' }, false],
    ['a body that says more than values', { body: '{"commands":[],"more":1}' }, {}, false],
    [
      'one that says more, and a wish for rows',
      { body: '{"commands":[],"more":1}', wish: 'rows' },
      {},
      false,
    ],
  ] as [string, Partial<Situation>, object, boolean][]) {
    it(`${what}: ${JSON.stringify(view)}`, () => {
      const situation = { ...SITUATION, ...change };
      viewOf(situation).should.eql({ ...PLAIN, ...view });
      needsModel(situation).should.equal(asks);
    });
  }
});
