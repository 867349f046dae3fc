import 'should';
import { Latest } from '../../nodes/cloud/latest';

describe('the latest of many', () => {
  for (const [what, names, left] of [
    ['are all there while they fit', 'a b c', 'a b c'],
    ['lose what was set the longest time ago', 'a b c d', 'b c d'],
    ['keep what was set again', 'a b c a d', 'c a d'],
    ['count what was set again once', 'a a a a b c', 'a b c'],
    ['never grow', 'a b c d e f g h', 'f g h'],
  ] as const) {
    it(what, () => {
      const latest = new Latest<number>(3);
      const all = names.split(' ');
      for (const [at, name] of all.entries()) latest.set(name, at);
      [...latest].should.eql(left.split(' ').map((name) => [name, all.lastIndexOf(name)]));
    });
  }
});
