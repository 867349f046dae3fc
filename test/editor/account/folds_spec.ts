import 'should';
import { isUsual } from '../../../nodes/editor/account/folds';

describe('what is folded away in the account’s dialog', () => {
  for (const [name, value, usual] of [
    ['timeout', 15, true],
    ['timeout', '15', true],
    ['timeout', 'soon', false],
    ['timeout', undefined, true],
    ['rateLimit', 20, true],
    ['rateLimit', 0, false],
    ['subscription', 'sub', true],
    ['subscription', 'sub2', false],
    ['messageUrl', '', true],
    ['messageUrl', 'wss://a.example', false],
    ['tls', '_ADD_', true],
    ['proxy', '', true],
    ['proxy', 'a1b2', false],
    ['proxy', '${MY_PROXY}', false],
  ] as const) {
    it(`${name} ${String(value)} ${usual ? 'may be' : 'is not'}`, () => {
      isUsual(name, value).should.equal(usual);
    });
  }
});
