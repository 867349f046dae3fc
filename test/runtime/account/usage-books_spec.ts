import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import should from 'should';
import { readAccount } from '../../../nodes/runtime/account/settings';
import {
  bookOf,
  dialogMeter,
  dropUsage,
  nodeName,
  openBook,
} from '../../../nodes/runtime/account/usage-books';
import type { UsagePlace } from '../../../nodes/runtime/account/usage-books';
import { helper } from '../../support/flow-rig';
import { useLiveNode } from '../../support/live-node';

describe('where the counts are kept', () => {
  let userDir: string;
  before(() => {
    userDir = mkdtempSync(join(tmpdir(), 'tuya-books-'));
    helper.settings({ userDir });
  });
  const live = useLiveNode();
  after(() => {
    helper.settings({});
    rmSync(userDir, { recursive: true, force: true });
  });
  const placeOf = (id: string, client_id = 'key'): UsagePlace => ({
    id,
    settings: readAccount({}, { client_id, secret: 'secret' }),
  });
  const spend = (place: UsagePlace): void => {
    dialogMeter(live().flow.RED, place).leave({ kind: 'read', by: '', repeat: false });
  };
  const calls = (place: UsagePlace): number => bookOf(live().flow.RED, place).ledger.month().calls;

  it('one book for each account and key in this process', () => {
    spend(placeOf('one'));
    spend(placeOf('one'));
    spend(placeOf('one', 'otherkey'));
    [placeOf('one'), placeOf('one', 'otherkey'), placeOf('two')].map(calls).should.eql([2, 1, 0]);
  });

  it('what a dialog spends stays in memory until the account is deployed, and goes with it', async () => {
    const { RED, node } = live().flow;
    const place = placeOf('kept');
    const folders = (): number =>
      existsSync(join(userDir, 'tuya-usage')) ? readdirSync(join(userDir, 'tuya-usage')).length : 0;
    const before = folders();
    spend(place);
    folders().should.equal(before);
    const book = openBook(RED, place, node);
    await book.ready();
    await book.close();
    folders().should.equal(before + 1);
    readdirSync(join(userDir, 'tuya-usage'), { recursive: true, encoding: 'utf8' })
      .join()
      .should.not.match(/kept|key/);
    await dropUsage(RED, 'kept');
    folders().should.equal(before);
    calls(place).should.equal(0);
  });

  it('dialogs that were cancelled do not fill the memory', () => {
    spend(placeOf('first'));
    for (let n = 0; n < 30; n++) spend(placeOf(`cancelled ${n}`));
    calls(placeOf('first')).should.equal(0);
    calls(placeOf('cancelled 29')).should.equal(1);
  });

  it('a node has its name, an empty one, or is not there', () => {
    const { RED } = live().flow;
    should(nodeName(RED, 'n')).equal('');
    (nodeName(RED, 'nobody') === undefined).should.be.true();
  });
});
