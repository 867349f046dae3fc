import should from 'should';
import { merged } from '../../../nodes/cloud/storage/known-users';
import type { Known } from '../../../nodes/cloud/storage/known-users';
import type { UserRecord } from '../../../nodes/cloud/storage/user-record';

const record = (login: number, rotation = 0): UserRecord => ({
  uid: 'anna',
  access_token: 'a',
  refresh_token: 'r',
  expires_at: 1,
  base_url: '',
  authorized_at: 1,
  login,
  rotation,
});
const known = (standing: 'stored' | 'new' | 'changed' | 'doubted', of = record(2, 2)): Known => ({
  record: of,
  standing,
});

describe('memory and storage', () => {
  it('nothing stored: somebody else has removed the user, unless the storage never had this login', () => {
    for (const standing of ['stored', 'changed', 'doubted'] as const) {
      (merged(known(standing), 'nothing') === undefined).should.be.true(standing);
    }
    (merged(undefined, 'nothing') === undefined).should.be.true();
    should(merged(known('new'), 'nothing')).eql(known('new'));
  });

  it('what is stored counts when it is newer or the same', () => {
    for (const standing of ['stored', 'new', 'changed', 'doubted'] as const) {
      for (const stored of [record(3, 0), record(2, 3), record(2, 2)]) {
        should(merged(known(standing), stored)).eql({ record: stored, standing: 'stored' });
      }
    }
    should(merged(undefined, record(1))).eql(known('stored', record(1)));
    should(merged({ standing: 'removed' }, record(1))).eql(known('stored', record(1)));
  });

  it('an older copy does not count, and is to be replaced', () => {
    for (const stored of [record(1, 9), record(2, 1)]) {
      should(merged(known('stored'), stored)).eql(known('changed'));
      should(merged(known('changed'), stored)).eql(known('changed'));
      should(merged(known('new'), stored)).eql(known('new'));
    }
  });

  it('an older copy counts when memory is in doubt', () => {
    should(merged(known('doubted'), record(1))).eql(known('stored', record(1)));
  });

  it('what is damaged counts for nothing, and is to be replaced by what memory knows', () => {
    should(merged(known('stored'), 'damaged')).eql(known('changed'));
    should(merged(known('new'), 'damaged')).eql(known('new'));
    should(merged(known('doubted'), 'damaged')).eql(known('doubted'));
    (merged(undefined, 'damaged') === undefined).should.be.true();
  });
});
