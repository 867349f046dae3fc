import 'should';
import type { CallerAsks } from './caller';
import type { CloudAsks } from './cloud';
import { Child } from './talk';

describe('processes of the bench', () => {
  it('answer what they are asked', async () => {
    const cloud = Child.start<CloudAsks>('cloud');
    try {
      (await cloud.ask('open')).should.match(/^http:\/\/127\.0\.0\.1:\d+$/);
      await cloud.ask('project', { client_id: 'x', secret: 'y', old: false });
      (await cloud.ask('tally', 'x')).should.eql({ tokens: 0, calls: 0, refused: 0 });
    } finally {
      await cloud.end();
    }
  });

  it('say what went wrong, and in which of them', async () => {
    const cloud = Child.start<CloudAsks>('cloud');
    try {
      await cloud.ask('tally', 'nobody').should.be.rejectedWith(/cloud.*tally.*There is no project nobody/s);
      (await cloud.ask('open')).should.startWith('http'); // it lives on
    } finally {
      await cloud.end();
    }
  });

  it('a question to one that ends is no question for ever', async () => {
    const cloud = Child.start<CloudAsks>('cloud');
    const judged = cloud.ask('open').should.be.rejectedWith(/ended before it answered "open"/);
    await cloud.end();
    await judged;
  });

  it('can be ended twice', async () => {
    const cloud = Child.start<CloudAsks>('cloud');
    await cloud.end();
    await cloud.end();
  });

  it('can look at their heap', async () => {
    const caller = Child.start<CallerAsks>('caller');
    try {
      (await caller.ask('heap')).should.be.above(1_000_000);
    } finally {
      await caller.end();
    }
  });
});
