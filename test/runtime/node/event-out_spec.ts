import should from 'should';
import { Changes } from '../../../nodes/runtime/node/event-changes';
import { outgoing } from '../../../nodes/runtime/node/event-out';
import type { Outgoing, Shape } from '../../../nodes/runtime/node/event-out';
import { AT, deviceEvent } from '../../support/device-event';

const REPORT: Shape = { codes: [], output: 'report', parseValues: false };

const payloads = (shape: Partial<Shape>, ...different: Parameters<typeof deviceEvent>): unknown[] =>
  outgoing({ ...REPORT, ...shape }, deviceEvent(...different), undefined).map(({ payload }) => payload);

describe('what of a device becomes messages', () => {
  it('a report is one message with its values by their codes', () => {
    const [msg, ...more] = outgoing(REPORT, deviceEvent(), undefined);
    more.should.eql([]);
    should(msg).eql({
      payload: { switch_1: true, cur_power: 123 },
      topic: 'dev1/status',
      device_id: 'dev1',
      event: {
        kind: 'status',
        device_id: 'dev1',
        product_id: 'pk',
        code: '',
        values: [
          { code: 'switch_1', value: true, dp: 1, time: AT },
          { code: 'cur_power', value: 123, dp: 19, time: AT },
        ],
        time: AT,
        received: AT + 200,
        age: 200,
        protocol: 1000,
        bizCode: 'devicePropertyMessage',
        data_id: '00',
        id: 'CAoQKA==',
        late: false,
        signed: true,
      },
    });
  });

  it('or one for each value, each with all of the report beside it and nothing shared', () => {
    const [first, second, ...more] = outgoing({ ...REPORT, output: 'value' }, deviceEvent(), undefined);
    more.should.eql([]);
    [first?.payload, first?.topic, first?.event.code].should.eql([true, 'dev1/switch_1', 'switch_1']);
    [second?.payload, second?.topic, second?.event.code].should.eql([123, 'dev1/cur_power', 'cur_power']);
    (second?.event.values ?? []).should.have.length(2);
    (first?.event.values[0] === second?.event.values[0]).should.be.false();
  });

  it('R23: of a report of 5000 codes each message has only its own value beside it, of a small one all', () => {
    const of = (n: number): Outgoing[] => {
      const values = Array.from({ length: n }, (_, i) => ({ code: `c${i}`, value: i, dp: i, time: AT }));
      return outgoing({ ...REPORT, output: 'value' }, deviceEvent({ values }), undefined);
    };
    const rows = (all: readonly Outgoing[]): number =>
      all.reduce((sum, { event }) => sum + event.values.length, 0);
    const many = of(5000);
    many.should.have.length(5000);
    rows(many).should.equal(5000);
    should(many[7]?.event.values).eql([{ code: 'c7', value: 7, dp: 7, time: AT }]);
    rows(of(101)).should.equal(101);
    rows(of(100)).should.equal(10_000);
  });

  it('a report that holds no values is empty, and no message for each of none', () => {
    payloads({}, { values: [] }).should.eql([{}]);
    payloads({ output: 'value' }, { values: [] }).should.eql([]);
    payloads({ output: 'raw' }, { values: [] }).should.eql([deviceEvent().raw]);
  });

  it('or what came, decrypted', () => {
    payloads({ output: 'raw' }).should.eql([deviceEvent().raw]);
    payloads({ output: 'raw' }, { kind: 'online' }).should.eql([deviceEvent().raw]);
  });

  it('codes leave out the other values, but not in msg.event', () => {
    const [msg] = outgoing({ ...REPORT, codes: ['cur_*'] }, deviceEvent(), undefined);
    (msg?.payload as object).should.eql({ cur_power: 123 });
    String(msg?.topic).should.equal('dev1/cur_power');
    (msg?.event.values ?? []).should.have.length(2);
    payloads({ codes: ['cur_*'], output: 'value' }).should.eql([123]);
  });

  for (const [kind, payload] of [
    ['online', true],
    ['offline', false],
  ] as const) {
    it(`${kind} is ${payload}`, () => {
      const [msg] = outgoing(REPORT, deviceEvent({ kind, values: [] }), undefined);
      [msg?.payload, msg?.topic].should.eql([payload, `dev1/${kind}`]);
    });
  }

  it('of other kinds what Tuya says of them', () => {
    const data = { name: 'Küche', token: undefined };
    payloads({}, { kind: 'device', values: [], data }).should.eql([data]);
    payloads({ output: 'value' }, { kind: 'device', values: [], data }).should.eql([data]);
    const [msg] = outgoing(REPORT, deviceEvent({ kind: 'user', values: [], device_id: '' }), undefined);
    [msg?.topic, msg?.device_id].should.eql(['user', '']);
    const [bell] = outgoing(REPORT, deviceEvent({ kind: 'event', values: [], code: 'doorbell' }), undefined);
    String(bell?.topic).should.equal('dev1/doorbell');
  });

  it('JSON in values becomes objects on request, in the payload only', () => {
    const values = [{ code: 'colour_data', value: '{"h":240}', dp: 5, time: AT }];
    payloads({}, { values }).should.eql([{ colour_data: '{"h":240}' }]);
    const [msg] = outgoing({ ...REPORT, parseValues: true }, deviceEvent({ values }), undefined);
    (msg?.payload as object).should.eql({ colour_data: { h: 240 } });
    String(msg?.event.values[0]?.value).should.equal('{"h":240}');
    payloads({ parseValues: true, output: 'value' }, { values }).should.eql([{ h: 240 }]);
  });

  it('R23: a code such as __proto__ is data', () => {
    const values = [{ code: '__proto__', value: { polluted: true }, dp: 1, time: AT }];
    const [payload] = payloads({}, { values }) as object[];
    Object.entries(payload ?? {}).should.eql([['__proto__', { polluted: true }]]);
    ({}).should.not.have.property('polluted');
  });

  describe('where only changes count', () => {
    let changes: Changes;
    const send = (...different: Parameters<typeof deviceEvent>): unknown[] =>
      outgoing(REPORT, deviceEvent(...different), changes).map(({ payload }) => payload);
    beforeEach(() => {
      changes = new Changes();
    });

    it('a report has those that changed, and none is none', () => {
      send().should.have.length(1);
      send().should.eql([]);
      const values = deviceEvent().values.map((one) =>
        one.code === 'switch_1' ? { ...one, value: false } : one,
      );
      send({ values }).should.eql([{ switch_1: false }]);
      outgoing({ ...REPORT, output: 'raw' }, deviceEvent({ values }), changes).should.eql([]);
      send({ values: values.slice(0, 1) }).should.eql([]);
    });

    it('online again is none, and what has no value always counts', () => {
      send({ kind: 'online' }).should.eql([true]);
      send({ kind: 'online' }).should.eql([]);
      send({ kind: 'device', values: [] }).should.have.length(1);
      send({ kind: 'device', values: [] }).should.have.length(1);
    });
  });

  it('R23: what a flow changes in its message changes nothing for the other nodes that have the same', () => {
    const event = deviceEvent({ values: [{ code: 'c', value: { h: 1 }, dp: 1, time: AT }] });
    for (const output of ['report', 'value', 'raw'] as const) {
      const shape = { codes: [], output, parseValues: false };
      const before = JSON.stringify(outgoing(shape, event, undefined));
      for (const { payload, event: told } of outgoing(shape, event, undefined)) {
        for (const changed of [payload, ...told.values.map(({ value }) => value)])
          Object.assign(changed as object, { bizData: 0, h: 2, c: 0 });
        const [row] = told.values;
        Object.assign((payload as { c?: object }).c ?? row ?? {}, { h: 3 });
      }
      JSON.stringify(outgoing(shape, event, undefined)).should.equal(before);
    }
  });

  describe('by a model', () => {
    const tenths = (code: string, value: unknown): unknown =>
      code === 'cur_power' ? Number(value) / 10 : value;
    const twice = (code: string, value: unknown): unknown =>
      code === 'cur_power' ? Number(value) * 2 : value;

    it('a report and what stands beside it are read, and the event itself is left alone', () => {
      const event = deviceEvent();
      const [msg] = outgoing(REPORT, event, undefined, tenths);
      should(msg?.payload).eql({ switch_1: true, cur_power: 12.3 });
      should(msg?.event.values.map(({ value }) => value)).eql([true, 12.3]);
      event.values.map(({ value }) => value).should.eql([true, 123]);
    });

    it('a message for each code is read, and one that was left out is not sent for that', () => {
      const shape: Shape = { ...REPORT, output: 'value', codes: ['cur_*'] };
      outgoing(shape, deviceEvent(), undefined, tenths)
        .map(({ payload, topic }) => [payload, topic])
        .should.eql([[12.3, 'dev1/cur_power']]);
    });

    it('a message that is wanted as it came is not read', () => {
      const raw: Shape = { ...REPORT, output: 'raw' };
      const [plain] = outgoing(raw, deviceEvent(), undefined);
      const [read] = outgoing(raw, deviceEvent(), undefined, tenths);
      should(read).eql(plain);
    });

    it('news are what the device reports anew, whatever is known of its model meanwhile', () => {
      const changes = new Changes();
      const payloadsBy = (meant?: typeof tenths): unknown[] =>
        outgoing(REPORT, deviceEvent(), changes, meant).map(({ payload }) => payload);
      payloadsBy().should.have.length(1);
      payloadsBy(tenths).should.eql([]);
      payloadsBy(twice).should.eql([]);
      const [news] = outgoing(
        REPORT,
        deviceEvent({ values: [{ code: 'cur_power', value: 246, dp: 19, time: AT }] }),
        changes,
        tenths,
      );
      should(news?.payload).eql({ cur_power: 24.6 });
    });
  });
});
