import { once } from 'node:events';
import 'should';
import { FakeClock } from '../../support/fake-clock';
import { startCloud } from '../index';
import type { Cloud } from '../index';
import type { Messages, Stored } from './index';
import { RawClient } from './raw-client';
import type { Frame } from './raw-client';

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
    cloud.messages.open.map(({ pending }) => pending).should.eql([3]);
  });

  it('R15: takes a thousand frames where nothing else is asked for, and no more whatever is', async () => {
    for (const query of ['subscriptionType=Failover', 'subscriptionType=Failover&receiverQueueSize=5000']) {
      const client = await RawClient.connect(cloud, { query });
      if (cloud.messages.backlog().length === 0) cloud.messages.publish(ON, { copies: 1001 });
      await client.frames(1000);
      cloud.messages.open.map(({ pending }) => pending).should.eql([1000]);
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
    for (const text of ['{"messageId":', '', '[]', '5', '{"messageId":""}', '{"messageId":"YWJj"}']) {
      const client = await RawClient.connect(cloud);
      client.send(text);
      (await client.closed).should.equal(1006, text);
    }
  });

  it('R6: an id that is not base64, or missing, closes it with 1011', async () => {
    for (const [command, why] of [
      [{ messageId: '***' }, /^Illegal base64 character 2a$/],
      [{ messageId: 'CAo-KA==' }, /^Illegal base64 character 2d$/],
      [{}, /because "src" is null$/],
      [{ type: 'ping' }, /because "src" is null$/],
      [null, /because "command" is null$/],
    ] as const) {
      const client = await RawClient.connect(cloud);
      client.send(command);
      const [code, reason] = (await once(client.ws, 'close')) as [number, Buffer];
      code.should.equal(1011, JSON.stringify(command));
      reason.toString().should.match(why);
    }
  });

  it('takes no notice of binary frames', async () => {
    const client = await RawClient.connect(cloud);
    client.ws.send(Buffer.from('{'));
    client.ws.send(Buffer.from('{"type":"isEndOfTopic"}'));
    client.ws.ping();
    await once(client.ws, 'pong');
    client.received.should.be.empty();
    cloud.messages.record.probes.should.be.empty();
  });

  it('R9: answers isEndOfTopic, or does not know it', async () => {
    const client = await RawClient.connect(cloud);
    client.send({ type: 'isEndOfTopic' });
    (await client.frame()).should.eql({ endOfTopic: false });
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

  it('R9: a zombie of a proxy whose topic was gone answers isEndOfTopic all the same', async () => {
    const client = await RawClient.connect(cloud);
    cloud.messages.zombie({ answers: true });
    cloud.messages.publish(ON);
    client.ack({ messageId: 'CAoQKA==' });
    client.send({ type: 'isEndOfTopic' });
    (await client.frame()).should.eql({ endOfTopic: false });
    client.received.should.have.length(1);
    cloud.messages.record.acks.should.be.empty();
  });

  it('R11: what is not acknowledged comes again on the same socket when the topic is handed on', async () => {
    const client = await RawClient.connect(cloud);
    cloud.messages.publish(ON, { copies: 2 });
    const [first, second] = (await client.frames(2)) as [Frame, Frame];
    client.ack(first);
    await cloud.messages.acks(1);
    cloud.messages.handOn();
    (await client.frame()).should.eql(second);
    cloud.messages.record.sent.should.have.length(3);
    cloud.messages.missingAcks.should.eql([second.messageId]);
  });

  it('R11: what was acknowledged can come again', async () => {
    const client = await RawClient.connect(cloud);
    const [message] = cloud.messages.publish(ON) as [Stored];
    const frame = await client.frame();
    client.ack(frame);
    await cloud.messages.settled();
    cloud.messages.repeat(message);
    await cloud.messages.sent(2);
    (await client.frame()).should.eql(frame);
  });

  it('R18: consumers are sorted by the name that they give', async () => {
    const query = 'subscriptionType=Failover&consumerName=';
    const [z, a] = [
      await RawClient.connect(cloud, { query: `${query}z` }),
      await RawClient.connect(cloud, { query: `${query}a` }),
    ];
    cloud.messages.publish({ device: 'a', status: { x: 1 } }); // 97 lies in partition 9, which is the second one's
    (await z.frame()).should.have.property('key', 'a');
    a.received.should.be.empty();
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
      [
        (it: Messages) => {
          it.closeAll(1001, 'going away');
        },
        1001,
      ],
      [
        (it: Messages) => {
          it.closeAll(1011);
        },
        1011,
      ],
      [
        (it: Messages) => {
          it.closeAll();
        },
        1005,
      ],
      [
        (it: Messages) => {
          it.cutAll();
        },
        1006,
      ],
      [
        (it: Messages) => {
          it.resetAll();
        },
        1006,
      ],
      [
        (it: Messages) => {
          it.sendBad('cut frame');
        },
        1006,
      ],
      [
        (it: Messages) => {
          it.sendBad('invalid UTF-8');
        },
        1006,
      ],
      [
        (it: Messages) => {
          it.sendBad('close code 3');
        },
        1006,
      ],
    ] as const) {
      const client = await RawClient.connect(cloud);
      end(cloud.messages);
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

  it('R6: closes with 1009 on what is larger than a mebibyte', async () => {
    const client = await RawClient.connect(cloud);
    client.send(`{"type":"isEndOfTopic"}${' '.repeat(1024 * 1024 - 23)}`);
    (await client.frame()).should.eql({ endOfTopic: false });
    client.send(`{"type":"isEndOfTopic"}${' '.repeat(1024 * 1024 - 22)}`);
    (await client.closed).should.equal(1009);
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
    cloud.messages.open.map(({ pending }) => pending).should.eql([2]);
    cloud.messages.record.sent.should.have.length(3);
  });

  it('what was acknowledged in time is not overdue', async () => {
    const client = await RawClient.connect(cloud, {
      query: 'subscriptionType=Failover&ackTimeoutMillis=30000',
    });
    cloud.messages.publish(ON);
    client.ack(await client.frame());
    await cloud.messages.settled();
    clock.advance(20_000);
    cloud.messages.publish(ON);
    await client.frame();
    clock.advance(10_000);
    cloud.messages.passTime();
    cloud.messages.record.sent.should.have.length(2);
  });

  it('tells on a client that sends a negative acknowledgement or deletes the subscription', async () => {
    const client = await RawClient.connect(cloud);
    cloud.messages.publish(ON);
    cloud.messages.publish({ device: 'b', status: { x: 1 } }); // of another partition
    const [frame] = (await client.frames(2)) as [Frame];
    client.send({ type: 'negativeAcknowledge', messageId: frame.messageId });
    (await client.frame()).should.eql(frame);
    client.ws.ping();
    await once(client.ws, 'pong');
    client.received.should.have.length(3);
    client.send({ type: 'unsubscribe' });
    client.ws.ping();
    await once(client.ws, 'pong');
    (() => cloud.messages.backlog()).should.throw(/no subscription/);
    (() => {
      cloud.messages.close();
    }).should.throw(/never may: negativeAcknowledge, unsubscribe/);
    cloud.messages.forgive().should.be.empty();
  });
});
