import { once } from 'node:events';
import 'should';
import { FakeClock } from '../../support/fake-clock';
import { startCloud } from '../index';
import type { Cloud } from '../index';
import { RawClient } from './raw-client';

const DESK = 'lamp0001desk';
const ON = { device: DESK, status: { switch_led: true } };

describe('a connection of the simulator', () => {
  let cloud: Cloud;
  let clock: FakeClock;
  beforeEach(async () => {
    clock = new FakeClock();
    cloud = await startCloud({ time: () => clock.now() });
  });
  afterEach(() => cloud.close());

  it('sends a message as Pulsar does, and waits for its acknowledgement', async () => {
    clock.wall = Date.UTC(2026, 8, 25, 12, 30, 0, 5);
    const client = await RawClient.connect(cloud);
    const [message] = cloud.messages.publish(ON);
    const frame = await client.frame();
    frame.should.have.properties({
      messageId: message?.id,
      payload: message?.payload,
      properties: { em: 'aes_gcm' },
      publishTime: '2026-09-25T20:30:00.005+08:00',
      redeliveryCount: 0,
      key: DESK,
    });
    cloud.messages.backlog().should.have.length(1);
    client.ack(frame);
    await cloud.messages.settled();
    cloud.messages.acked.should.eql([frame.messageId]);
    cloud.messages.strayAcks.should.be.empty();
  });

  it('records acknowledgements that come twice or for nothing', async () => {
    const client = await RawClient.connect(cloud);
    cloud.messages.publish(ON);
    const frame = await client.frame();
    client.ack(frame, frame, { messageId: 'CAoQKA==' });
    await cloud.messages.acks(3);
    cloud.messages.record.acks.map(({ outcome }) => outcome).should.eql(['acked', 'double', 'unknown']);
    cloud.messages.strayAcks.should.eql([frame.messageId, 'CAoQKA==']);
  });

  it('R15: stops at the size of the queue; an acknowledgement of any id makes room', async () => {
    const client = await RawClient.connect(cloud, {
      query: 'subscriptionType=Failover&receiverQueueSize=3',
    });
    cloud.messages.publish(ON, { copies: 5 });
    await client.frames(3);
    cloud.messages.record.sent.should.have.length(3);
    client.ack({ messageId: 'CAoQKA==' });
    await client.frame();
    cloud.messages.backlog().should.have.length(5);
    cloud.messages.record.sent.should.have.length(4);
    cloud.messages.open[0]?.pending.should.equal(3);
  });

  it('R15: takes a thousand frames where nothing else is asked for, and no more whatever is', async () => {
    for (const query of ['subscriptionType=Failover', 'subscriptionType=Failover&receiverQueueSize=5000']) {
      const client = await RawClient.connect(cloud, { query });
      if (cloud.messages.backlog().length === 0) cloud.messages.publish(ON, { copies: 1001 });
      await client.frames(1000);
      cloud.messages.open[0]?.pending.should.equal(1000);
      await client.close();
      await cloud.messages.disconnected();
    }
  });

  it('R11: drops between a frame and its acknowledgement, and sends it again as if for the first time', async () => {
    cloud.messages.dropBeforeAck();
    const client = await RawClient.connect(cloud);
    cloud.messages.publish(ON);
    const first = await client.frame();
    client.ack(first);
    (await client.closed).should.equal(1006);
    cloud.messages.record.acks.should.be.empty();
    const again = await RawClient.connect(cloud);
    (await again.frame()).should.eql(first);
  });

  it('R11: loses acknowledgements: the message is still open', async () => {
    cloud.messages.loseAcks();
    const client = await RawClient.connect(cloud);
    cloud.messages.publish(ON);
    const frame = await client.frame();
    client.ack(frame);
    await cloud.messages.acks(1);
    cloud.messages.backlog().should.have.length(1);
    client.ack(frame);
    await cloud.messages.settled();
  });

  it('R6: is closed after five minutes without a byte; a ping keeps it', async () => {
    const client = await RawClient.connect(cloud);
    clock.advance(299_999);
    cloud.messages.passTime();
    client.ws.ping();
    await once(client.ws, 'pong');
    clock.advance(299_999);
    cloud.messages.passTime();
    cloud.messages.open.should.have.length(1);
    clock.advance(1);
    cloud.messages.passTime();
    (await client.closed).should.equal(1001);
  });

  it('R6: an acknowledgement that is no JSON, or no id, tears it without a close frame', async () => {
    for (const text of ['{"messageId":', '[]', '5', '{"messageId":"AAAA"}']) {
      const client = await RawClient.connect(cloud);
      client.send(text);
      (await client.closed).should.equal(1006, text);
    }
  });

  it('R6: an id that is not base64, or missing, closes it with 1011', async () => {
    for (const command of [{ messageId: '%%%' }, { messageId: 'CAo-KA==' }, {}, { messageId: 5 }]) {
      const client = await RawClient.connect(cloud);
      client.send(command);
      (await client.closed).should.equal(1011, JSON.stringify(command));
    }
  });

  it('R9: answers isEndOfTopic, or does not know it', async () => {
    const client = await RawClient.connect(cloud);
    client.send({ type: 'isEndOfTopic' });
    (await client.frame()).should.eql({ endOfTopic: 'false' });
    cloud.messages.endOfTopic = 'silent';
    client.send({ type: 'isEndOfTopic' });
    await cloud.messages.probed(2);
    client.received.should.have.length(1);
    cloud.messages.endOfTopic = 'closes';
    client.send({ type: 'isEndOfTopic' });
    (await client.closed).should.equal(1011);
  });

  it('R9: a zombie pongs, but neither sends nor answers; its messages go to the next', async () => {
    const client = await RawClient.connect(cloud);
    cloud.messages.zombie();
    cloud.messages.publish(ON);
    client.send({ type: 'isEndOfTopic' });
    client.ws.ping();
    await once(client.ws, 'pong');
    client.received.should.be.empty();
    const next = await RawClient.connect(cloud);
    await next.frame();
  });

  it('R7: half open, it does not even pong', async () => {
    const client = await RawClient.connect(cloud);
    client.ws.ping();
    await once(client.ws, 'pong');
    cloud.messages.halfOpen();
    let ponged = false;
    client.ws.on('pong', () => (ponged = true));
    client.ws.ping();
    client.ack({ messageId: '%%%' });
    cloud.messages.publish(ON);
    // Another client's ping goes round the same loop later.
    const witness = await RawClient.connect(cloud, { channel: 'notice' });
    witness.ws.ping();
    await once(witness.ws, 'pong');
    ponged.should.be.false();
    client.received.should.be.empty();
    client.ws.terminate();
    await client.closed;
  });

  it('R6: ends with any code, a cut, a reset', async () => {
    for (const [end, code] of [
      [() => cloud.messages.closeAll(1001, 'going away'), 1001],
      [() => cloud.messages.closeAll(1011), 1011],
      [() => cloud.messages.cutAll(), 1006],
      [() => cloud.messages.resetAll(), 1006],
      [() => cloud.messages.sendBad('cut frame'), 1006],
      [() => cloud.messages.sendBad('invalid UTF-8'), 1006],
      [() => cloud.messages.sendBad('close code 3'), 1006],
    ] as const) {
      const client = await RawClient.connect(cloud);
      end();
      (await client.closed).should.equal(code, String(end));
      await cloud.messages.disconnected();
    }
  });

  it('R6: sends what is no message: text, bytes, two megabytes', async () => {
    const client = await RawClient.connect(cloud);
    cloud.messages.sendFrame('"hello"');
    cloud.messages.sendFrame(Buffer.from([0, 1]));
    cloud.messages.publish({ device: DESK, status: { text: 'x'.repeat(2 * 1024 * 1024) } });
    while (client.received.length < 3) await once(client.ws, 'taken');
    client.received.slice(0, 2).should.eql(['"hello"', Buffer.from([0, 1])]);
    String(client.received[2]).length.should.be.above(2 * 1024 * 1024);
  });

  it('an acknowledgement that is overdue brings everything again, and lowers no count', async () => {
    const client = await RawClient.connect(cloud, {
      query: 'subscriptionType=Failover&ackTimeoutMillis=30000',
    });
    cloud.messages.publish(ON, { copies: 2 });
    const [first] = await client.frames(2);
    if (first) client.ack(first);
    await cloud.messages.acks(1);
    clock.advance(30_000);
    cloud.messages.passTime();
    await client.frame();
    cloud.messages.open[0]?.pending.should.equal(2);
    cloud.messages.record.sent.should.have.length(3);
  });

  it('tells on a client that sends a negative acknowledgement or deletes the subscription', async () => {
    const client = await RawClient.connect(cloud);
    cloud.messages.publish(ON);
    const frame = await client.frame();
    client.send({ type: 'negativeAcknowledge', messageId: frame.messageId });
    (await client.frame()).should.eql(frame);
    client.send({ type: 'unsubscribe' });
    client.ws.ping();
    await once(client.ws, 'pong');
    (() => cloud.messages.backlog()).should.throw(/no subscription/);
    (() => cloud.messages.close()).should.throw(/never may: negativeAcknowledge, unsubscribe/);
    cloud.messages.forgive().should.be.empty();
  });
});
