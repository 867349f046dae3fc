import should from 'should';
import type { Account } from '../../../nodes/cloud/account';
import type { TuyaClient } from '../../../nodes/cloud/client';
import { Consumers } from '../../../nodes/cloud/messages/consumers';
import type { Partner } from '../../../nodes/cloud/messages/consumers';
import { Memory } from '../../../nodes/cloud/messages/memory';
import type { Membership, MessagesState } from '../../../nodes/cloud/messages/listener';
import { consumerUrl, hostOf } from '../../../nodes/cloud/messages/address';
import { handshakeHeaders } from '../../../nodes/cloud/messages/handshake';
import type { Way } from '../../../nodes/cloud/wire/transport';
import { Abort } from '../../../nodes/cloud/time/signal';
import { TokenStore } from '../../../nodes/cloud/storage/token-store';
import { explained, refusal } from '../../../nodes/cloud/messages/refusal';
import type { Verdict } from '../../../nodes/cloud/messages/refusal';
import { countingMeter } from '../../support/counting-meter';
import { Ears } from '../../support/ears';
import { MessageRig } from '../../support/message-rig';
import { failureOf } from '../../support/rig';

const DESK = 'lamp0001desk';

describe('messages of two accounts with one key', () => {
  let rig: MessageRig;
  let one: TuyaClient;
  let other: TuyaClient;
  let ears: Ears;
  let others: Ears;
  beforeEach(async () => {
    rig = await MessageRig.start();
    one = rig.client();
    other = rig.client({ timeout: 7000 });
    ears = new Ears({ id: 'one' });
    others = new Ears({ id: 'other' });
  });
  afterEach(() => rig.close());
  const publish = (value: unknown): void => {
    rig.clock.advance(1);
    rig.cloud.messages.publish({ device: DESK, status: { n: value } });
  };
  const listen = async (): Promise<[Membership, Membership]> => {
    const members = [one.messages('event').join(ears), other.messages('event').join(others)] as const;
    await Promise.all([ears.is('connected'), others.is('connected')]);
    return [...members];
  };
  const settled = (): Promise<void> => rig.cloud.messages.settled();

  it('come over one connection, all of them to both', async () => {
    await listen();
    rig.cloud.messages.connects.should.have.length(1);
    for (let n = 0; n < 20; n++) rig.cloud.messages.publish({ device: `device${n}`, status: { n } });
    await settled();
    for (const { events } of [ears, others]) events.should.have.length(20);
    rig.cloud.messages.strayAcks.should.eql([]);
  });

  for (const [what, account, way] of [
    ['another subscription', { subscription: 'second' }, {}],
    ['another secret', { secret: 'another' }, {}],
    ['another proxy', {}, { proxyFor: () => new URL('http://127.0.0.1:9') }],
    ['TLS of its own', {}, { tls: { ca: 'a certificate' } }],
  ] as [string, Partial<Account>, Way][]) {
    it(`are those of another connection with ${what}`, async () => {
      one.messages('event').join(ears);
      await ears.is('connected');
      const third = rig.client(account, way).messages('event');
      third.state.should.eql({ is: 'closed' });
      const apart = new Ears({ id: 'apart' });
      third.join(apart);
      should(apart.states[0]).eql({ is: 'connecting' });
    });
  }

  it('are those of one connection where TLS and proxy say the same', async () => {
    const way = (): Way => ({ tls: { ca: [Buffer.from('x')] }, proxyFor: () => undefined });
    const [first, second] = [rig.client({}, way()), rig.client({}, way())];
    first.messages('event').join(ears);
    await ears.is('connected');
    second.messages('event').state.is.should.equal('connected');
  });

  it('are those of one connection where the same function checks the server, and of two with another one', async () => {
    const checking = (checkServerIdentity: () => undefined): MessagesState => {
      const account = rig.client({}, { tls: { checkServerIdentity } });
      const messages = account.messages('event');
      if (messages.state.is === 'closed') messages.join(ears);
      return messages.state;
    };
    const check = (): undefined => undefined;
    checking(check);
    await ears.is('connected');
    checking(check).is.should.equal('connected');
    checking(() => undefined).is.should.equal('connecting');
  });

  it('go on when one account is closed, and end with the last one', async () => {
    await listen();
    await one.close();
    should(ears.states.at(-1)).eql({ is: 'closed' });
    should(others.states.at(-1)?.is).equal('connected');
    other.messages('event').deployEnded();
    publish(1);
    await settled();
    others.valuesOf('n').should.eql([1]);
    ears.events.should.eql([]);
    await other.close();
    await rig.cloud.messages.disconnected();
    should(others.states.at(-1)).eql({ is: 'closed' });
    rig.cloud.messages.connects.should.have.length(1);
    rig.clock.waiting.should.equal(0);
  });

  it('come to nobody through an account that is closed', async () => {
    await listen();
    const before = one.messages('event');
    await one.close();
    const late = new Ears({ id: 'late' });
    const member = before.join(late);
    one.messages('event').join(late);
    late.states.map(({ is }) => is).should.eql(['closed', 'closed']);
    before.state.should.eql({ is: 'closed' });
    before.deployEnded();
    publish(1);
    await settled();
    late.events.should.eql([]);
    others.events.should.have.length(1);
    member.confirm('x').should.be.false();
    member.awaits('x').should.be.false();
    await member.leave(false);
  });

  it('wait for the account that is deployed anew, and come to both once and in order', async () => {
    const [member] = await listen();
    publish(1);
    await settled();
    const leaving = member.leave(true);
    publish(2);
    await Promise.all([leaving, one.close()]);
    publish(3);
    await rig.roundTrip();
    others.valuesOf('n').should.eql([1]);
    const again = new Ears({ id: 'one' });
    const client = rig.client();
    client.messages('event').join(again);
    client.messages('event').deployEnded();
    await settled();
    again.valuesOf('n').should.eql([2, 3]);
    others.valuesOf('n').should.eql([1, 2, 3]);
    rig.cloud.messages.connects.should.have.length(1);
    rig.cloud.messages.strayAcks.should.eql([]);
    await other.close();
    client.messages('event').deployEnded();
    publish(4);
    await again.heard(3);
    again.valuesOf('n').should.eql([2, 3, 4]);
  });

  it('wait for it also when it is closed before its nodes are', async () => {
    const [member] = await listen();
    await one.close();
    publish(1);
    await rig.roundTrip();
    others.events.should.eql([]);
    await member.leave(true);
    const again = new Ears({ id: 'one' });
    rig.client().messages('event').join(again);
    await settled();
    [again, others].map((each) => each.valuesOf('n')).should.eql([[1], [1]]);
  });

  it('do not wait for a node that has gone for good with its account', async () => {
    const [member] = await listen();
    await one.close();
    publish(1);
    await rig.roundTrip();
    others.events.should.eql([]);
    await member.leave(false);
    await settled();
    others.valuesOf('n').should.eql([1]);
  });

  it('wait no longer than 25 seconds', async () => {
    await listen();
    await one.close();
    publish(1);
    await rig.pass(24_998);
    others.events.should.eql([]);
    await rig.pass(1);
    await settled();
    others.valuesOf('n').should.eql([1]);
  });

  it('that a flow works on stay its own through a redeploy of its account: not acknowledged before, not sent twice', async () => {
    ears = new Ears({ id: 'one', ack: 'flow' });
    const [member] = await listen();
    publish(1);
    await Promise.all([ears.heard(1), others.heard(1)]);
    const id = ears.events[0]?.id ?? '';
    const leaving = member.leave(true);
    await Promise.all([leaving, one.close()]);
    const again = new Ears({ id: 'one', ack: 'flow' });
    const back = rig.client().messages('event').join(again);
    await rig.roundTrip();
    rig.cloud.messages.acked.should.eql([]);
    back.confirm(id).should.be.true();
    await settled();
    rig.cloud.messages.acked.should.eql([id]);
    [again, others].map(({ events }) => events.length).should.eql([0, 1]);
  });

  it('that a flow works on are sent to it again when both accounts are deployed anew', async () => {
    ears = new Ears({ id: 'one', ack: 'flow' });
    const [member, second] = await listen();
    publish(1);
    await Promise.all([ears.heard(1), others.heard(1)]);
    void member.leave(true);
    void second.leave(true);
    await Promise.all([one.close(), other.close()]);
    const [again, afresh] = [new Ears({ id: 'one', ack: 'flow' }), new Ears({ id: 'other' })];
    const back = rig.client().messages('event').join(again);
    rig.client().messages('event').join(afresh);
    await again.heard(1);
    back.confirm(again.events[0]?.id ?? '').should.be.true();
    await settled();
    [again, afresh].map((each) => each.valuesOf('n')).should.eql([[1], []]);
  });

  it('are not sent twice to an account that joins later, nor after the last has gone', async () => {
    await listen();
    publish(1);
    await settled();
    await Promise.all([one.close(), other.close()]);
    const again = new Ears({ id: 'one' });
    rig.client().messages('event').join(again);
    await again.is('connected');
    publish(2);
    await settled();
    again.valuesOf('n').should.eql([2]);
  });

  for (const [verdict, secret] of [
    ['good', undefined],
    ['refused', 'another'],
  ] as const) {
    it(`whose connection is refused are judged by an account that lives and can judge: ${verdict}`, async () => {
      const key = secret === undefined ? {} : { secret };
      const store = new TokenStore(rig.cloud, undefined, () => undefined);
      const code = rig.client({ mode: 'code', store, ...key });
      const [closed, simple] = [rig.client(key), rig.client(key)];
      code.messages('event').join(new Ears({ id: 'code' }));
      closed.messages('event').join(new Ears({ id: 'closed' }));
      simple.messages('event').join(ears);
      await closed.close();
      if (secret === undefined) rig.cloud.messages.refuse(401);
      else rig.cloud.messages.cutAll();
      simple.messages('event').deployEnded();
      await ears.is('refused');
      const state = ears.states.at(-1);
      const { message, hint } = explained(refusal(401), verdict);
      should(state).have.property('error').with.properties({ message, hint });
    });
  }

  it('whose connection is refused are judged by the first account that can say something, and no other is asked', async () => {
    const asked: Verdict[] = [];
    const { url, client_id, secret } = rig.cloud;
    const consumers = new Consumers(() => ({ memory: new Memory(rig.clock), leave: () => undefined }));
    const needs = {
      url: () => consumerUrl(hostOf(url, undefined), client_id, 'event', 'sub', false),
      headers: handshakeHeaders(rig.cloud),
      ...{ secret, way: {}, clock: rig.clock, random: () => 0 },
    };
    const partner = (verdict: Verdict): Partner => ({
      ...{ queue: ['q'], name: 'n', needs, came: () => undefined },
      judge: async () => (asked.push(verdict), verdict),
    });
    const [consumer] = (['none', 'unknown', 'good', 'refused'] as const).map((verdict) =>
      consumers.enter(partner(verdict)),
    );
    rig.cloud.messages.refuse(401);
    consumer?.join(ears);
    await ears.is('refused');
    await consumer?.close();
    asked.should.eql(['none', 'unknown', 'good']);
    const { hint } = explained(refusal(401), 'good');
    should(ears.states.find(({ is }) => is === 'refused'))
      .have.property('error')
      .with.properties({ hint });
  });

  it('count once, at an account that lives', async () => {
    const counted: string[] = [];
    const metered = (name: string): TuyaClient =>
      rig.client(
        {},
        {},
        countingMeter((what) => counted.push(`${what} of ${name}`)),
      );
    const [first, second] = [metered('first'), metered('second')];
    first.messages('event').join(ears);
    second.messages('event').join(others);
    await Promise.all([ears.is('connected'), others.is('connected')]);
    publish(1);
    await settled();
    counted.should.eql(['message of first']);
    await first.close();
    second.messages('event').deployEnded();
    publish(2);
    await settled();
    counted.should.eql(['message of first', 'message of second']);
  });

  it('tell nothing of the close of an account to who has left it, and let nobody in afterwards', async () => {
    const [member] = await listen();
    await member.leave(false);
    const told = ears.states.length;
    await one.close();
    ears.states.should.have.length(told);
    const { connection } = other.messages('event');
    one.messages('event').connection.should.not.equal(connection);
    (await failureOf(one.messages('event').try(new Abort()))).code.should.equal('TUYA_ABORTED');
    one.messages('event-test').join(ears);
    should(ears.states.at(-1)).eql({ is: 'closed' });
    rig.cloud.messages.connects.should.have.length(1);
  });

  it('tell who listens of the close of their account once, though it is closed twice', async () => {
    await listen();
    await one.close();
    await one.close();
    ears.states.filter(({ is }) => is === 'closed').should.have.length(1);
    rig.cloud.messages.open.should.have.length(1);
  });

  it('leave what is remembered of their queue when the last account does, and not before', () => {
    const left: (readonly string[])[] = [];
    const consumers = new Consumers((queue) => ({
      memory: new Memory(rig.clock),
      leave: () => left.push(queue),
    }));
    const partner = (): Partner => ({
      queue: ['q'],
      name: 'n',
      needs: { url: () => '', headers: {}, secret: '', way: {}, clock: rig.clock, random: () => 0 },
      judge: () => Promise.resolve('none'),
      came: () => undefined,
    });
    const [a, b] = [partner(), partner()];
    consumers.enter(a).should.equal(consumers.enter(b));
    consumers.leave(a).should.be.false();
    consumers.leave(a).should.be.false();
    left.should.eql([]);
    consumers.leave(b).should.be.true();
    left.should.eql([['q']]);
    (consumers.find(b) === undefined).should.be.true();
  });
});
