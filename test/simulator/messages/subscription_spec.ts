import 'should';
import { Subscription } from './subscription';
import type { Reader } from './subscription';
import { KEPT, Topic, hashOf } from './topic';
import type { Channel, Stored } from './topic';

class Consumer implements Reader {
  readonly got: Stored[] = [];
  room = Infinity;
  constructor(readonly name: string) {}
  takes(): boolean {
    return this.got.length < this.room;
  }
  deliver(message: Stored): void {
    this.got.push(message);
  }
}

function start(channel: Channel = 'event'): {
  subscription: Subscription;
  topic: Topic;
  put: (...keys: string[]) => Stored[];
  /** The moment is over in which somebody has taken over. */
  later: () => void;
} {
  const topic = new Topic(channel);
  const due: (() => void)[] = [];
  const subscription = new Subscription('x-sub', topic, (task) => due.push(task));
  const later = (): void => {
    for (const task of due.splice(0)) task();
  };
  const put = (...keys: string[]): Stored[] => {
    const stored = keys.map((key) =>
      topic.of(key).append({ key, payload: '', properties: undefined, at: 0 }),
    );
    subscription.dispatch();
    return stored;
  };
  return { subscription, topic, put, later };
}

const KEYS = Array.from({ length: 40 }, (_, i) => `device${i}`);
const sorted = (messages: Stored[]): string[] => messages.map(({ id }) => id).sort();

describe('a subscription of the simulator', () => {
  it('gives everything to one consumer, in order for each key', () => {
    const { subscription, put } = start();
    const one = new Consumer('one');
    subscription.join(one, 'Failover');
    const first = put(...KEYS);
    const second = put(...KEYS);
    sorted(one.got).should.eql(sorted([...first, ...second]));
    for (const key of KEYS) {
      const entries = one.got.filter((message) => message.key === key).map(({ entry }) => entry);
      entries.should.eql([...entries].sort((a, b) => a - b));
    }
  });

  it('R18: spreads partitions by name over consumers, whoever came first', () => {
    const { subscription } = start();
    const [b, a] = [new Consumer('b'), new Consumer('a')];
    subscription.join(b, 'Failover');
    subscription.partitionsOf(b).should.have.length(11);
    subscription.join(a, 'Failover');
    subscription.partitionsOf(a).should.eql([0, 2, 4, 6, 8, 10]);
    subscription.partitionsOf(b).should.eql([1, 3, 5, 7, 9]);
    subscription.leave(a);
    subscription.partitionsOf(b).should.have.length(11);
  });

  it('R18: without partitions the one that came first has all', () => {
    const { subscription, put, later } = start('event-test');
    const [b, a] = [new Consumer('b'), new Consumer('a')];
    subscription.join(b, 'Failover');
    subscription.join(a, 'Failover');
    put('x', 'y');
    b.got.should.have.length(2);
    a.got.should.have.length(0);
    subscription.leave(b);
    later();
    a.got.should.have.length(2);
  });

  it('what a consumer has not acknowledged goes to the next, once more and alone', () => {
    const { subscription, put } = start();
    const one = new Consumer('one');
    subscription.join(one, 'Failover');
    const [, second] = put('x', 'x', 'x') as [Stored, Stored, Stored];
    subscription.acknowledge(second).should.equal('acked');
    subscription.leave(one);
    const two = new Consumer('two');
    subscription.join(two, 'Failover');
    two.got.map(({ entry }) => entry).should.eql([0, 2]);
  });

  it('R18: who takes over gets what is new first, then all that is open, and the new once more', () => {
    for (const join of [true, false]) {
      const { subscription, put, later } = start();
      const [heir, other] = [new Consumer('a'), new Consumer('b')];
      subscription.join(other, 'Failover');
      if (!join) subscription.join(heir, 'Failover');
      const key = KEYS.find((one) => subscription.partitionsOf(other).includes(hashOf(one) % 11)) ?? '';
      const keyOfHeir = KEYS.find((one) => hashOf(one) % 11 === 0) ?? '';
      const contested = join ? keyOfHeir : key;
      const [, second] = put(contested, contested, contested) as [Stored, Stored, Stored];
      subscription.acknowledge(second);
      if (join) subscription.join(heir, 'Failover');
      else subscription.leave(other);
      put(contested);
      heir.got.map(({ entry }) => entry).should.eql([3]);
      later();
      heir.got.map(({ entry }) => entry).should.eql([3, 0, 2, 3]);
      later();
      heir.got.should.have.length(4);
    }
  });

  it('R18: who comes when nobody was there has all in order', () => {
    const { subscription, put } = start();
    const one = new Consumer('one');
    subscription.join(one, 'Failover');
    put('x', 'x');
    subscription.leave(one);
    put('x');
    const next = new Consumer('next');
    subscription.join(next, 'Failover');
    next.got.map(({ entry }) => entry).should.eql([0, 1, 2]);
  });

  it('brings back all that is open, in all partitions of a consumer or in one', () => {
    const { subscription, put } = start();
    const one = new Consumer('one');
    subscription.join(one, 'Failover');
    const [first, ...others] = put(...KEYS) as [Stored, ...Stored[]];
    subscription.acknowledge(first);
    subscription.rewind(one);
    one.got.should.have.length(2 * KEYS.length - 1);
    subscription.rewind(one, first.partition);
    one.got
      .slice(2 * KEYS.length - 1)
      .should.eql(others.filter(({ partition }) => partition === first.partition));
  });

  it('tells acknowledgements apart', () => {
    const { subscription, topic, put } = start();
    const [first, second, third] = put('x', 'x', 'x') as [Stored, Stored, Stored];
    subscription.acknowledge(second).should.equal('acked');
    subscription.acknowledge(second).should.equal('double');
    subscription.acknowledge(first).should.equal('acked');
    subscription.acknowledge(first).should.equal('double');
    subscription.acknowledge({ ...third, entry: 3 }).should.equal('unknown');
    subscription.acknowledge({ ...third, ledger: 9999 }).should.equal('unknown');
    subscription.acknowledge({ ...third, partition: -1 }).should.equal('unknown');
    const partition = topic.of('x');
    partition.expire(KEPT);
    subscription.skipExpired(partition);
    subscription.acknowledge(third).should.equal('expired');
    subscription.acknowledge(second).should.equal('double');
  });

  it('sends no more than a consumer takes, and the rest when it takes again', () => {
    const { subscription, put } = start();
    const one = new Consumer('one');
    one.room = 3;
    subscription.join(one, 'Failover');
    put(...KEYS);
    one.got.should.have.length(3);
    one.room = 5;
    subscription.dispatch();
    one.got.should.have.length(5);
    subscription.backlog.should.have.length(KEYS.length);
  });

  it('R21: what is too old is neither sent nor waited for', () => {
    const { subscription, topic, put } = start();
    put('x', 'x');
    subscription.isSettled.should.be.false();
    const partition = topic.of('x');
    partition.expire(KEPT);
    subscription.skipExpired(partition);
    subscription.isSettled.should.be.true();
    subscription.backlog.should.eql([]);
    const one = new Consumer('one');
    subscription.join(one, 'Failover');
    put('x');
    one.got.map(({ entry }) => entry).should.eql([2]);
  });

  it('begins with what comes after it', () => {
    const { topic, put } = start();
    put('x');
    const later = new Subscription('x-later', topic);
    later.backlog.should.eql([]);
    put('x');
    later.backlog.map(({ entry }) => entry).should.eql([1]);
  });

  it('admits one consumer that wants to be alone, and one type at a time', () => {
    const { subscription } = start();
    (subscription.refuses('Exclusive') === undefined).should.be.true();
    subscription.join(new Consumer('one'), 'Failover');
    (subscription.refuses('Failover') === undefined).should.be.true();
    String(subscription.refuses('Shared')).should.match(/different type/);
    String(subscription.refuses('Exclusive')).should.match(/different type/);
    const other = start().subscription;
    other.join(new Consumer('one'), 'Exclusive');
    String(other.refuses('Exclusive')).should.match(/already connected/);
    String(other.refuses('Failover')).should.match(/different type/);
  });
});
