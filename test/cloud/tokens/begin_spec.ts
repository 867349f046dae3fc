import 'should';
import { Begin } from '../../../nodes/cloud/tokens/begin';

describe('when a token call begins', () => {
  it('those who wait are told once, those who come later at once, and nobody may ask for nothing', () => {
    const begin = new Begin();
    const told: string[] = [];
    begin.add(() => told.push('early'));
    begin.add(undefined);
    told.should.eql([]);
    begin.now();
    told.should.eql(['early']);
    begin.add(() => told.push('late'));
    begin.add(undefined);
    told.should.eql(['early', 'late']);
    begin.now();
    told.should.eql(['early', 'late']);
  });
});
