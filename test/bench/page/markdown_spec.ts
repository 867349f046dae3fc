import should from 'should';
import { table } from './markdown';

describe('tables of the page', () => {
  it('have columns of one width, numbers to the right', () => {
    table(
      ['Name', 'µs'],
      [
        ['a', '1,000'],
        ['longer', '2'],
      ],
    ).should.equal(
      ['| Name   |    µs |', '| ------ | ----: |', '| a      | 1,000 |', '| longer |     2 |'].join('\n'),
    );
  });

  it('keep a stroke in a name from being a column', () => {
    table(['a', 'b'], [['x|y', '1']]).should.containEql('x\\|y');
  });

  it('a cell that is missing is empty', () => {
    should(table(['a', 'b', 'c'], [['1', '2', '3'], ['1']]).split('\n')[3]).equal('| 1   |');
  });
});
