import 'should';
import { Heard } from './heard';
import { stamp } from './stamp';

describe('what a listener notes', () => {
  it('counts, and tells each delay from the time that the message brings', async () => {
    const heard = new Heard();
    heard.begin();
    const before = stamp();
    heard.note(before - 1000);
    heard.note(before - 5000);
    const { count, delays } = await heard.report(2);
    count.should.equal(2);
    const [one = 0, other = 0] = delays;
    one.should.be.aboveOrEqual(1000);
    other.should.be.aboveOrEqual(5000);
    (other - one).should.be.aboveOrEqual(4000);
  });

  it('waits for the last message before it reports', async () => {
    const heard = new Heard();
    heard.begin();
    heard.note(0);
    let told = false;
    const report = heard.report(2).then((one) => {
      told = true;
      return one;
    });
    await Promise.resolve();
    told.should.equal(false);
    heard.note(0);
    (await report).count.should.equal(2);
  });

  it('looks at the heap at the beginning and after each so many messages', async () => {
    const heard = new Heard();
    heard.begin(2);
    for (let n = 0; n < 5; n++) heard.note(0);
    const { heaps, delays } = await heard.report(5);
    heaps.should.have.length(3);
    heaps.every((bytes) => bytes > 0).should.equal(true);
    delays.should.eql([]);
  });

  it('begins anew', async () => {
    const heard = new Heard();
    heard.begin(1);
    heard.note(0);
    heard.begin();
    heard.note(0);
    const { count, heaps, delays } = await heard.report(1);
    count.should.equal(1);
    heaps.should.eql([]);
    delays.should.have.length(1);
  });
});
