import 'should';
import { hashOf, KEPT, Partition, Topic } from './topic';

const message = (at: number) => ({ key: 'a', payload: 'p', properties: undefined, at });

describe('a topic of the simulator', () => {
  it('event has eleven partitions, event-test and notice have none', () => {
    new Topic('event').partitions.map(({ number }) => number).should.eql([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const channel of ['event-test', 'notice'] as const) {
      new Topic(channel).partitions.map(({ number }) => number).should.eql([-1]);
    }
  });

  it('spreads keys as Java hashes them, each always to the same partition', () => {
    hashOf('hello').should.equal(99162322);
    hashOf('polygenelubricants').should.equal(0);
    const topic = new Topic('event');
    topic.of('hello').number.should.equal(99162322 % 11);
    topic.of(undefined).number.should.equal(0);
    const used = new Set(Array.from({ length: 200 }, (_, i) => topic.of(`device${i}`).number));
    used.size.should.equal(11);
  });

  it('counts the entries of each partition, whose ledgers differ', () => {
    const { partitions } = new Topic('event');
    const ledgers = new Set(partitions.map(({ ledger }) => ledger));
    ledgers.size.should.equal(11);
    const [first] = partitions;
    first.append(message(0)).entry.should.equal(0);
    const second = first.append(message(0));
    second.should.containEql({ entry: 1, ledger: first.ledger, partition: 0 });
    [first.at(1)].should.eql([second]);
    first.next.should.equal(2);
  });

  it('keeps a message for two hours', () => {
    const partition = new Partition(0, 1);
    partition.append(message(1000));
    partition.append(message(2000));
    partition.expire(1000 + KEPT - 1);
    partition.first.should.equal(0);
    partition.expire(1000 + KEPT);
    partition.first.should.equal(1);
    (partition.at(0) === undefined).should.be.true();
    (partition.at(1)?.at ?? 0).should.equal(2000);
    partition.expire(2000 + KEPT);
    partition.first.should.equal(2);
    partition.append(message(3000)).entry.should.equal(2);
  });
});
