import { EventEmitter } from 'node:events';
import 'should';
import { onStarted } from '../../../nodes/runtime/account/deploys';
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
