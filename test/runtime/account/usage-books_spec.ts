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
  restingBook,
} from '../../../nodes/runtime/account/usage-books';
import type { UsagePlace } from '../../../nodes/runtime/account/usage-books';
import { PLACED, helper } from '../../support/flow-rig';
import { useLiveNode } from '../../support/live-node';

describe('where the counts are kept', () => {
  let userDir: string;
  before(() => {
    userDir = mkdtempSync(join(tmpdir(), 'tuya-books-'));
    helper.settings({ userDir });
  });
  const live = useLiveNode({
    more: [{ id: 'named', ...PLACED, type: 'tuya-request', name: 'Hall', account: '', wires: [[]] }],
  });
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

  it('what is still to be written when an account is deleted does not come back after it', async () => {
    const { RED, node } = live().flow;
    const place = placeOf('late');
    const book = openBook(RED, place, node);
    await book.ready();
    spend(place);
    await dropUsage(RED, 'late');
    const folders = readdirSync(join(userDir, 'tuya-usage'));
    await book.close();
    readdirSync(join(userDir, 'tuya-usage')).should.eql(folders);
  });

  it('an account that works no more shows the book of the key that it had last', () => {
    spend(placeOf('resting', 'firstkey'));
    spend(placeOf('resting', 'lastkey'));
    spend(placeOf('another', 'otherkey'));
    should(restingBook('resting')).equal(bookOf(live().flow.RED, placeOf('resting', 'lastkey')));
    (restingBook('nobody') === undefined).should.be.true();
  });

  it('each context store has a book of its own, and simple mode keeps it in a file, whatever was chosen before', () => {
    const inStore = (mode: string, tokenStore: string): UsagePlace => ({
      id: 'stores',
      settings: readAccount({ mode, tokenStore }, { client_id: 'key', secret: 'secret' }),
    });
    spend(inStore('code', 'default'));
    [inStore('code', 'default'), inStore('code', 'memory'), inStore('simple', 'default'), placeOf('stores')]
      .map(calls)
      .should.eql([1, 0, 0, 0]);
    spend(inStore('simple', 'default'));
    calls(placeOf('stores')).should.equal(1);
  });

  it('a dialog keeps to the budget of its form', () => {
    const settings = readAccount(
      { budget: 1, overBudget: 'stop all' },
      { client_id: 'key', secret: 'secret' },
    );
    const place = { id: 'budget', settings };
    spend(place);
    (() => {
      spend(place);
    }).should.throw(/budget/);
    calls(place).should.equal(1);
  });

  it('a node’s name is kept with its calls, so that it has one when it is gone', async () => {
    const { RED, node } = live().flow;
    const place = placeOf('names');
    const book = openBook(RED, place, node);
    await book.ready();
    dialogMeter(RED, place).leave({ kind: 'read', by: 'named', repeat: false });
    await book.close();
    should(book.ledger.month().nodes.get('named')).have.property('name', 'Hall');
    await dropUsage(RED, 'names');
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
