import 'should';
import { Tally } from './tally';

describe('the tally of a soak', () => {
  it('has no doubt when each kind was played, met something and passed', () => {
    const tally = new Tally(['one', 'two']);
    tally.add('one', { met: 1, recovered: true });
    tally.add('two', { met: 0, recovered: true });
    tally.add('two', { met: 3, recovered: true });
    tally.doubts.should.eql([]);
  });

  it('doubts a run that never played a kind, or played it on nobody, or after which something stayed amiss', () => {
    const tally = new Tally(['never', 'nobody', 'amiss']);
    tally.add('nobody', { met: 0, recovered: true });
    tally.add('amiss', { met: 1, recovered: true });
    tally.add('amiss', { met: 1, recovered: false });
    tally.doubts.should.eql([
      'never: was never played',
      'nobody: never met anything',
      'amiss: 1 times it did not go well again',
    ]);
  });

  it('is a table of what was played, met and recovered', () => {
    const tally = new Tally(['N1 no name', 'L9']);
    tally.add('L9', { met: 12, recovered: true });
    tally.table
      .split('\n')
      .should.eql([
        '  fault         played       met recovered',
        '  N1 no name         0         0         0',
        '  L9                 1        12         1',
      ]);
  });

  it('knows only the kinds that it was given', () => {
    (() => {
      new Tally([]).add('another', { met: 1, recovered: true });
    }).should.throw(/no another/);
  });
});
