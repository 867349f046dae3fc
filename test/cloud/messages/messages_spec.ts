import should from 'should';
import { Ears } from '../../support/ears';
import { MessageRig, turns } from '../../support/message-rig';
import type { Membership } from '../../../nodes/cloud/messages/listener';
import type { Messages } from '../../../nodes/cloud/messages/messages';
import { GARBAGE } from '../../simulator/messages';
import type { GarbageName } from '../../simulator/messages/garbage';

const DESK = 'lamp0001desk';

describe('messages', () => {
  let rig: MessageRig;
  let messages: Messages;
  let ears: Ears;
  beforeEach(async () => {
    rig = await MessageRig.start();
    messages = rig.messages();
    ears = new Ears();
  });
  afterEach(() => rig.close());
  const publish = (value: unknown, more = {}): string[] =>
    rig.cloud.messages.publish({ device: DESK, status: { n: value } }, more).map(({ id }) => id);
  const settled = (): Promise<void> => rig.cloud.messages.settled();

  it('come to all who listen, decrypted, and are acknowledged', async () => {
    const other = new Ears({ id: 'other' });
    messages.join(ears);
    messages.join(other);
    await ears.is('connected');
    const [id] = publish(1);
    await settled();
    for (const { events } of [ears, other]) {
      events.should.have.length(1);
      should(events[0]).match({ kind: 'status', device_id: DESK, code: 'n', id, signed: true, late: false });
    }
    rig.cloud.messages.connects.should.have.length(1);
    rig.cloud.messages.acked.should.eql([id]);
  });

  it('tell how the connection does, at once and on each change', async () => {
    messages.state.should.eql({ is: 'closed' });
    const membership = messages.join(ears);
    ears.states.should.eql([{ is: 'connecting' }]);
    await ears.is('connected');
    ears.states.should.have.length(2);
    should(ears.states[1]).eql({ is: 'connected', since: rig.clock.now(), quiet: false, away: 0 });
    const other = new Ears({ id: 'other' });
    messages.join(other);
    other.states.should.eql([messages.state]);
    await membership.leave(false);
    messages.state.is.should.equal('connected');
    await messages.close();
    should(other.states.at(-1)).eql({ is: 'closed' });
  });

  it('have one connection, opened with the first and closed with the last who listens', async () => {
    const [a, b] = [messages.join(ears), messages.join(new Ears({ id: 'b' }))];
    await ears.is('connected');
    await a.leave(false);
    rig.cloud.messages.open.should.have.length(1);
    await b.leave(false);
    await rig.cloud.messages.disconnected();
    rig.cloud.messages.connects.map(({ code }) => code).should.eql([1000]);
    rig.clock.waiting.should.equal(0);
    messages.join(ears);
    await ears.is('connected');
    rig.cloud.messages.connects.should.have.length(2);
  });

  it('of an account and channel are the same for all who ask', async () => {
    const client = rig.client();
    client.messages('event').should.equal(client.messages('event'));
    client.messages('event').should.not.equal(client.messages('event-test'));
    client.messages('event').join(ears);
    const test = new Ears();
    client.messages('event-test').join(test);
    await Promise.all([ears.is('connected'), test.is('connected')]);
    rig.cloud.messages.publish({ device: DESK, status: { n: 1 } }, { channel: 'event-test' });
    await test.heard(1);
    await client.close();
    [ears, test].map(({ states }) => states.at(-1)?.is).should.eql(['closed', 'closed']);
    client.messages('event').join(ears);
    should(ears.states.at(-1)?.is).equal('closed');
    await turns();
    rig.cloud.messages.connects.should.have.length(2);
  });

  it('with a subscription that cannot be are TUYA_CONFIG', () => {
    (() => rig.messages('event', { subscription: 'a/b' })).should.throw(/subscription/);
  });

  it('go to those who want them', async () => {
    ears.wants = ({ values }) => values[0]?.value === 2;
    messages.join(ears);
    await ears.is('connected');
    for (const value of [1, 2, 3]) publish(value);
    await settled();
    ears.valuesOf('n').should.eql([2]);
  });

  it('R11: dropped between a frame and its acknowledgement are sent once', async () => {
    messages.join(ears);
    await ears.is('connected');
    rig.cloud.messages.dropBeforeAck();
    publish(1);
    await ears.is('lost');
    rig.clock.advance(1000);
    await settled();
    ears.valuesOf('n').should.eql([1]);
    rig.cloud.messages.record.sent.should.have.length(2);
  });

  it('R11: whose acknowledgement is lost are sent once', async () => {
    messages.join(ears);
    await ears.is('connected');
    rig.cloud.messages.loseAcks(2);
    publish(1);
    publish(2);
    await rig.cloud.messages.acks(2);
    rig.cloud.messages.cutAll();
    await ears.is('lost');
    rig.clock.advance(1000);
    await settled();
    ears.valuesOf('n').should.eql([1, 2]);
  });

  it('R12: of one report in both generations are sent once, and both are acknowledged', async () => {
    const all = new Ears({ id: 'all', dedupe: false });
    messages.join(ears);
    messages.join(all);
    await ears.is('connected');
    const ids = publish(1, { generation: 'both' });
    ids.should.have.length(2);
    await settled();
    ears.events.should.have.length(1);
    all.events
      .map(({ protocol }) => protocol)
      .sort()
      .should.eql([1000, 4]);
    new Set(all.events.map(({ data_id }) => data_id)).size.should.equal(1);
    rig.cloud.messages.acked.sort().should.eql(ids.sort());
  });

  it('R12: of one report whose ids are missing in one generation are sent once', async () => {
    messages.join(ears);
    await ears.is('connected');
    const time = rig.clock.now();
    const value = { code: 'n', value: 1, time, t: time };
    rig.cloud.messages.publish({ protocol: 4, key: DESK, body: { devId: DESK, status: [value] } });
    rig.cloud.messages.publish({
      protocol: 1000,
      key: DESK,
      body: { bizCode: 'devicePropertyMessage', bizData: { devId: DESK, dataId: 'd1', properties: [value] } },
    });
    await settled();
    ears.events.should.have.length(1);
  });

  it('R13: that lack properties, have old names or nobody knows come as well', async () => {
    messages.join(ears);
    await ears.is('connected');
    publish(1, { properties: 'none', told: 'encryptVersion', protocolAsText: true });
    publish(2, { field: 'encryptPayload', encryption: 'ecb', fields: { later: { x: [] } } });
    rig.cloud.messages.publish({
      protocol: 77,
      key: DESK,
      body: { bizCode: 'newsOfTomorrow', devId: DESK, x: 1 },
    });
    await settled();
    ears.events
      .map(({ kind, bizCode }) => [kind, bizCode])
      .should.eql([
        ['status', 'devicePropertyMessage'],
        ['status', 'devicePropertyMessage'],
        ['other', 'newsOfTomorrow'],
      ]);
    ears.valuesOf('n').should.eql([1, 2]);
    ears.unreadable.should.eql([]);
  });

  it('R17: out of order or of an absurd time come with what is late, by the clock of the service', async () => {
    messages.join(ears);
    await ears.is('connected');
    rig.clock.wall += 86_400_000; // this machine's clock is a day off
    const now = rig.cloud.now();
    for (const [value, time] of [
      [1, now - 1000],
      [2, now - 2000],
      [3, now - 61_000],
      [4, 0],
      [5, 1e30],
      [6, now],
    ] as const) {
      const item = { code: value === 3 ? 'other' : 'n', value, time };
      rig.cloud.messages.publish({
        protocol: 1000,
        key: DESK,
        body: { bizCode: 'devicePropertyMessage', bizData: { devId: DESK, properties: [item] }, ts: now },
      });
    }
    await settled();
    ears.events
      .map(({ values, late }) => [values[0]?.value, late])
      .should.eql([
        [1, false],
        [2, true],
        [3, true],
        [4, false],
        [5, false],
        [6, false],
      ]);
    for (const { age } of ears.events) age.should.be.belowOrEqual(61_000);
  });

  for (const name of Object.keys(GARBAGE) as GarbageName[]) {
    it(`R14: that are garbage (${name}) are acknowledged and told, and the next one is fine`, async () => {
      messages.join(ears);
      await ears.is('connected');
      rig.cloud.messages.publishGarbage(name, DESK);
      publish(1);
      await settled();
      ears.valuesOf('n').should.eql([1]);
      ears.unreadable.should.have.length(1);
      should(ears.unreadable[0]).match({ count: 1, error: { code: 'TUYA_BAD_MESSAGE' } });
    });
  }

  it('R14: that cannot be read are told of at most once a minute, with their number', async () => {
    messages.join(ears);
    await ears.is('connected');
    for (let n = 0; n < 5; n++) rig.cloud.messages.publishGarbage('not JSON', DESK);
    await settled();
    await rig.pass(59_999);
    ears.unreadable.should.have.length(1);
    await rig.pass(1);
    ears.unreadable.map(({ count }) => count).should.eql([1, 4]);
    await rig.pass(60_000);
    rig.cloud.messages.publishGarbage('not JSON', DESK);
    await settled();
    ears.unreadable.map(({ count }) => count).should.eql([1, 4, 1]);
  });

  it('R14: that cannot be read leave no timer when the last one leaves, or the account is closed because of them', async () => {
    const client = rig.client({ subscription: 'flows-2' });
    rig.cloud.messages.subscribe('flows-2');
    const membership = messages.join(ears);
    await ears.is('connected');
    rig.cloud.messages.sendFrame('no frame');
    await ears.until(() => ears.unreadable.length === 1);
    await membership.leave(false);
    rig.clock.waiting.should.equal(0);
    let closed: Promise<void> | undefined;
    const other = new Ears({ id: 'other' });
    other.bad = () => {
      closed ??= client.close();
    };
    client.messages('event').join(other);
    await other.is('connected');
    for (let n = 0; n < 50; n++) rig.cloud.messages.sendFrame('no frame');
    while (closed === undefined) await turns();
    await closed;
    rig.clock.waiting.should.equal(0);
  });

  it('R14: that are no frames are told of, and the connection lives', async () => {
    messages.join(ears);
    await ears.is('connected');
    rig.cloud.messages.sendFrame('no frame');
    await ears.until(() => ears.unreadable.length === 1);
    publish(1);
    await settled();
    rig.cloud.messages.connects.should.have.length(1);
  });

  it('R15: 1500 that nobody wants are all acknowledged, so that delivery goes on', async () => {
    ears.wants = ({ values }) => values[0]?.value === 'wanted';
    messages.join(ears);
    await ears.is('connected');
    publish('x', { copies: 1500 });
    publish('wanted');
    await settled();
    ears.valuesOf('n').should.eql(['wanted']);
    rig.cloud.messages.strayAcks.should.eql([]);
  });

  it('R23: with 5000 codes and with a value of a megabyte come whole', async () => {
    messages.join(ears);
    await ears.is('connected');
    const status = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`c${n}`, n]));
    rig.cloud.messages.publish({ device: DESK, status });
    publish('x'.repeat(1024 * 1024));
    await settled();
    should(ears.events[0]?.values).have.length(5000);
    String(ears.valuesOf('n')[0]).should.have.length(1024 * 1024);
  });

  it('R24: behind which a listener throws are acknowledged, and come to the others', async () => {
    const broken = new Ears({ id: 'broken' });
    const boom = (): never => {
      throw new Error('boom');
    };
    broken.onReceive = boom;
    const worse = new Ears({ id: 'worse', wants: boom });
    const worst = new Ears({ id: 'worst', ack: 'flow' });
    worst.onReceive = boom;
    worst.told = worst.bad = boom;
    for (const listener of [broken, worse, worst, ears]) messages.join(listener);
    await ears.is('connected');
    for (const value of [1, 2]) publish(value);
    rig.cloud.messages.publishGarbage('null', DESK);
    await settled();
    ears.valuesOf('n').should.eql([1, 2]);
    broken.events.should.have.length(2);
    rig.cloud.messages.open.should.have.length(1);
  });

  it('R18: that another program leaves behind come once each: what is new first, and what is older is called late', async () => {
    messages.join(ears);
    await ears.is('connected');
    // The device lies in partition 9, which is of the consumer that comes second by its name.
    const another = rig.cloud.messages.join('sub', { name: 'z', acks: false });
    const report = (value: number): void => {
      rig.clock.advance(1);
      publish(value);
    };
    report(1);
    report(2);
    another.received.should.have.length(2);
    another.leave();
    report(3);
    await settled();
    rig.cloud.messages.record.sent.should.have.length(4); // the new one twice
    ears.valuesOf('n').should.eql([3, 1, 2]);
    ears.events.map(({ late }) => late).should.eql([false, true, true]);
  });

  it('are acknowledged one turn after they were sent, not before', async () => {
    let acknowledged: number | undefined;
    ears.onReceive = () => (acknowledged = rig.cloud.messages.record.acks.length);
    messages.join(ears);
    await ears.is('connected');
    publish(1);
    await settled();
    should(acknowledged).equal(0);
  });

  it('in a backlog say how many are still to come', async () => {
    for (let n = 0; n < 10; n++) publish(n);
    messages.join(ears);
    await ears.heard(10);
    should(ears.waitings.at(-1)).equal(0);
    Math.max(...ears.waitings).should.be.above(0);
  });

  describe('in a deploy', () => {
    it('R19: wait for who comes back, and nothing is lost or sent twice', async () => {
      const other = new Ears({ id: 'other' });
      const membership = messages.join(ears);
      messages.join(other);
      await ears.is('connected');
      publish(1);
      await settled();
      await membership.leave(true);
      for (const value of [2, 3]) publish(value);
      await turns(20);
      other.events.should.have.length(1);
      const back = new Ears();
      messages.join(back);
      await settled();
      back.valuesOf('n').should.eql([2, 3]);
      other.valuesOf('n').should.eql([1, 2, 3]);
      rig.cloud.messages.connects.should.have.length(1);
    });

    it('R19: keep their connection while many wait, and all of them arrive', async () => {
      const membership = messages.join(ears);
      messages.join(new Ears({ id: 'other' }));
      await ears.is('connected');
      await membership.leave(true);
      for (let n = 0; n < 1500; n++) publish(n);
      await rig.pass(20_000);
      const back = new Ears();
      messages.join(back);
      await settled();
      back.valuesOf('n').should.eql(Array.from({ length: 1500 }, (_, n) => n));
      rig.cloud.messages.connects.should.have.length(1);
    });

    it('R19: wait while one who stays cannot receive, and come to all in their order when it can', async () => {
      const busy = new Ears({ id: 'busy' });
      let ready = false;
      Object.assign(busy, { ready: () => ready });
      messages.join(ears);
      messages.join(busy);
      await ears.is('connected');
      publish(1);
      publish(2);
      await rig.roundTrip();
      ears.events.should.have.length(0);
      ready = true;
      messages.deployEnded();
      await settled();
      for (const one of [ears, busy]) one.valuesOf('n').should.eql([1, 2]);
    });

    it('R19: go on when what a listener answers to whether it can receive is thrown', async () => {
      Object.assign(ears, {
        ready: () => {
          throw new Error('no idea');
        },
      });
      messages.join(ears);
      await ears.is('connected');
      publish(1);
      await settled();
      ears.valuesOf('n').should.eql([1]);
    });

    it('R19: that are handed on when all is closed are acknowledged on the connection that is closed', async () => {
      let taken = (): void => undefined;
      ears.onReceive = () => new Promise<void>((end) => (taken = end));
      messages.join(ears);
      await ears.is('connected');
      const [id] = publish(1);
      await ears.heard(1);
      setImmediate(() => {
        taken();
      });
      await messages.close();
      await settled();
      rig.cloud.messages.acked.should.eql([id]);
      rig.cloud.messages.connects.should.have.length(1);
    });

    for (const [title, end] of [
      ['the last one leaves', (membership: Membership) => membership.leave(false)],
      ['all is closed', () => messages.close()],
    ] as const) {
      it(`R19: that have come and were not sent when ${title} are neither sent nor acknowledged`, async () => {
        const membership = messages.join(ears);
        await ears.is('connected');
        let ended: Promise<void> | undefined;
        ears.onReceive = () => {
          ended ??= end(membership);
        };
        for (let n = 0; n < 60; n++) publish(n);
        await ears.heard(1);
        await ended;
        await rig.roundTrip();
        ears.valuesOf('n').should.eql([0]);
        rig.cloud.messages.acked.should.have.length(1);
        rig.cloud.messages.backlog().should.have.length(59);
      });
    }

    it('R19: keep their connection when somebody joins in the turn in which the last one left', async () => {
      const membership = messages.join(ears);
      await ears.is('connected');
      const left = membership.leave(false);
      messages.join(ears);
      await left;
      publish(1);
      await settled();
      ears.valuesOf('n').should.eql([1]);
      rig.cloud.messages.connects.should.have.length(1);
    });

    /** Two listen, one of them goes to come back, and a message comes: resolves with the other one. */
    async function oneIsAway(): Promise<Ears> {
      const other = new Ears({ id: 'other' });
      const membership = messages.join(ears);
      messages.join(other);
      await ears.is('connected');
      await membership.leave(true);
      publish(1);
      return other;
    }

    it('R19: go on when the deploy has ended without it', async () => {
      const other = await oneIsAway();
      await turns(20);
      other.events.should.have.length(0);
      messages.deployEnded();
      await settled();
      other.events.should.have.length(1);
    });

    it('R19: go on after 25 seconds, should nobody say how the deploy has ended', async () => {
      const other = await oneIsAway();
      await rig.pass(20_000);
      other.events.should.have.length(0);
      await rig.pass(5000);
      await settled();
      other.events.should.have.length(1);
    });

    it('R19: go on 25 seconds after the first has gone, whoever comes and goes meanwhile', async () => {
      const other = await oneIsAway();
      await rig.pass(20_000);
      const third = messages.join(new Ears({ id: 'third' }));
      await third.leave(true);
      await rig.pass(5000);
      await settled();
      other.valuesOf('n').should.eql([1]);
    });

    it('R19: have 25 seconds of their own at the next deploy', async () => {
      const other = new Ears({ id: 'other' });
      messages.join(other);
      await messages.join(ears).leave(true);
      await rig.pass(20_000);
      const back = messages.join(ears);
      await ears.is('connected');
      await back.leave(true);
      publish(1);
      await rig.pass(20_000);
      other.events.should.have.length(0);
      await rig.pass(5000);
      await settled();
      other.valuesOf('n').should.eql([1]);
    });

    it('R19: close their connection when the only one who listened does not come back', async () => {
      const membership = messages.join(ears);
      await ears.is('connected');
      await membership.leave(true);
      rig.cloud.messages.open.should.have.length(1);
      messages.deployEnded();
      await rig.cloud.messages.disconnected();
      messages.state.is.should.equal('closed');
    });

    it('R19: that were only read come again when all is closed, and those that were sent do not', async () => {
      messages.join(ears);
      await ears.is('connected');
      rig.cloud.messages.loseAcks();
      publish(1);
      await ears.heard(1);
      await rig.cloud.messages.acks(1);
      await messages.close();
      publish(2);
      const back = new Ears();
      rig.messages().join(back);
      await settled();
      back.valuesOf('n').should.eql([2]);
    });

    it('R22: with another secret the old socket is closed before the new one opens', async () => {
      const client = rig.client();
      client.messages('event').join(ears);
      await ears.is('connected');
      await client.close();
      const back = new Ears();
      rig.messages('event', { secret: 'another0secret0of0thirty0two0chr' }).join(back);
      await back.is('refused');
      const [old] = rig.cloud.messages.connects;
      should(old?.code).equal(1000);
      rig.cloud.messages.open.should.have.length(0);
    });

    for (const comingBack of [false, true]) {
      it(`an old membership says nothing in the name of who took its place: ${comingBack ? 'nobody waits for it' : 'its messages stay'}`, async () => {
        const old = messages.join(ears);
        const back = new Ears({ ack: 'flow' });
        const flow = messages.join(back);
        await back.is('connected');
        const [first = ''] = publish(1);
        await back.heard(1);
        await old.leave(comingBack);
        flow.awaits(first).should.be.true();
        const [second = ''] = publish(2);
        await back.heard(2);
        for (const id of [first, second]) flow.confirm(id).should.be.true();
        await settled();
      });
    }

    it('R19: that all are closed is told once, also where a node leaves on the way, and whether or not it comes back', async () => {
      const client = rig.client();
      const other = new Ears({ id: 'other' });
      const membership = client.messages('event').join(ears);
      client.messages('event').join(other);
      await other.is('connected');
      const closing = client.close();
      await Promise.all([membership.leave(true), closing]);
      await membership.leave(true);
      other.states.map(({ is }) => is).should.eql(['connecting', 'connected', 'closed']);
      rig.clock.waiting.should.equal(0);
    });
  });

  it('R18: nothing is lost when a second consumer joins and leaves', async () => {
    messages.join(ears);
    await ears.is('connected');
    const devices = Array.from({ length: 22 }, (_, n) => `device${n}`);
    const all = (value: number): void => {
      for (const device of devices) rig.cloud.messages.publish({ device, status: { n: value } });
    };
    all(1);
    await settled();
    const second = rig.cloud.messages.join();
    all(2);
    await settled();
    second.leave();
    all(3);
    await settled();
    const ours = ears.events.map(({ id }) => id);
    const theirs = second.received.map(({ id }) => id);
    new Set([...ours, ...theirs]).size.should.equal(66);
    theirs.length.should.be.above(0);
    ours.length.should.equal(new Set(ours).size);
  });

  it('R16: a backlog of 20 000 leaves the event loop free, and keeps the order of a device', async function () {
    this.timeout(60_000);
    const devices = ['a', 'b', 'c', 'd'];
    for (let n = 0; n < 5000; n++) {
      for (const device of devices) rig.cloud.messages.publish({ device, status: { n } });
    }
    /** Milliseconds of the processor: what other programs take of it meanwhile is not the client's. */
    const busy = (): number => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    };
    // What the client does at a stretch, the simulator in the same process left out.
    const stretches: { count: number; ms: number }[] = [];
    let begun = 0;
    let count = 0;
    ears.onReceive = () => {
      count += 1;
      if (count > 1) return;
      begun = busy();
      queueMicrotask(() => {
        stretches.push({ count, ms: busy() - begun });
        count = 0;
      });
    };
    messages.join(ears);
    await settled();
    ears.events.should.have.length(20_000);
    for (const device of devices) {
      const order = ears.events
        .filter(({ device_id }) => device_id === device)
        .map(({ values }) => values[0]?.value);
      order.should.eql(Array.from({ length: 5000 }, (_, n) => n));
    }
    Math.max(...ears.waitings).should.be.below(1100);
    Math.max(...stretches.map((one) => one.count)).should.be.belowOrEqual(20);
    const sorted = stretches.map(({ ms }) => ms).sort((a, b) => a - b);
    (sorted[Math.floor(sorted.length * 0.99)] ?? Infinity).should.be.below(50);
  });
});
