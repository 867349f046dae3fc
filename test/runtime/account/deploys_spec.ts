import { EventEmitter } from 'node:events';
import 'should';
import {
  Deploys,
  afterUnlessOver,
  isDeploying,
  onDeployEnded,
  onStarted,
} from '../../../nodes/runtime/account/deploys';
import { FakeClock } from '../../support/fake-clock';
import type { Red } from '../../../nodes/runtime/red-types';

describe('the flows have started', () => {
  const start = (): { RED: Red; events: EventEmitter } => {
    const events = new EventEmitter();
    return { RED: { events } as unknown as Red, events };
  };

  it('tells a deploy with what it removed from a load', () => {
    const { RED, events } = start();
    const told: unknown[] = [];
    onStarted(RED, (removed) => told.push(removed));
    events.emit('flows:started', { diff: { removed: ['a'] } });
    events.emit('flows:started', { diff: undefined });
    events.emit('flows:started');
    told.should.eql([['a'], undefined, undefined]);
  });

  it('is one listener on Node-RED’s events for however many nodes, and none is told after it left', () => {
    const { RED, events } = start();
    let told = 0;
    const leave = Array.from({ length: 50 }, () =>
      onStarted(RED, () => {
        told++;
      }),
    );
    events.listenerCount('flows:started').should.equal(1);
    events.emit('flows:started', {});
    told.should.equal(50);
    for (const one of leave) one();
    events.emit('flows:started', {});
    told.should.equal(50);
  });
});

describe('a deploy', () => {
  const start = (): { RED: Red; events: EventEmitter; told: string[] } => {
    const events = new EventEmitter();
    const RED = { events } as unknown as Red;
    const told: string[] = [];
    onDeployEnded(RED, () => told.push(`ended ${isDeploying(RED)}`));
    onStarted(RED, () => told.push(`started ${isDeploying(RED)}`));
    return { RED, events, told };
  };

  it('is under way for who is started with the first, and from a stop or a start until the flows have started', () => {
    const { RED, events, told } = start();
    isDeploying(RED).should.be.true();
    events.emit('flows:started');
    isDeploying(RED).should.be.false();
    for (const name of ['flows:stopping', 'flows:starting']) {
      events.emit(name);
      isDeploying(RED).should.be.true();
      events.emit('flows:started');
      isDeploying(RED).should.be.false();
    }
    told.should.eql(Array.from({ length: 3 }, () => ['started true', 'ended false']).flat());
  });

  it('counts as ended after 25 seconds, should nobody say so', () => {
    const clock = new FakeClock();
    const events = new EventEmitter();
    const deploys = new Deploys(events, (ms, task) => clock.after(ms, task));
    let told = 0;
    deploys.ended.add(() => told++);
    events.emit('flows:started');
    clock.advance(60_000);
    told.should.equal(1); // it has ended once
    events.emit('flows:stopping');
    clock.advance(24_999);
    deploys.underWay.should.be.true();
    clock.advance(1);
    deploys.underWay.should.be.false();
    clock.advance(60_000);
    told.should.equal(2);
  });

  it('has that long from the last that was heard of it: whoever stops for long is not hurried at the start', () => {
    const clock = new FakeClock();
    const events = new EventEmitter();
    const deploys = new Deploys(events, (ms, task) => clock.after(ms, task));
    events.emit('flows:stopping');
    clock.advance(20_000);
    events.emit('flows:starting');
    clock.advance(24_999);
    deploys.underWay.should.be.true();
    clock.advance(1);
    deploys.underWay.should.be.false();
  });

  it('keeps no process from its end, and is forgotten once it has ended', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
    const before = timers();
    const told: string[] = [];
    afterUnlessOver(60_000, () => told.push('late'))();
    afterUnlessOver(1, () => told.push('cancelled'))();
    afterUnlessOver(1, () => told.push('due'));
    timers().should.equal(before);
    while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    told.should.eql(['due']);
  });

  it('tells nobody who has left that it has ended', () => {
    const { RED, events } = start();
    const stop = onDeployEnded(RED, () => {
      throw new Error('told');
    });
    stop();
    events.emit('flows:started');
  });
});
