import should from 'should';
import fc from 'fast-check';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { readFrame } from '../../../nodes/cloud/messages/frame';
import type { DeviceEvent } from '../../../nodes/cloud/messages/listener';
import { reader } from '../../../nodes/cloud/messages/read';
import { wrap } from '../../simulator/messages/envelope';
import type { Wrapping } from '../../simulator/messages/envelope';
import { KINDS } from '../../simulator/messages/kinds';
import type { KindName } from '../../simulator/messages/kinds';
import vectors from './vectors.json';

const SECRET = 'accessKeyesttesttesttesttesttest';
const NOW = 1790360744191;
const read = reader(
  SECRET,
  () => NOW,
  (sent) => sent ?? NOW,
);

function frameOf(payload: unknown, properties?: object): DeviceEvent {
  const frame = readFrame(JSON.stringify({ messageId: 'CAoQKA==', payload, properties }));
  if (frame.is !== 'message') throw new Error('No frame');
  return read(frame);
}

function eventOf(content: unknown, protocol = 4, wrapping: Wrapping = {}): DeviceEvent {
  const body = typeof content === 'string' ? content : JSON.stringify(content);
  const { payload, properties } = wrap(body, { protocol }, SECRET, NOW, wrapping);
  return frameOf(payload, properties);
}

const KIND: Readonly<Record<KindName, string>> = {
  online: 'online',
  offline: 'offline',
  deviceOnline: 'online',
  deviceOffline: 'offline',
  event_notify: 'event',
  deviceEventMessage: 'event',
  deviceActionResponseMessage: 'action',
  deviceDpCommand: 'action',
  bindUser: 'device',
  delete: 'device',
  nameUpdate: 'device',
  dpNameUpdate: 'device',
  share: 'device',
  deviceSignal: 'device',
  deviceBindSpace: 'device',
  deviceUnbindSpace: 'device',
  deviceTransfer: 'device',
  deviceFreeze: 'device',
  deviceUnFreeze: 'device',
  deviceNameUpdate: 'device',
  upgradeStatus: 'upgrade',
  deviceOtaProgress: 'upgrade',
  sceneExecute: 'scene',
  automationExternalAction: 'scene',
  homeCreate: 'home',
  roomUpdate: 'home',
  spaceCreate: 'home',
  userRegister: 'user',
  userDelete: 'user',
  HighPriorityNotice: 'notice',
  unheardOf: 'other',
};

describe('a message that is read', () => {
  it('is a report of the older generation', () => {
    const content = {
      dataId: 'AAW4ExXjL5RapTq7XxcAeA',
      devId: 'dev1',
      productKey: 'pk',
      status: [{ code: 'switch_1', t: NOW - 5000, value: true, '1': 'true' }],
    };
    eventOf(content).should.eql({
      kind: 'status',
      device_id: 'dev1',
      product_id: 'pk',
      code: 'switch_1',
      values: [{ code: 'switch_1', value: true, dp: 1, time: NOW - 5000 }],
      time: NOW - 5000,
      received: NOW,
      age: 5000,
      sent: NOW,
      protocol: 4,
      bizCode: '',
      data_id: '0005b81315e32f945aa53abb5f170078',
      id: 'CAoQKA==',
      late: false,
      signed: true,
      data: content,
      raw: content,
    });
  });

  it('is a report of the newer generation, with several values', () => {
    const properties = [
      { code: 'a', dpId: 1, time: NOW - 2, value: 1 },
      { code: 'b', dpId: 'x', time: NOW - 1, value: { c: [null] } },
    ];
    const bizData = { devId: 'dev1', dataId: 'd1', productId: 'pk', properties };
    eventOf({ bizCode: 'devicePropertyMessage', bizData, ts: NOW }, 1000).should.match({
      kind: 'status',
      device_id: 'dev1',
      product_id: 'pk',
      code: '',
      values: [
        { code: 'a', value: 1, dp: 1, time: NOW - 2 },
        { code: 'b', value: { c: [null] }, dp: 'x', time: NOW - 1 },
      ],
      time: NOW - 1,
      data: bizData,
      data_id: 'd1',
    });
  });

  for (const name of Object.keys(KINDS) as KindName[]) {
    it(`${name} is of the kind ${KIND[name]}`, () => {
      const { protocol, body, key } = KINDS[name]('dev1', NOW);
      const event = eventOf(body, protocol);
      event.kind.should.equal(KIND[name]);
      event.device_id.should.equal(key === undefined ? '' : 'dev1');
      event.time.should.equal(NOW);
      event.protocol.should.equal(protocol);
      JSON.stringify(event).should.not.match(/never0shown|"token"/);
    });
  }

  it('is an event with its code and what it tells', () => {
    const of = (name: KindName): DeviceEvent => {
      const { protocol, body } = KINDS[name]('dev1', NOW);
      return eventOf(body, protocol);
    };
    of('deviceEventMessage').should.match({
      code: 'alarm',
      values: [{ code: 'alarm', value: { level: 2 } }],
    });
    of('event_notify').should.match({
      code: 'doorbell',
      values: [{ code: 'doorbell', value: '{"v":"3.0"}' }],
    });
    of('deviceOnline').should.match({ code: '', values: [] });
  });

  it('R13: may lack properties, call its data by the old name, tell its protocol as a text, and hold unknown fields', () => {
    for (const wrapping of [
      { properties: 'none' as const, encryption: 'ecb' as const },
      { told: 'encryptVersion' as const },
      { told: 'nothing' as const },
      { field: 'encryptPayload' as const },
      { protocolAsText: true },
      { fields: { future: { x: 1 } } },
    ]) {
      const event = eventOf({ devId: 'dev1', status: [{ code: 'a', value: 1 }], future: [] }, 4, wrapping);
      event.should.match({ kind: 'status', protocol: 4, code: 'a' });
    }
  });

  it('R13: has protocol 0 where it names none, or what is no number', () => {
    for (const protocol of [undefined, null, 'x', { toString: 1 }, [], -1, 1.5, '1e999']) {
      const { payload, properties } = wrap('{"status":[]}', { protocol: 4 }, SECRET, NOW);
      const wrapped = JSON.parse(Buffer.from(payload, 'base64').toString()) as object;
      const odd = Buffer.from(JSON.stringify({ ...wrapped, protocol })).toString('base64');
      frameOf(odd, properties).protocol.should.equal(0);
    }
  });

  it('R23: may hold its body as a text: that is read, and loses its tokens', () => {
    const body = JSON.stringify({ devId: 'dev1', productId: 'pk', token: 'canary', time: NOW - 5 });
    const event = eventOf({ bizCode: 'deviceBindSpace', bizData: body }, 1001);
    event.should.match({ kind: 'device', device_id: 'dev1', product_id: 'pk', time: NOW - 5 });
    should(event.data).eql({ devId: 'dev1', productId: 'pk', time: NOW - 5 });
    JSON.stringify(event).should.not.containEql('canary');
    for (const bizData of ['', 'x', '[1]', '"x"', 'null']) {
      eventOf({ bizCode: 'delete', bizData, devId: 'dev1' }, 20).should.match({
        device_id: 'dev1',
        data: bizData,
      });
    }
  });

  it('R23: says of a device loses the tokens that are in its values', () => {
    const value = '{"token":"canary","url":"x"}';
    const event = eventOf({ devId: 'dev1', status: [{ code: 'a', value }] });
    should(event.values[0]?.value).equal('{"url":"x"}');
    JSON.stringify(event).should.not.containEql('canary');
  });

  it('says whether it is signed, and is read all the same', () => {
    eventOf({ status: [] }).signed.should.be.true();
    eventOf({ status: [] }, 4, { sign: '0' }).signed.should.be.false();
  });

  it('R17: has a time that makes sense, whatever it says', () => {
    const time = (t: unknown, more = {}): number =>
      eventOf({ devId: 'd', status: [{ code: 'a', value: 1, t }], ...more }).time;
    time(Math.floor(NOW / 1000)).should.equal(Math.floor(NOW / 1000) * 1000);
    for (const odd of [0, -5, 1e30, 'x', null, {}]) time(odd).should.equal(NOW);
    time(0, { dataId: '00065C52D82D65550000000000000000' }).should.be.approximately(NOW, 1);
    const online = { bizCode: 'online', bizData: { time: 1790360744 }, devId: 'd' };
    eventOf(online, 20).time.should.equal(1790360744000);
  });

  it('R17: was sent when the queue says so, where Tuya does not', () => {
    const { payload } = wrap('{"status":[]}', { protocol: 4 }, SECRET, NOW);
    const wrapped = JSON.parse(Buffer.from(payload, 'base64').toString()) as object;
    for (const t of [undefined, 'soon', 0]) {
      const odd = Buffer.from(JSON.stringify({ ...wrapped, t })).toString('base64');
      const publishTime = new Date(NOW - 7000).toISOString();
      const frame = readFrame(JSON.stringify({ messageId: 'CAoQKA==', payload: odd, publishTime }));
      if (frame.is !== 'message') throw new Error('No frame');
      read(frame).sent.should.equal(NOW - 7000);
    }
  });

  it('is as late as the latest of its values, in whichever order they stand', () => {
    const status = [NOW - 2000, NOW, NOW - 1000].map((t, n) => ({ code: `c${n}`, value: n, t }));
    eventOf({ devId: 'd', status }).time.should.equal(NOW);
  });

  it('R17: has an age by the server’s clock', () => {
    const wrong = reader(
      SECRET,
      () => NOW + 86_400_000,
      (sent) => (sent ?? 0) + 100,
    );
    const { payload, properties } = wrap(
      '{"status":[{"code":"a","t":1790360743191}]}',
      { protocol: 4 },
      SECRET,
      NOW,
    );
    const frame = readFrame(JSON.stringify({ messageId: 'CAoQKA==', payload, properties }));
    should(frame.is === 'message' && wrong(frame)).match({ age: 1100, received: NOW + 86_400_000 });
  });

  it('R23: is data, whatever it holds', () => {
    const event = eventOf(
      '{"devId":"__proto__","status":[{"code":"__proto__","value":{"__proto__":{"polluted":1},"constructor":2}}],"__proto__":{"kind":"x"}}',
    );
    event.should.match({ device_id: '__proto__', code: '__proto__' });
    Object.keys(event.values[0]?.value as object).should.eql(['__proto__', 'constructor']);
    should(({} as { polluted?: unknown }).polluted).be.undefined();
  });

  it('keeps integers that a number cannot hold', () => {
    should(eventOf('{"status":[{"code":"a","value":12345678901234567890}]}').values[0]?.value).equal(
      '12345678901234567890',
    );
  });

  for (const { name, cipher, data, plain } of vectors) {
    it(`${name}: is read as it stands on the wire`, () => {
      const payload = Buffer.from(JSON.stringify({ data, protocol: 20, pv: '2.0', t: NOW })).toString(
        'base64',
      );
      JSON.stringify(frameOf(payload, { em: `aes_${cipher}` }).raw).should.equal(plain);
    });
  }

  it('R14: that cannot be read says at which step', () => {
    const why = (payload: unknown, properties?: object): string => {
      try {
        frameOf(payload, properties);
      } catch (error) {
        return (error as TuyaError).message.replace('A message cannot be read: ', '');
      }
      return 'it can';
    };
    const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
    const sealed = (body: string): string => wrap(body, { protocol: 4 }, SECRET, NOW).payload;
    for (const odd of [undefined, 5, '', 'e30']) why(odd).should.not.equal('it can');
    why(5).should.equal('it is not JSON');
    why(Buffer.from('{').toString('base64')).should.equal('it is not JSON');
    why(base64([1])).should.equal('it is not an object');
    for (const data of [undefined, '', 7]) why(base64({ data })).should.equal('it holds no data');
    why(base64({ data: 'AAAA' })).should.equal('it cannot be decrypted');
    why(sealed('{')).should.equal('what was encrypted is not JSON');
    why(sealed('[1]')).should.equal('what was encrypted is not an object');
    why(sealed(`${'{"a":'.repeat(101)}1${'}'.repeat(101)}`)).should.equal('it is nested too deeply');
  });

  it('has only values that are values, each with the number of its data point where there is one', () => {
    const status = [
      null,
      5,
      'x',
      { value: 1 },
      { code: 'a', value: 1, '12': 'x', x12: 1, '12x': 1 },
      { code: 'b', value: 2 },
    ];
    eventOf({ devId: 'd', status })
      .values.map(({ code, dp }) => [code, dp])
      .should.eql([
        ['a', 12],
        ['b', undefined],
      ]);
    should(eventOf({ devId: 'd', status: [{ code: 'a', x12: 1, '12x': 1 }] }).values[0]).have.property(
      'dp',
      undefined,
    );
    eventOf({ bizCode: 'sceneExecute', bizData: { code: 'x', value: 1 } }, 25).values.should.eql([]);
    eventOf({ bizCode: 'event_notify', bizData: { value: 1 } }, 20).values.should.eql([]);
  });

  it('R14: is read, or is TUYA_BAD_MESSAGE: nothing else is ever thrown', () => {
    const tried = (task: () => unknown): void => {
      try {
        task();
      } catch (error) {
        should(error).be.instanceOf(TuyaError).and.have.property('code', 'TUYA_BAD_MESSAGE');
      }
    };
    const payloads = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.json().map((text) => Buffer.from(text).toString('base64')),
      fc
        .record({
          data: fc.oneof(fc.base64String(), fc.jsonValue()),
          protocol: fc.jsonValue(),
          t: fc.jsonValue(),
          encryptVersion: fc.jsonValue(),
        })
        .map((envelope) => Buffer.from(JSON.stringify(envelope)).toString('base64')),
    );
    fc.assert(
      fc.property(payloads, fc.dictionary(fc.string(), fc.jsonValue()), (payload, properties) => {
        tried(() => frameOf(payload, properties));
      }),
    );
    const names = fc.constantFrom(
      'bizCode',
      'bizData',
      'status',
      'properties',
      'devId',
      'dataId',
      'time',
      't',
      'ts',
      'code',
      'value',
      'dpId',
      '1',
      '__proto__',
    );
    const { content } = fc.letrec((tie) => ({
      content: fc.oneof({ depthSize: 'small' }, fc.jsonValue({ maxDepth: 1 }), tie('list'), tie('fields')),
      list: fc.array(tie('content'), { maxLength: 4 }),
      fields: fc.dictionary(names, tie('content'), { maxKeys: 6 }),
    }));
    fc.assert(
      fc.property(
        fc.dictionary(names, content, { maxKeys: 8 }),
        fc.constantFrom(4, 20, 1000, 1001),
        (fields, protocol) => {
          const event = eventOf(fields, protocol);
          event.id.should.equal('CAoQKA==');
          event.time.should.be.above(0);
          for (const { code, time } of event.values) {
            code.should.be.a.String();
            time.should.be.above(0);
          }
        },
      ),
    );
  });
});
