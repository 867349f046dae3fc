import 'should';
import { partsOfHint, withSignedText } from '../../../nodes/cloud/errors/signed-text';

describe('the text that was signed, in a hint', () => {
  it('stands at the end, and can be taken off again', () => {
    const hint = withSignedText('Check the secret.', 'id\nGET');
    hint.should.equal('Check the secret. Signed was: "id\\nGET"');
    partsOfHint(hint).should.eql({ advice: 'Check the secret.', signed: 'Signed was: "id\\nGET"' });
  });

  it('also where there is no advice', () => {
    partsOfHint(withSignedText('', 'GET')).should.eql({ advice: '', signed: 'Signed was: "GET"' });
  });

  it('other hints are advice alone', () => {
    partsOfHint('Check the clock.').should.eql({ advice: 'Check the clock.', signed: undefined });
  });
});
