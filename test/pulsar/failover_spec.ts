import 'should';
import { WebSocket } from 'ws';
import { placeOf } from '../simulator/messages/message-id';
import { Broker } from './broker';
import { Consumer } from './consumer';
import type { Frame } from './consumer';
import { produce } from './produce';
import { quiet } from './quiet';
import { burst } from './reports';
import { Topics } from './topics';

const SECRET = 'accessKeyesttesttesttesttesttest';
const FAILOVER = 'subscriptionType=Failover';

const devicesOf = (frames: readonly Frame[]): Set<string> => new Set(frames.map(({ key = '' }) => key));

describe('consumers that share a subscription of Apache Pulsar', () => {
  let broker: Broker;
  let topics: Topics;
  let first: Consumer;

  before(async () => {
    broker = await Broker.start();
  });
  after(() => broker.stop());

  let projects = 0;
  beforeEach(async () => {
    topics = await Topics.create(broker, `failover${++projects}`);
    first = await Consumer.open(topics, { query: `${FAILOVER}&consumerName=first` });
  });
  afterEach(() => first.terminate());

  /** Joins, and resolves when it has its share of the partitions. */
  async function second(): Promise<Consumer> {
    const consumer = await Consumer.open(topics, { query: `${FAILOVER}&consumerName=second` });
    while (!(await topics.standing())?.active.includes('second')) await quiet();
    return consumer;
  }

  it('have the devices between them, each one at one of the two', async () => {
    const other = await second();
    await produce(topics, burst(500, 100, SECRET));
    while (first.frames.length + other.frames.length < 500) await quiet();
    const mine = devicesOf(first.frames);
    const theirs = devicesOf(other.frames);
    mine.size.should.be.within(20, 80);
    (mine.size + theirs.size).should.equal(100);
    await other.terminate();
  });

  it('of a topic with one partition, one has all and the other nothing', async () => {
    const [a, b] = [
      await Consumer.open(topics, { channel: 'event-test' }),
      await Consumer.open(topics, { channel: 'event-test' }),
    ];
    await produce(topics, burst(50, 20, SECRET), 'event-test');
    while (a.frames.length + b.frames.length < 50) await quiet();
    [a.frames.length, b.frames.length].sort().should.eql([0, 50]);
    await a.terminate();
    await b.terminate();
  });

  it('inherit what the other had not acknowledged, and nothing tells that it was sent before', async () => {
    const other = await second();
    await produce(topics, burst(500, 100, SECRET));
    while (first.frames.length + other.frames.length < 500) await quiet();
    await other.terminate();
    await first.count(500);
    new Set(first.frames.map(({ messageId }) => messageId)).size.should.equal(500);
    first.frames.every(({ redeliveryCount }) => redeliveryCount === 0).should.be.true();
    first.ack(...first.frames);
    await topics.drained();
  });

  it('have a message twice where one joins while the other holds it; either ack is the last', async () => {
    await produce(topics, burst(200, 100, SECRET));
    await first.count(200);
    const other = await second();
    while (other.frames.length === 0) await quiet();
    await quiet();
    const twice = new Set(other.frames.map(({ messageId }) => messageId));
    first.frames.filter(({ messageId }) => twice.has(messageId)).should.have.length(twice.size);
    first.ack(...first.frames);
    await topics.drained();
    await other.terminate();
  });

  it('have all again, of all partitions, when one message was not acknowledged in time', async () => {
    await first.terminate();
    const hasty = await Consumer.open(topics, { query: `${FAILOVER}&ackTimeoutMillis=5000` });
    const [early, ...late] = burst(40, 40, SECRET);
    await produce(topics, early === undefined ? [] : [early]);
    await hasty.count(1);
    await quiet();
    await produce(topics, late);
    await hasty.count(80);
    devicesOf(hasty.frames.slice(40, 80)).size.should.equal(40);
    hasty.frames.every(({ redeliveryCount }) => redeliveryCount === 0).should.be.true();
    await hasty.terminate();
  });

  it('have a batch again as a whole when half of it was acknowledged', async () => {
    const ws = new WebSocket(
      `${topics.endpoint('producer', 'event')}?batchingEnabled=true&batchingMaxPublishDelay=200`,
    );
    ws.on('open', () => {
      for (const message of burst(20, 1, SECRET)) ws.send(JSON.stringify(message));
    });
    await first.count(20);
    ws.terminate();
    const places = first.frames.map(({ messageId }) => placeOf(Buffer.from(messageId, 'base64')));
    places
      .filter((place) => place?.batchIndex === 0 && place.batchSize === places.length)
      .should.have.length(1);
    first.ack(...first.frames.slice(0, 10));
    await first.probe();
    await first.close();
    const next = await Consumer.open(topics);
    await next.count(20);
    next.ack(...next.frames);
    await topics.drained();
    await next.terminate();
  });
});
