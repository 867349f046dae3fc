import 'should';
import { measureRealtime } from './realtime';

describe('those who listen', function () {
  this.timeout(120_000); // many processes, on a machine that may be busy

  it('hear every message, and tell how fast, how late and in how much heap', async () => {
    const scale = { rounds: 1, frames: 50, drops: 5, points: 2, each: 30 };
    const { listeners, speeds, delays, latest, heaps } = await measureRealtime(scale);
    listeners.should.eql(['this client', 'tuya-event in Node-RED', 'ws by hand']);
    for (const figures of [speeds, delays, latest]) {
      figures.should.have.length(1);
      (figures[0] ?? []).should.have.length(3);
      (figures[0] ?? []).every((value) => value > 0 && Number.isFinite(value)).should.equal(true);
    }
    // The latest of a few is never earlier than the one in the middle.
    (latest[0] ?? []).every((value, n) => value >= (delays[0]?.[n] ?? Infinity)).should.equal(true);
    heaps.map((values) => values.length).should.eql([3, 3, 3]);
  });
});
