import 'should';
import { Told } from './told';

describe('the listener of a soak', () => {
  it('has nothing to say when each token is told once, and then used', () => {
    const told = new Told();
    told.hear('one');
    told.use('one');
    told.hear('two');
    told.use('one');
    told.use('two');
    told.wrong.should.eql([]);
    told.count.should.equal(2);
  });

  it('notices a token that is told twice, and one that is used and was not told, and shows neither', () => {
    const told = new Told();
    told.hear('one');
    told.hear('one');
    told.use('other');
    told.wrong.should.eql(['a token was told twice', 'a token was used and had not been told']);
  });
});
