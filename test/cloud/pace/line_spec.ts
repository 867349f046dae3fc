import 'should';
import { Line, Waiter } from '../../../nodes/cloud/pace/line';
import type { Ranks } from '../../../nodes/cloud/pace/line';
import { LOGIN } from '../../../nodes/cloud/pace/kind';
import { Abort } from '../../../nodes/cloud/time/signal';

const nothing = (): void => undefined;
const ranks: Ranks = { begin: nothing, remove: nothing };
const signal = new Abort();

function waiter(): Waiter {
  return new Waiter(ranks, { signal, kind: LOGIN }, nothing, nothing, undefined, true);
}

/** Who waits, from the first to the last; the same has to come out from behind. */
function inOrder(line: Line): Waiter[] {
  const found: Waiter[] = [];
  for (let next = line.first; next !== undefined; next = next.behind) found.push(next);
  const back: Waiter[] = [];
  for (let next = found.at(-1); next !== undefined; next = next.before) back.unshift(next);
  back.should.eql(found);
  return found;
}

describe('a line of calls', () => {
  let line: Line;
  let all: [Waiter, Waiter, Waiter];
  beforeEach(() => {
    line = new Line('key');
    all = [waiter(), waiter(), waiter()];
  });
  const fill = (): void => {
    for (const each of all) line.push(each);
  };
  /** By identity: two who wait look alike. */
  const shouldHold = (...expected: Waiter[]): void => {
    const found = inOrder(line);
    found.should.have.length(expected.length);
    found.every((one, i) => one === expected[i]).should.be.true();
  };

  it('knows its key, and is empty at first', () => {
    line.key.should.equal('key');
    shouldHold();
  });

  it('keeps the order in which they came, and each knows where it waits', () => {
    fill();
    shouldHold(...all);
    for (const { at } of all) (at === line).should.be.true();
  });

  it('the first leaves, the next is the first', () => {
    fill();
    line.remove(all[0]);
    shouldHold(all[1], all[2]);
  });

  it('one in the middle leaves, its neighbours close up', () => {
    fill();
    line.remove(all[1]);
    shouldHold(all[0], all[2]);
  });

  it('the last leaves, and who comes next stands behind those who are left', () => {
    fill();
    line.remove(all[2]);
    shouldHold(all[0], all[1]);
    const late = waiter();
    line.push(late);
    shouldHold(all[0], all[1], late);
  });

  it('when all have left it can be filled again', () => {
    fill();
    for (const each of all) line.remove(each);
    shouldHold();
    fill();
    shouldHold(...all);
  });

  it('who has left holds on to nobody, and may stand in another line', () => {
    fill();
    line.remove(all[1]);
    const { before, behind, at } = all[1];
    [before, behind, at].every((link) => link === undefined).should.be.true();
    const other = new Line('other');
    other.push(all[1]);
    (other.first === all[1]).should.be.true();
    (all[1].at === other).should.be.true();
    shouldHold(all[0], all[2]);
  });
});
