import should from 'should';
import { Abort, Models, TuyaError } from '../../../nodes/cloud';
import { EventValues } from '../../../nodes/runtime/node/event-values';
import type { Meant } from '../../../nodes/runtime/node/event-values';
import { deviceEvent } from '../../support/device-event';
import { FakeClock } from '../../support/fake-clock';

const HOUR = 3_600_000;
const tenths = { code: 'temp', type: 'Integer', values: '{"scale":1}' };
const specification = { functions: [], status: [tenths] };
const model = {
  model: JSON.stringify({
    services: [{ properties: [{ code: 'temp', accessMode: 'ro', typeSpec: { type: 'value', scale: 2 } }] }],
  }),
};

describe('what the values of an event mean', () => {
  let clock: FakeClock;
  let values: EventValues;
  let asked: string[];
  /** What the cloud is asked and has not answered yet. */
  let open: ((answer: unknown) => void)[];

  beforeEach(() => {
    clock = new FakeClock();
    asked = [];
    open = [];
    values = new EventValues({
      models: new Models(clock),
      ask: (path) => {
        asked.push(path);
        return new Promise((resolve) => open.push(resolve));
      },
      signal: new Abort(),
      after: (ms, task) => clock.after(ms, task),
    });
  });

  const event = (protocol: number, device_id = 'd1'): ReturnType<typeof deviceEvent> =>
    deviceEvent({ protocol, device_id, values: [{ code: 'temp', value: 235, dp: 1, time: 1 }] });
  const read = (meant: Meant): unknown => meant('temp', 235);
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const now = (meant: Meant | Promise<Meant>): Meant => {
    if (meant instanceof Promise) throw new Error('It is waited for');
    return meant;
  };

  it('is known when the model has come, and from then on at once', async () => {
    const waiting = Promise.resolve(values.readerFor(event(4)));
    await settle();
    open[0]?.(specification);
    [read(await waiting), read(now(values.readerFor(event(4))))].should.eql([23.5, 23.5]);
    // So it is for another device of the product.
    should(read(now(values.readerFor(event(4, 'd2'))))).equal(23.5);
    asked.should.eql(['/v1.0/devices/d1/specifications']);
    clock.waiting.should.equal(0);
  });

  it('is what it is where nobody may read models, and from then on at once', async () => {
    const waiting = Promise.resolve(values.readerFor(event(4)));
    for (let n = 0; n < 2; n++) {
      await settle();
      open[n]?.(Promise.reject(new TuyaError('TUYA_1106', 'permission deny')));
    }
    [read(await waiting), read(now(values.readerFor(event(4))))].should.eql([235, 235]);
    asked.should.have.length(2);
  });

  it('is that of its generation: protocols from 1000 on are of the thing model', async () => {
    const waiting = Promise.resolve(values.readerFor(event(1000)));
    await settle();
    open[0]?.(model);
    should(read(await waiting)).equal(2.35);
    asked.should.eql(['/v2.0/cloud/thing/d1/model']);
    void values.readerFor(event(999));
    await settle();
    asked.should.have.length(2);
  });

  it('is waited for two seconds once, and not again until it has come', async () => {
    const waiting = Promise.resolve(values.readerFor(event(4)));
    let done = false;
    void waiting.then(() => (done = true));
    clock.advance(1999);
    await settle();
    done.should.be.false();
    clock.advance(1);
    should(read(await waiting)).equal(235);
    should(read(now(values.readerFor(event(4))))).equal(235);
    // Another device is waited for, and the late one is used as soon as it is there.
    values.readerFor(event(4, 'd2')).should.be.a.Promise();
    open[0]?.(specification);
    await settle();
    should(read(now(values.readerFor(event(4))))).equal(23.5);
  });

  it('R23: of devices without end the late ones are forgotten, and waited for once more', () => {
    const timers: (() => void)[] = [];
    values = new EventValues({
      models: new Models(clock),
      ask: () => new Promise(() => undefined),
      signal: new Abort(),
      after: (_, task) => {
        timers.push(task);
        return () => undefined;
      },
    });
    for (const id of ['late0', 'late1']) void values.readerFor(event(4, id));
    for (const late of timers.splice(0)) late();
    for (const id of ['late0', 'late1']) should(read(now(values.readerFor(event(4, id))))).equal(235);
    for (let n = 2; n <= 10_000; n++) void values.readerFor(event(4, `late${n}`));
    for (const late of timers) late();
    values.readerFor(event(4, 'late0')).should.be.a.Promise();
    should(read(now(values.readerFor(event(4, 'late10000'))))).equal(235);
  });

  it('is waited for again when it is to be renewed after it had come', async () => {
    void values.readerFor(event(4));
    clock.advance(2000);
    await settle();
    open[0]?.(specification);
    await settle();
    should(read(now(values.readerFor(event(4))))).equal(23.5);
    clock.advance(25 * HOUR);
    const waiting = values.readerFor(event(4));
    waiting.should.be.a.Promise();
    await settle();
    open[1]?.(specification);
    should(read(await waiting)).equal(23.5);
  });

  it('is nothing where there is no device or no value', () => {
    for (const different of [{ device_id: '' }, { values: [] }]) {
      should(read(now(values.readerFor(deviceEvent({ ...event(4), ...different }))))).equal(235);
    }
    asked.should.eql([]);
  });

  it('is doubted by a code that the model does not have', async () => {
    const waiting = Promise.resolve(values.readerFor(event(4)));
    await settle();
    open[0]?.(specification);
    await waiting;
    clock.advance(HOUR);
    should(now(values.readerFor(event(4)))('unknown', 1)).equal(1);
    values.readerFor(event(4)).should.be.a.Promise();
  });

  it('is not doubted by a code that the model has', async () => {
    const waiting = Promise.resolve(values.readerFor(event(4)));
    await settle();
    open[0]?.(specification);
    await waiting;
    clock.advance(HOUR);
    for (let times = 0; times < 3; times++) should(read(now(values.readerFor(event(4))))).equal(23.5);
    await settle();
    asked.should.have.length(1);
  });
});
