import 'should';
import { roundUp, svg } from './svg';
import { parsed } from './svg-parts';

describe('the frame of a chart', () => {
  it('rounds up to 1, 2 or 5 and zeros', () => {
    [0.3, 1, 1.1, 3, 50, 51, 101].map(roundUp).should.eql([0.5, 1, 2, 5, 50, 100, 200]);
  });

  it('of nothing is 1 high', () => {
    [0, -1, NaN].map(roundUp).should.eql([1, 1, 1]);
  });

  it('has colours for both grounds, and needs nothing from elsewhere', () => {
    const whole = svg('x', 10, []);
    whole.should.containEql('@media (prefers-color-scheme: dark)');
    whole.replace('http://www.w3.org/2000/svg', '').should.not.match(/https?:|@import|url\(|<script/);
    parsed(whole).texts.should.have.length(1);
  });
});
