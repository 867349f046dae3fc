import 'should';
import { Words } from '../../nodes/editor/words';
import { useTimeZone } from '../support/time-zone';

describe('numbers, days and spans in the language of the editor', () => {
  const [english, german] = [new Words('en-US'), new Words('de')];

  it('a number has the marks of its language', () => {
    english.number(26_000).should.equal('26,000');
    german.number(26_000).should.equal('26.000');
  });

  describe('where the browser is far west', () => {
    useTimeZone('Pacific/Honolulu');

    it('a day stays the day that Node-RED has said', () => {
      english.day('2026-12-01').should.equal('December 1');
      german.day('2026-12-01').should.equal('1. Dezember');
      english.month('2026-12').should.equal('December 2026');
    });
  });

  it('a moment is that of the reader, in the way of the language', () => {
    const noon = new Date(2026, 10, 5, 13, 7).getTime();
    english.moment(noon).should.match(/^Nov 5, 2026, 1:07\sPM$/);
    german.moment(noon).should.equal('05.11.2026, 13:07');
    new Words('ja').moment(noon).should.equal('2026/11/05 13:07');
  });

  it('a list has the commas of the language', () => {
    german.list(['a', 'b', 'c']).should.equal('a, b, c');
    new Words('ja').list(['a', 'b', 'c']).should.equal('a、b、c');
  });

  it('a span is said in the unit that people would take', () => {
    const said = [0.2, 45, 89, 90, 3 * 60, 89 * 60, 90 * 60, 5 * 3600, 40 * 3600, 5 * 86_400].map((seconds) =>
      english.span(seconds, Math.round),
    );
    said.should.eql([
      '1 second',
      '45 seconds',
      '89 seconds',
      '2 minutes',
      '3 minutes',
      '89 minutes',
      '2 hours',
      '5 hours',
      '2 days',
      '5 days',
    ]);
    german.span(22 * 60, Math.round).should.equal('22 Minuten');
  });

  it('whoever may ask every 21.2 minutes is told 22', () => {
    english.span(21.2 * 60, Math.ceil).should.equal('22 minutes');
  });
});
