import 'should';
import { Broker } from './broker';
import { Consumer } from './consumer';
import type { Frame } from './consumer';
import { produce } from './produce';
import { quiet } from './quiet';
import { burst } from './reports';
import { Topics } from './topics';

const SECRET = 'accessKeyesttesttesttesttesttest';

const idsOf = (frames: readonly Frame[]): Set<string> => new Set(frames.map(({ messageId }) => messageId));

describe('a consumer of Apache Pulsar', () => {
  let broker: Broker;
  let topics: Topics;

  before(async () => {
    broker = await Broker.start();
  });
  after(() => broker.stop());

  let projects = 0;
  beforeEach(async () => {
    topics = await Topics.create(broker, `outages${++projects}`);
  });

  it('has what it did not acknowledge again on the same socket when its topic is handed on', async () => {
    const consumer = await Consumer.open(topics);
    await produce(topics, burst(60, 30, SECRET));
    await consumer.count(60);
    await topics.unload();
    await consumer.count(120);
    idsOf(consumer.frames).size.should.equal(60);
    consumer.ack(...consumer.frames);
    await topics.drained();
    consumer.isOpen.should.be.true();
    await consumer.terminate();
  });

  it('is dead behind an open socket after its topic was gone; ping and isEndOfTopic are answered all the same (R9)', async () => {
    const zombie = await Consumer.open(topics);
    await topics.remove();
    await quiet();
    await topics.restore();
    await topics.subscribe('sub');
    await produce(topics, burst(30, 30, SECRET));
    await zombie.ping();
    (await zombie.probe()).should.equal('{"endOfTopic":false}');
    const fresh = await Consumer.open(topics);
    await fresh.count(30);
    zombie.isOpen.should.be.true();
    zombie.frames.should.be.empty();
    await zombie.terminate();
    await fresh.terminate();
  });

  it('is dead behind an open socket once it has unsubscribed: no answer, and the subscription is gone', async () => {
    const consumer = await Consumer.open(topics);
    consumer.send('{"type":"unsubscribe"}');
    while ((await topics.standing()) !== undefined) await quiet();
    (await consumer.probe()).should.equal('{"endOfTopic":false}');
    consumer.answers.should.have.length(1);
    await consumer.terminate();
  });

  for (const [how, end, code] of [
    ['is stopped', () => broker.down(), 1005],
    ['is killed', () => broker.kill(), 1006],
  ] as const) {
    it(`sees ${code} when the broker ${how}, and finds after its return what was not acknowledged`, async () => {
      const consumer = await Consumer.open(topics);
      await produce(topics, burst(100, 30, SECRET));
      await consumer.count(100);
      const [acked, open] = [consumer.frames.slice(0, 50), consumer.frames.slice(50)];
      consumer.ack(...acked);
      while ((await topics.standing())?.backlog !== open.length) await quiet();
      await end();
      (await consumer.closed).should.eql({ code, reason: '' });
      await broker.up();
      const next = await Consumer.open(topics);
      await next.count(open.length);
      await quiet();
      // A broker that is killed may have lost acknowledgements too, so that there are more.
      const found = idsOf(next.frames);
      [...idsOf(open)].filter((id) => !found.has(id)).should.be.empty();
      if (code === 1005) found.size.should.equal(open.length);
      next.frames.every(({ redeliveryCount }) => redeliveryCount === 0).should.be.true();
      next.ack(...next.frames);
      await topics.drained();
      await next.terminate();
    });
  }
});

describe('an idle socket of Apache Pulsar', () => {
  const LIMIT = 2000;
  let broker: Broker;
  let topics: Topics;

  before(async () => {
    broker = await Broker.start({ webSocketSessionIdleTimeoutMillis: LIMIT });
    topics = await Topics.create(broker, 'idle');
  });
  after(() => broker.stop());

  it('is closed with 1001, unless it is pinged', async () => {
    const [idle, pinged] = [await Consumer.open(topics), await Consumer.open(topics)];
    const timer = setInterval(() => void pinged.ping(), LIMIT / 5);
    const { code, reason } = await idle.closed;
    await quiet();
    clearInterval(timer);
    code.should.equal(1001);
    // How long it was in truth: a little longer on a busy machine.
    const [, lived = '', limit = ''] =
      /^java\.util\.concurrent\.TimeoutException: Idle timeout expired: (\d+)\/(\d+) ms$/.exec(reason) ?? [];
    Number(limit).should.equal(LIMIT);
    Number(lived).should.be.aboveOrEqual(LIMIT);
    pinged.isOpen.should.be.true();
    await pinged.terminate();
  });
});
