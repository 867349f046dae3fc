import 'should';
import { Share } from '../../../nodes/cloud/pace/share';

describe('the share of exchanges', () => {
  it('is the first turn, and then one in four', () => {
    const share = new Share();
    share.isDue.should.be.true();
    share.started(true);
    for (let turn = 0; turn < 3; turn++) {
      share.isDue.should.be.false();
      share.started(false);
    }
    share.isDue.should.be.true();
    share.started(false);
    share.isDue.should.be.true();
  });

  it('is two under way at once', () => {
    const share = new Share();
    share.started(true);
    share.isFull.should.be.false();
    share.started(false);
    share.isFull.should.be.false();
    share.started(true);
    share.isFull.should.be.true();
    share.ended();
    share.isFull.should.be.false();
  });
});
