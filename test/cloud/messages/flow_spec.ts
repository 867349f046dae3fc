import should from 'should';
import { Ears } from '../../support/ears';
import { MessageRig, turns } from '../../support/message-rig';
import type { Membership } from '../../../nodes/cloud/messages/listener';
import type { Messages } from '../../../nodes/cloud/messages/messages';

const DESK = 'lamp0001desk';

describe('messages that flows acknowledge', () => {
  let rig: MessageRig;
  let messages: Messages;
  let ears: Ears;
  let flow: Membership;
  beforeEach(async () => {
    rig = await MessageRig.start();
    messages = rig.messages();
    ears = new Ears({ ack: 'flow', ackTimeout: 20_000 });
    flow = messages.join(ears);
    await ears.is('connected');
  });
  afterEach(() => rig.close());
  const publish = (value: unknown): string =>
    rig.cloud.messages.publish({ device: DESK, status: { n: value } })[0]?.id ?? '';

  it('come over a connection for a hundred at once, without a time for the server to send them anew', () => {
    should(rig.cloud.messages.connects[0]?.url).match(/\?subscriptionType=Failover&receiverQueueSize=100$/);
  });

  it('R25: are acknowledged when they are confirmed, once', async () => {
    const id = publish(1);
    await ears.heard(1);
    await rig.roundTrip();
    rig.cloud.messages.acked.should.eql([]);
    flow.confirm(id).should.be.true();
    flow.confirm(id).should.be.false();
    flow.confirm('CAoQKA==').should.be.false();
    await rig.cloud.messages.settled();
    rig.cloud.messages.record.acks.should.have.length(1);
  });

  it('R25: may be confirmed while they are being sent', async () => {
    ears.onReceive = ({ id }) => flow.confirm(id);
    publish(1);
    await rig.cloud.messages.settled();
    rig.cloud.messages.record.acks.should.have.length(1);
  });

  it('R25: that nobody confirms are told and acknowledged when their time is over', async () => {
    publish(1);
    await ears.heard(1);
    rig.clock.advance(20_000);
    ears.overdue.should.eql(ears.events);
    await rig.cloud.messages.settled();
  });

  it('R24: are acknowledged when their time is over, though who is told of it throws', async () => {
    ears.unconfirmed = () => {
      throw new Error('not mine');
    };
    publish(1);
    await ears.heard(1);
    rig.clock.advance(20_000);
    await rig.cloud.messages.settled();
  });

  it('R24: that a flow could not be handed are acknowledged, and not waited for', async () => {
    ears.onReceive = () => Promise.reject(new Error('no place'));
    const id = publish(1);
    await rig.cloud.messages.settled();
    flow.awaits(id).should.be.false();
    rig.clock.advance(20_000);
    ears.overdue.should.eql([]);
  });

  it('R25: that come again while a flow works on them are not sent again, and are acknowledged where they came last', async () => {
    const id = publish(1);
    await ears.heard(1);
    rig.cloud.messages.cutAll();
    await ears.is('lost');
    rig.clock.advance(500);
    await ears.is('connected');
    await rig.roundTrip();
    await turns(5);
    ears.events.should.have.length(1);
    flow.confirm(id).should.be.true();
    await rig.cloud.messages.settled();
    rig.cloud.messages.record.acks.should.have.length(1);
    rig.cloud.messages.strayAcks.should.eql([]);
  });

  it('R25: that were confirmed while there was no connection are acknowledged when they come again', async () => {
    const id = publish(1);
    await ears.heard(1);
    rig.cloud.messages.cutAll();
    await ears.is('lost');
    flow.confirm(id).should.be.true();
    await turns();
    rig.clock.advance(500);
    await rig.cloud.messages.settled();
    ears.events.should.have.length(1);
    rig.cloud.messages.record.acks.should.have.length(1);
  });

  it('are a hundred at once, and the next one comes when one is confirmed', async () => {
    for (let n = 0; n < 150; n++) publish(n);
    await ears.heard(100);
    await rig.roundTrip();
    ears.events.should.have.length(100);
    flow.confirm(ears.events[0]?.id ?? '').should.be.true();
    await ears.heard(101);
    for (let n = 1; n < 150; n++) {
      await ears.heard(n + 1);
      flow.confirm(ears.events[n]?.id ?? '').should.be.true();
    }
    await rig.cloud.messages.settled();
    ears.valuesOf('n').should.eql(Array.from({ length: 150 }, (_, n) => n));
  });

  it('R25: that come again when a hundred are worked on go on with the first that is confirmed', async () => {
    for (let n = 0; n < 101; n++) publish(n);
    await ears.heard(100);
    rig.cloud.messages.cutAll();
    await ears.is('lost');
    rig.clock.advance(500);
    await ears.is('connected');
    await rig.cloud.messages.sent(200);
    await rig.roundTrip();
    flow.confirm(ears.events[0]?.id ?? '').should.be.true();
    await ears.heard(101);
    ears.valuesOf('n').should.eql(Array.from({ length: 101 }, (_, n) => n));
  });

  it('beside others that acknowledge at once wait for the flow alone', async () => {
    const other = new Ears({ id: 'other' });
    messages.join(other);
    const id = publish(1);
    await other.heard(1);
    await rig.roundTrip();
    rig.cloud.messages.acked.should.eql([]);
    flow.confirm(id);
    await rig.cloud.messages.settled();
    rig.cloud.messages.connects.should.have.length(1);
  });

  it('are asked for with another connection when the first flow comes, and when the last one goes', async () => {
    const other = new Ears({ id: 'other' });
    messages.join(other);
    await flow.leave(false);
    await rig.cloud.messages.handshakes(2);
    await other.is('connected');
    other.states.map(({ is }) => is).should.eql(['connected', 'connecting', 'connected']);
    should(rig.cloud.messages.connects[1]?.url).match(/ackTimeoutMillis/);
    should(rig.cloud.messages.connects[0]?.code).equal(1000);
    messages.join(ears);
    await rig.cloud.messages.handshakes(3);
    should(rig.cloud.messages.connects[2]?.url).match(/receiverQueueSize/);
  });

  it('R19: stay confirmable for who comes back', async () => {
    const id = publish(1);
    await ears.heard(1);
    await flow.leave(true);
    const back = new Ears({ ack: 'flow' });
    const membership = messages.join(back);
    membership.confirm(id).should.be.true();
    await rig.cloud.messages.settled();
    back.events.should.have.length(0);
  });

  it('R19: of one who is deleted are acknowledged', async () => {
    publish(1);
    await ears.heard(1);
    await flow.leave(false);
    await rig.cloud.messages.settled();
  });

  it('R19: of one who does not come back are acknowledged when the deploy has ended', async () => {
    messages.join(new Ears({ id: 'other', wants: () => false }));
    publish(1);
    await ears.heard(1);
    await flow.leave(true);
    messages.deployEnded();
    await rig.cloud.messages.settled();
  });

  it('R19: of one who does not wait for confirmations any more are acknowledged', async () => {
    publish(1);
    await ears.heard(1);
    await flow.leave(true);
    messages.join(new Ears());
    await rig.cloud.messages.settled();
  });

  it('R19: that were not confirmed when the account is closed are owed to the flow, and to nobody else', async () => {
    const other = new Ears({ id: 'other' });
    messages.join(other);
    publish(1);
    await other.heard(1);
    await messages.close();
    rig.cloud.messages.acked.should.eql([]);
    const again = rig.messages();
    const [otherBack, back] = [new Ears({ id: 'other' }), new Ears({ ack: 'flow' })];
    again.join(otherBack);
    const membership = again.join(back);
    await back.heard(1);
    rig.cloud.messages.loseAcks();
    membership.confirm(back.events[0]?.id ?? '').should.be.true();
    await rig.cloud.messages.acks(1);
    rig.cloud.messages.cutAll();
    await back.is('lost');
    rig.clock.advance(500);
    await rig.cloud.messages.settled();
    back.events.should.have.length(1);
    otherBack.events.should.have.length(0);
  });
});
