import 'should';
import { Begin } from '../../../nodes/cloud/tokens/begin';

describe('the begin of a token call', () => {
  let begin: Begin;
  let told: string[];
  const tell = (name: string) => (): void => void told.push(name);
  beforeEach(() => {
    begin = new Begin();
    told = [];
  });

  it('is told to those who wait, in the order in which they came', () => {
    begin.add(tell('one'));
    begin.add(tell('two'));
    told.should.eql([]);
    begin.now();
    told.should.eql(['one', 'two']);
  });

  it('is told at once to those who come later', () => {
    begin.now();
    begin.add(tell('late'));
    told.should.eql(['late']);
  });

  it('is told to each once, however often it begins', () => {
    begin.add(tell('one'));
    begin.now();
    begin.now();
    told.should.eql(['one']);
  });

  it('one who joins while the others are told is told too', () => {
    begin.add(() => {
      begin.add(tell('inner'));
      tell('outer')();
    });
    begin.now();
    told.should.eql(['inner', 'outer']);
  });

  it('who need not be told is left in peace, before and after', () => {
    begin.add(undefined);
    begin.add(tell('one'));
    begin.now();
    begin.add(undefined);
    told.should.eql(['one']);
  });
});
