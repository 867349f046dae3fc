import 'should';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { TokenReport } from '../../../nodes/cloud/tokens/token-news';
import type { TokenNews } from '../../../nodes/cloud/tokens/token-news';

describe('what the life of a token tells of the account', () => {
  let report: TokenReport;
  let told: TokenNews[];
  let stop: () => void;
  beforeEach(() => {
    [report, told] = [new TokenReport(), []];
    stop = report.onNews((news) => told.push(news));
  });

  it('that Tuya gave one, or the error with which it did not', () => {
    const error = new TuyaError('TUYA_1004', 'no');
    report.asked(error);
    report.asked();
    told.should.eql([
      { about: 'key', error },
      { about: 'key', error: undefined },
    ]);
  });

  it('that another program takes them, when two in a row are refused as soon as they are there', () => {
    report.tokenRefused(true);
    report.tokenTaken(true);
    told.should.eql([]);
    report.tokenRefused(true);
    told.should.eql([{ about: 'rival', taken: true }]);
  });

  it('that it takes them no more, when one has grown old and still counts', () => {
    report.tokenTaken(false);
    told.should.eql([]);
    report.tokenRefused(true);
    report.tokenRefused(true);
    report.tokenTaken(true);
    report.tokenTaken(false);
    report.tokenTaken(false);
    told.slice(1).should.eql([{ about: 'rival', taken: false }]);
    report.tokenRefused(true);
    told.should.have.length(2);
  });

  it('nothing of one that is refused when it is old', () => {
    for (let i = 0; i < 5; i++) report.tokenRefused(false);
    told.should.eql([]);
  });

  it('nothing to who has left', () => {
    stop();
    report.asked();
    told.should.eql([]);
  });
});
