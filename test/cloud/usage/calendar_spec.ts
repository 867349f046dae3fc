import 'should';
import { Calendar, daysIn, endOf, hourOf, monthsFrom, startOf } from '../../../nodes/cloud/usage/calendar';
import { useTimeZone } from '../../support/time-zone';

const HOUR = 3_600_000;

describe('the local time of the machine', () => {
  describe('in Berlin', () => {
    useTimeZone('Europe/Berlin');

    it('the day begins at midnight there, not in Greenwich', () => {
      const { month, day, hour } = hourOf(Date.parse('2026-10-31T23:30:00Z'));
      [month, day, hour].should.eql(['2026-11', 1, 0]);
    });

    it('in autumn the hour that comes twice is one, and in spring the one that is missing is none', () => {
      const autumn = [0, 1, 2].map((n) => hourOf(Date.parse('2026-10-25T00:30:00Z') + n * HOUR).hour);
      autumn.should.eql([2, 2, 3]);
      const spring = [0, 1].map((n) => hourOf(Date.parse('2026-03-29T00:30:00Z') + n * HOUR).hour);
      spring.should.eql([1, 3]);
    });

    it('a month begins and ends at midnight, summer time or not', () => {
      new Date(startOf('2026-10')).toISOString().should.equal('2026-09-30T22:00:00.000Z');
      new Date(endOf('2026-10')).toISOString().should.equal('2026-10-31T23:00:00.000Z');
      new Date(startOf('2026-10', 26)).toISOString().should.equal('2026-10-25T23:00:00.000Z');
    });
  });

  describe('where time zones differ by half an hour', () => {
    useTimeZone('Asia/Kolkata');

    it('an hour begins when it does there', () => {
      const { from, to, hour } = hourOf(Date.parse('2026-11-05T06:40:12.345Z'));
      hour.should.equal(12);
      new Date(from).toISOString().should.equal('2026-11-05T06:30:00.000Z');
      (to - from).should.equal(HOUR);
    });
  });

  it('the hour of now is another once it is over, and when the clock is set back', () => {
    const calendar = new Calendar();
    const noon = new Date(2026, 10, 5, 12).getTime();
    calendar.at(noon).hour.should.equal(12);
    calendar.at(noon + HOUR - 1).hour.should.equal(12);
    calendar.at(noon + HOUR).hour.should.equal(13);
    calendar.at(noon - 1).hour.should.equal(11);
    calendar.at(new Date(2026, 9, 31, 23).getTime()).month.should.equal('2026-10');
  });

  it('months follow each other, also from one year to the next', () => {
    monthsFrom('2026-12', 1).should.equal('2027-01');
    monthsFrom('2026-01', -1).should.equal('2025-12');
    monthsFrom('2026-11', -13).should.equal('2025-10');
    ['2026-02', '2028-02', '2026-11', '2026-12'].map(daysIn).should.eql([28, 29, 30, 31]);
  });
});
