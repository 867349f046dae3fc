import 'should';
import { DRAFT_TIME, Drafts } from '../../../nodes/runtime/admin/drafts';

describe('what a dialog brought for an account that is not deployed', () => {
  let now = 0;
  let dropped: string[] = [];
  let drafts: Drafts<string>;
  let timers: { at: number; task: () => void }[];
  /** Time goes on, to the next timer. */
  const wake = (): void => {
    const { at, task } = timers.shift() ?? { at: now, task: () => undefined };
    now = at;
    task();
  };
  beforeEach(() => {
    now = 1000;
    dropped = [];
    timers = [];
    drafts = new Drafts(
      { now: () => now, after: (ms, task) => timers.push({ at: now + ms, task }) },
      (id, draft) => dropped.push(`${id} ${draft}`),
    );
  });

  it('waits a day for its deploy, and is dropped then', () => {
    DRAFT_TIME.should.equal(24 * 3_600_000);
    drafts.keep('a', 'store');
    now += DRAFT_TIME - 1;
    String(drafts.get('a')).should.equal('store');
    dropped.should.eql([]);
    now += 1;
    (drafts.get('a') === undefined).should.be.true();
    dropped.should.eql(['a store']);
    drafts.get('a');
    dropped.should.have.length(1);
  });

  it('is dropped by the next draft of somebody else too', () => {
    drafts.keep('a', 'one');
    now += DRAFT_TIME;
    drafts.keep('b', 'two');
    dropped.should.eql(['a one']);
    String(drafts.get('b')).should.equal('two');
  });

  it('is none any more when its account is deployed', () => {
    drafts.keep('a', 'store');
    drafts.end('a');
    now += DRAFT_TIME;
    (drafts.get('a') === undefined).should.be.true();
    dropped.should.eql([]);
  });

  it('counts anew with each user', () => {
    drafts.keep('a', 'store');
    now += DRAFT_TIME - 1;
    drafts.keep('a', 'store');
    now += DRAFT_TIME - 1;
    String(drafts.get('a')).should.equal('store');
  });

  it('is dropped when its time is over although nobody asks', () => {
    drafts.keep('a', 'one');
    now += 1000;
    drafts.keep('b', 'two');
    wake();
    dropped.should.eql(['a one']);
    wake();
    dropped.should.eql(['a one', 'b two']);
    timers.should.have.length(0);
  });
});
