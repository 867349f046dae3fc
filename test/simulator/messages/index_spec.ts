import { createDecipheriv } from 'node:crypto';
import 'should';
import { FakeClock } from '../../support/fake-clock';
import { startCloud } from '../index';
import type { Cloud } from '../index';
import { signatureOf } from './encryption';
import { GARBAGE, KINDS } from './index';
import type { KindName, Stored } from './index';
import { RawClient } from './raw-client';

const DESK = 'lamp0001desk';
const ON = { device: DESK, status: { switch_led: true } };

interface Envelope extends Record<string, unknown> {
  data: string;
}

describe('the message service of the simulator', () => {
  let cloud: Cloud;
  let clock: FakeClock;
  beforeEach(async () => {
    clock = new FakeClock();
    cloud = await startCloud({ time: () => clock.now() });
  });
  afterEach(() => cloud.close());

  const envelopeOf = ({ payload }: Pick<Stored, 'payload'>): Envelope =>
    JSON.parse(Buffer.from(payload, 'base64').toString()) as Envelope;
  /** The body of a message in GCM, read without the simulator. */
  const bodyOf = (message: Stored): Record<string, unknown> => {
    const bytes = Buffer.from(envelopeOf(message).data, 'base64');
    const key = cloud.secret.slice(8, 24);
    const decipher = createDecipheriv('aes-128-gcm', key, bytes.subarray(0, 12)).setAuthTag(
      bytes.subarray(-16),
    );
    const text = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    return JSON.parse(text.toString()) as Record<string, unknown>;
  };

  it('R12: publishes a report in one generation or in both, with one id in two spellings', () => {
    const [one] = cloud.messages.publish(ON) as [Stored];
    bodyOf(one).should.have.property('bizCode', 'devicePropertyMessage');
    const [older, newer] = cloud.messages.publish(ON, { generation: 'both' }).map(bodyOf) as [
      { dataId: string; status: unknown[]; devId: string; productKey: string },
      { bizData: { dataId: string; properties: unknown[] }; ts: number },
    ];
    older.should.containEql({ devId: DESK, productKey: 'pdjdemo' });
    older.status.should.eql([{ code: 'switch_led', t: clock.now(), value: true, '1': 'true' }]);
    newer.bizData.properties.should.eql([{ code: 'switch_led', dpId: 1, time: clock.now(), value: true }]);
    Buffer.from(older.dataId, 'base64').toString('hex').should.equal(newer.bizData.dataId.toLowerCase());
    const micros = Buffer.from(older.dataId, 'base64').readBigUInt64BE();
    Number(micros).should.equal(clock.now() * 1000);
    const [only] = cloud.messages.publish(ON, { generation: 4 }) as [Stored];
    bodyOf(only).should.have.property('status');
  });

  it('R17: publishes what was reported at another time, and what comes twice', () => {
    const [late, twin] = cloud.messages.publish(ON, { time: 5, copies: 2 }) as [Stored, Stored];
    bodyOf(late).should.have.property('ts', 5);
    envelopeOf(late).should.have.property('t', clock.now());
    twin.payload.should.equal(late.payload);
    twin.id.should.not.equal(late.id);
  });

  it('R13: wraps as it is told', () => {
    const { secret } = cloud;
    const [usual] = cloud.messages.publish(ON) as [Stored];
    [usual.properties].should.eql([{ em: 'aes_gcm' }]);
    const envelope = envelopeOf(usual);
    envelope.should.have.keys('data', 'protocol', 'pv', 't', 'sign');
    envelope.should.have.property('sign', signatureOf(envelope, secret));
    const [v2] = cloud.messages.publish(ON, { told: 'encryptVersion' }) as [Stored];
    envelopeOf(v2).should.have.property('encryptVersion', 'v2');
    [v2.properties].should.eql([{}]);
    const [old] = cloud.messages.publish(ON, {
      encryption: 'ecb',
      told: 'nothing',
      field: 'encryptPayload',
      protocolAsText: true,
      properties: 'none',
      fields: { more: 1 },
      t: 7,
    }) as [Stored];
    (old.properties === undefined).should.be.true();
    const older = envelopeOf(old);
    older.should.have.properties({ protocol: '1000', more: 1, t: 7 });
    older.should.not.have.property('data');
    const decipher = createDecipheriv('aes-128-ecb', secret.slice(8, 24), null);
    const bytes = Buffer.from(String(older.encryptPayload), 'base64');
    const text = Buffer.concat([decipher.update(bytes), decipher.final()]).toString();
    (JSON.parse(text) as object).should.have.property('bizCode', 'devicePropertyMessage');
    const [forged] = cloud.messages.publish(ON, { sign: 'x', properties: { tid: 't' } }) as [Stored];
    envelopeOf(forged).should.have.property('sign', 'x');
    [forged.properties].should.eql([{ em: 'aes_gcm', tid: 't' }]);
  });

  it('publishes every kind', () => {
    const bizCodes = Object.keys(KINDS).map((kind) => {
      const [message] = cloud.messages.publish({ device: DESK, kind: kind as KindName }) as [Stored];
      return bodyOf(message).bizCode;
    });
    const names = Object.keys(KINDS).map((kind) => (kind === 'unheardOf' ? 'somethingNew' : kind));
    bizCodes.should.eql(names);
    const [made] = cloud.messages.publish({ protocol: 77, body: { a: 1 } }) as [Stored];
    bodyOf(made).should.eql({ a: 1 });
    envelopeOf(made).should.have.property('protocol', 77);
  });

  it('publishes that a device comes and goes', () => {
    const codes = (online: boolean, generation: 4 | 1000 | 'both') =>
      cloud.messages.publish({ device: DESK, online }, { generation }).map((one) => bodyOf(one).bizCode);
    codes(true, 4).should.eql(['online']);
    codes(false, 1000).should.eql(['deviceOffline']);
    codes(false, 'both').should.eql(['offline', 'deviceOffline']);
  });

  it('R14: publishes what nobody can read: it is sent like everything else', async () => {
    const client = await RawClient.connect(cloud);
    const names = Object.keys(GARBAGE) as (keyof typeof GARBAGE)[];
    for (const name of names) {
      const stored = cloud.messages.publishGarbage(name);
      (await client.frame()).payload.should.equal(stored.payload, name);
      (() => {
        if (typeof bodyOf(stored).devId !== 'string') throw new Error('no message');
      }).should.throw();
    }
  });

  it('keeps what comes while nobody is there, for two hours', async () => {
    cloud.messages.publish(ON, { copies: 3 });
    clock.advance(7_199_999);
    cloud.messages.backlog().should.have.length(3);
    cloud.messages.publish(ON);
    clock.advance(1);
    cloud.messages.backlog().should.have.length(1);
    const client = await RawClient.connect(cloud);
    client.ack(await client.frame());
    await cloud.messages.settled();
    client.received.should.have.length(1);
  });

  it('each subscription and each channel has its own backlog', async () => {
    cloud.messages.subscribe('second');
    cloud.messages.publish(ON);
    cloud.messages.publish(ON, { channel: 'event-test' });
    const client = await RawClient.connect(cloud, { suffix: 'second' });
    client.ack(await client.frame());
    await cloud.messages.settled('second');
    cloud.messages.backlog('sub').should.have.length(1);
    cloud.messages.backlog('second', 'event-test').should.have.length(1);
    cloud.messages.backlog('sub', 'notice').should.be.empty();
  });

  it('R18: another program takes its share, and leaves it', async () => {
    const client = await RawClient.connect(cloud);
    await cloud.messages.connected();
    const another = cloud.messages.join('sub');
    another.partitions.should.eql([0, 2, 4, 6, 8, 10]);
    const devices = Array.from({ length: 60 }, (_, i) => `device${i}`);
    for (const device of devices) cloud.messages.publish({ device, status: { a: 1 } });
    const taken = another.received.length;
    taken.should.be.within(1, 59);
    await client.frames(60 - taken);
    cloud.messages.backlog().should.have.length(60 - taken);
    another.leave();
    for (const device of devices) cloud.messages.publish({ device, status: { a: 2 } });
    await client.frames(60);
    another.received.should.have.length(taken);
  });

  it('R16: hands out twenty thousand that wait, as fast as they are acknowledged', async () => {
    for (let i = 0; i < 20_000; i++) {
      cloud.messages.publish({ device: `device${i % 50}`, status: { n: i } });
    }
    const client = await RawClient.connect(cloud);
    for (let i = 0; i < 20_000; i++) client.ack(await client.frame());
    await cloud.messages.settled();
    cloud.messages.strayAcks.should.be.empty();
  });
});
