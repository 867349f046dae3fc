import 'should';
import { Inbox } from '../../../nodes/cloud/messages/inbox';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the inbox', () => {
  const tap = { paused: 0, resumed: 0, pause: () => (tap.paused += 1), resume: () => (tap.resumed += 1) };
  let handled: number[];
  let held: boolean;
  let inbox: Inbox<number>;
  beforeEach(() => {
    tap.paused = tap.resumed = 0;
    handled = [];
    held = false;
    inbox = new Inbox(
      (item) => void handled.push(item),
      () => held,
      tap,
    );
  });
  const add = (count: number): void => {
    for (let n = 0; n < count; n++) inbox.add(n);
  };

  it('R16: deals with twenty in a turn of the event loop, in order', async () => {
    add(50);
    handled.should.have.length(0);
    for (const done of [20, 40, 50]) {
      await turn();
      handled.length.should.equal(done);
    }
    handled.should.eql([...handled].sort((a, b) => a - b));
  });

  it('R16: above five hundred nothing more is read, below a hundred it goes on', async () => {
    add(500);
    tap.paused.should.equal(0);
    add(10);
    tap.paused.should.equal(1);
    while (inbox.size >= 100) {
      tap.resumed.should.equal(0);
      await turn();
    }
    tap.resumed.should.equal(1);
    tap.paused.should.equal(1);
    add(501 - inbox.size);
    tap.paused.should.equal(2);
    inbox.clear();
  });

  it('R16: a hundred are still too many to go on', async () => {
    add(520);
    while (inbox.size > 100) await turn();
    [inbox.size, tap.resumed].should.eql([100, 0]);
    await turn();
    tap.resumed.should.equal(1);
  });

  it('while it is held nothing is dealt with, and then all of it', async () => {
    held = true;
    add(3);
    await turn();
    handled.should.have.length(0);
    held = false;
    inbox.wake();
    await turn();
    handled.should.eql([0, 1, 2]);
  });

  it('stops within a turn when something holds it', async () => {
    inbox = new Inbox(
      (item) => {
        handled.push(item);
        held = item === 1;
      },
      () => held,
      tap,
    );
    add(5);
    await turn();
    handled.should.eql([0, 1]);
  });

  it('forgets what waits, and pauses again after that', async () => {
    add(501);
    inbox.clear();
    inbox.size.should.equal(0);
    await turn();
    handled.should.have.length(0);
    add(501);
    tap.paused.should.equal(2);
  });
});
