import 'should';
import { Delivery } from '../../../nodes/cloud/messages/delivery';
import type { Frame } from '../../../nodes/cloud/messages/frame';
import { readFrame } from '../../../nodes/cloud/messages/frame';
import { Memory } from '../../../nodes/cloud/messages/memory';
import { Ears } from '../../support/ears';
import { FakeClock } from '../../support/fake-clock';
import { wrap } from '../../simulator/messages/envelope';

const SECRET = 'accessKeyesttesttesttesttesttest';

/** One turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the delivery of messages', () => {
  let log: string[];
  let ears: Ears;
  let delivery: Delivery;
  const ids = ['AAAA', 'BBBB', 'CCCC'];
  beforeEach(() => {
    const clock = new FakeClock();
    log = [];
    ears = new Ears();
    delivery = new Delivery({
      clock,
      secret: SECRET,
      memory: new Memory(clock),
      listeners: new Map([['ears', ears]]),
      acknowledge: (id, on) => log.push(`${id} on ${on}`),
      placed: () => undefined,
    });
  });
  function frame(id: string): Frame {
    const body = JSON.stringify({
      devId: 'd',
      dataId: id,
      status: [{ code: 'n', value: id, t: 1790360744191 }],
    });
    const read = readFrame(
      JSON.stringify({ messageId: id, ...wrap(body, { protocol: 4 }, SECRET, 1790360744191, {}) }),
    );
    if (read.is !== 'message') throw new Error('No frame');
    return read;
  }
  const deliver = (id: string, on = 1): void => {
    delivery.deliver({ frame: frame(id), on }, 0);
  };

  it('acknowledges each in a turn of its own: whoever ends the process with one gets it and all behind it again', async () => {
    // Node-RED hands a message on in the turn after it was sent.
    ears.onReceive = ({ id }) => void setImmediate(() => log.push(`flow has ${id}`));
    for (const id of ids) deliver(id);
    log.should.eql([]);
    await turn();
    log.should.eql(ids.flatMap((id) => [`flow has ${id}`, `${id} on 1`]));
  });

  it('acknowledges nothing that is still being handed on, and then without a further turn', async () => {
    const ends: (() => void)[] = [];
    ears.onReceive = () => new Promise<void>((end) => ends.push(end));
    for (const id of ids) deliver(id);
    await turn();
    await turn();
    log.should.eql([]);
    ends[1]?.();
    // Behind it in the same turn may come what ends the process.
    setImmediate(() => log.push('next'));
    await turn();
    log.should.eql(['BBBB on 1', 'next']);
    delivery.settle();
    log.should.have.length(2);
  });

  it('acknowledges on the new connection what came again there while it was being handed on, once that is over', async () => {
    let end = (): void => undefined;
    ears.onReceive = () => new Promise<void>((ended) => (end = ended));
    deliver('AAAA');
    deliver('AAAA', 2);
    ears.events.should.have.length(1);
    await turn();
    log.should.eql([]);
    end();
    await turn();
    log.should.containEql('AAAA on 2');
  });

  it('R24: acknowledges what could not be handed on', async () => {
    ears.onReceive = () => Promise.reject(new Error('no place'));
    deliver('AAAA');
    await turn();
    log.should.eql(['AAAA on 1']);
  });

  it('waits for both a flow that confirms and a listener that still hands on', async () => {
    const other = new Ears({ id: 'other', ack: 'flow' });
    let end = (): void => undefined;
    ears.onReceive = () => new Promise<void>((ended) => (end = ended));
    const clock = new FakeClock();
    delivery = new Delivery({
      clock,
      secret: SECRET,
      memory: new Memory(clock),
      listeners: new Map([
        ['ears', ears],
        ['other', other],
      ]),
      acknowledge: (id, on) => log.push(`${id} on ${on}`),
      placed: () => undefined,
    });
    deliver('AAAA');
    delivery.awaits('other', 'AAAA').should.be.true();
    delivery.awaits('ears', 'AAAA').should.be.false();
    delivery.confirm('other', 'AAAA').should.be.true();
    delivery.awaits('other', 'AAAA').should.be.false();
    await turn();
    log.should.eql([]);
    end();
    await turn();
    log.should.eql(['AAAA on 1']);
  });

  it('keeps nothing of what was handed on and acknowledged', async () => {
    ears.onReceive = () => Promise.resolve();
    for (const id of ids) deliver(id);
    await turn();
    log.should.have.length(3);
    const kept = delivery as unknown as { handing: Map<string, unknown>; due: Set<unknown> };
    kept.handing.size.should.equal(0);
    kept.due.size.should.equal(0);
  });

  it('R12: what nobody wanted was not sent: who wants the same report as the other generation tells it gets that', async () => {
    ears.wants = ({ id }) => id !== 'AAAA';
    const [first, second] = [frame('AAAA'), { ...frame('AAAA'), id: 'BBBB' }];
    for (const each of [first, second]) delivery.deliver({ frame: each, on: 1 }, 0);
    ears.events.map(({ id }) => id).should.eql(['BBBB']);
    await turn();
    log.should.eql(['AAAA on 1', 'BBBB on 1']);
  });

  it('at a close acknowledges at once what was sent, and not again', async () => {
    deliver('AAAA');
    delivery.settle();
    log.should.eql(['AAAA on 1']);
    await turn();
    log.should.have.length(1);
  });
});
