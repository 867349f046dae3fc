import should from 'should';
import { hashOf } from '../simulator/messages/topic';
import { placeOf } from '../simulator/messages/message-id';
import { Broker } from './broker';
import { Consumer } from './consumer';
import type { Ending, Frame, Wish } from './consumer';
import { produce } from './produce';
import { burst, seal } from './reports';
import { quiet } from './quiet';
import { Topics } from './topics';

const SECRET = 'accessKeyesttesttesttesttesttest';
const PARTITIONS = 11;

describe("Apache Pulsar's WebSocket proxy", () => {
  let broker: Broker;
  let topics: Topics;
  const opened: Consumer[] = [];

  before(async () => {
    broker = await Broker.start();
    topics = await Topics.create(broker, 'proxyproject');
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((consumer) => consumer.terminate()));
  });
  after(() => broker.stop());

  async function open(wish?: Wish): Promise<Consumer> {
    const consumer = await Consumer.open(topics, wish);
    opened.push(consumer);
    return consumer;
  }

  /** A subscription of this test alone, for messages from now on. */
  let subscriptions = 0;
  async function newSubscription(): Promise<string> {
    const suffix = `of${++subscriptions}`;
    await topics.subscribe(suffix);
    return suffix;
  }

  it('sends a message as one frame with these fields; without a property it has an empty object', async () => {
    const suffix = await newSubscription();
    const consumer = await open({ suffix });
    const message = seal({ device: 'lamp', code: 'switch_1', value: true }, SECRET);
    await produce(topics, [message, { ...message, key: 'door', properties: {} }]);
    await consumer.count(2);
    const find = (key: string): Frame | undefined => consumer.frames.find((frame) => frame.key === key);
    const lamp = find('lamp');
    Object.keys({ ...lamp }).should.eql([
      'messageId',
      'payload',
      'properties',
      'publishTime',
      'redeliveryCount',
      'key',
    ]);
    should(lamp).containEql({ payload: message.payload, properties: { em: 'aes_gcm' }, redeliveryCount: 0 });
    String(lamp?.publishTime).should.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/);
    Math.abs(Date.now() - Date.parse(lamp?.publishTime ?? '')).should.be.below(60_000);
    should(find('door')?.properties).eql({});
  });

  it('chooses the partition by the hash of Java, and names it in the id', async () => {
    const consumer = await open({ suffix: await newSubscription() });
    await produce(topics, burst(60, 30, SECRET));
    await consumer.count(60);
    for (const { key = '', messageId } of consumer.frames) {
      const place = placeOf(Buffer.from(messageId, 'base64'));
      (place?.partition ?? -1).should.equal(hashOf(key) % PARTITIONS, key);
    }
  });

  it('sends the messages of a device in order', async () => {
    const consumer = await open({ suffix: await newSubscription() });
    consumer.acking = true;
    const sent = burst(2000, 40, SECRET);
    await produce(topics, sent);
    await consumer.count(sent.length);
    const payloadsOf = (list: readonly { key?: string; payload: string }[], device: string): string[] =>
      list.filter(({ key }) => key === device).map(({ payload }) => payload);
    for (let i = 0; i < 40; i++) {
      payloadsOf(consumer.frames, `device${i}`).should.eql(payloadsOf(sent, `device${i}`));
    }
  });

  for (const [query, limit] of [
    ['', 1000],
    ['&receiverQueueSize=5000', 1000],
    ['&receiverQueueSize=100', 100],
    ['&receiverQueueSize=1', 1],
  ] as const) {
    it(`${query === '' ? 'by itself' : query.slice(1)} it stops after ${limit} frames; each ack of whatever id lets one more through`, async () => {
      const suffix = await newSubscription();
      await produce(topics, burst(1010, 40, SECRET));
      const consumer = await open({ suffix, query: `subscriptionType=Failover${query}` });
      await consumer.count(limit);
      await quiet();
      consumer.frames.should.have.length(limit);
      consumer.ack(...consumer.frames.slice(0, 1));
      await consumer.count(limit + 1);
      consumer.ack(...consumer.frames.slice(0, 1)); // once more
      await consumer.count(limit + 2);
      consumer.send(JSON.stringify({ messageId: 'COcHEOcHGAA=' })); // of ledger 999, which is nowhere
      await consumer.count(limit + 3);
      await quiet();
      consumer.frames.should.have.length(limit + 3);
    });
  }

  it('takes the backlog of 3000 through when each frame is acknowledged, and then has none', async () => {
    const suffix = await newSubscription();
    await produce(topics, burst(3000, 40, SECRET));
    ((await topics.standing(suffix))?.backlog ?? 0).should.equal(3000);
    const consumer = await open({ suffix });
    consumer.acking = true;
    consumer.ack(...consumer.frames); // came before
    await consumer.count(3000);
    (await topics.drained(suffix)).consumers.should.equal(1);
  });

  it('answers no ack, neither a right one nor one that is late, unknown or of another partition', async () => {
    const suffix = await newSubscription();
    const consumer = await open({ suffix });
    await produce(topics, burst(1, 1, SECRET));
    await consumer.count(1);
    consumer.ack(...consumer.frames, ...consumer.frames);
    for (const messageId of ['COcHEOcHGAA=', 'COcHEOcH', 'COcHEOcHGDc='])
      consumer.send(JSON.stringify({ messageId }));
    (await consumer.probe()).should.equal('{"endOfTopic":false}');
    consumer.answers.should.have.length(1);
    await topics.drained(suffix);
  });

  it('takes no notice of a binary frame', async () => {
    const consumer = await open();
    consumer.send(Buffer.from('{'));
    consumer.send(Buffer.from('{"type":"isEndOfTopic"}'));
    await consumer.probe();
    await quiet();
    consumer.answers.should.have.length(1);
  });

  for (const [text, code, reason] of [
    ['{', 1006, /^$/],
    ['', 1006, /^$/],
    ['[]', 1006, /^$/],
    ['{"messageId":""}', 1006, /^$/],
    ['{"messageId":"YWJj"}', 1006, /^$/],
    ['{"messageId":"***"}', 1011, /^Illegal base64 character 2a$/],
    ['{"messageId":null}', 1011, /because "src" is null$/],
    ['{}', 1011, /because "src" is null$/],
    ['{"type":"ping"}', 1011, /because "src" is null$/],
    ['null', 1011, /because "command" is null$/],
  ] as const) {
    it(`closes with ${code} on ${text === '' ? 'an empty text' : text}`, async () => {
      const consumer = await open();
      consumer.send(text);
      const ending: Ending = await consumer.closed;
      ending.code.should.equal(code);
      ending.reason.should.match(reason);
    });
  }

  it('closes with 1009 on what is larger than a mebibyte', async () => {
    const consumer = await open();
    const padded = (length: number): string => '{"type":"isEndOfTopic"}'.padEnd(length);
    consumer.send(padded(1024 * 1024));
    while (consumer.answers.length === 0) await quiet();
    consumer.send(padded(1024 * 1024 + 1));
    (await consumer.closed).code.should.equal(1009);
  });

  const QUERY = 'subscriptionType=Failover';
  for (const [what, wish, status, reason] of [
    ['no such topic', { channel: 'notice' }, 404, /^Failed to create producer\/consumer: \{/],
    [
      'another type',
      { query: 'subscriptionType=Foo' },
      400,
      /^Invalid query params: Invalid subscriptionType Foo$/,
    ],
    [
      'a number that is none',
      { query: `${QUERY}&ackTimeoutMillis=abc` },
      400,
      /^Invalid query params: For input string/,
    ],
    ['a time-out below a second', { query: `${QUERY}&ackTimeoutMillis=5` }, 400, /greater than 1000 ms$/],
    [
      'no place for a frame',
      { query: `${QUERY}&receiverQueueSize=0` },
      500,
      /^Failed to create producer\/consumer: .*Receiver queue size/,
    ],
    ['a path that is too short', { rest: '' }, 400, /^Invalid query params: Invalid topic name format$/],
    ['a path that is too long', { rest: '/a/b/c' }, 400, /^Invalid query params: Invalid topic name format$/],
    ['no subscription', { rest: '/' }, 400, /^Invalid query params: Empty subscription name$/],
  ] as const) {
    it(`refuses ${what} with ${status} and a page whose title tells why`, async () => {
      const refusal = await Consumer.refused(topics, wish);
      refusal.status.should.equal(status);
      refusal.type.should.equal('text/html;charset=iso-8859-1');
      titleOf(refusal.page, status).should.match(reason);
      refusal.page.should.containEql('<tr><th>MESSAGE:</th><td>');
    });
  }

  it('refuses with 409 who comes with another type, or second to a subscription that is held alone', async () => {
    const suffix = await newSubscription();
    const held = await open({ suffix });
    for (const type of ['Exclusive', 'Shared']) {
      const { status, page } = await Consumer.refused(topics, { suffix, query: `subscriptionType=${type}` });
      status.should.equal(409);
      titleOf(page, 409).should.match(/Subscription is of different type. Active subscription type of/);
    }
    await held.close();
    await open({ suffix, query: 'subscriptionType=Exclusive' });
    const { status, page } = await Consumer.refused(topics, { suffix, query: 'subscriptionType=Exclusive' });
    status.should.equal(409);
    titleOf(page, 409).should.match(/Exclusive consumer is already connected/);
  });

  it('makes a subscription that is asked for and not there', async () => {
    await open({ suffix: 'unheard-of' });
    ((await topics.standing('unheard-of'))?.consumers ?? 0).should.equal(1);
  });
});

/** The reason in the title of a page, which may have several lines. */
function titleOf(page: string, status: number): string {
  const [, title = ''] = new RegExp(`<title>Error ${status} ([^]*?)</title>`).exec(page) ?? [];
  return title;
}
