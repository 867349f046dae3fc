import 'should';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { Broker } from './broker';
import { Listener } from './listener';
import type { Entry } from './listener';
import { produce } from './produce';
import { quiet } from './quiet';
import { burst, seal } from './reports';
import { Topics } from './topics';

/** The code of a burst that is told from those before. */
const OWN = 'cur_voltage';
const DEVICES = 50;
const BURST = 5000;

/** The number in its burst: the only value of a report. */
const numberOf = ({ values }: Entry): number => Number(Object.values(values)[0]);

/** The numbers that each device reported, in the order in which they came. */
function byDevice(entries: readonly Entry[]): Map<string, number[]> {
  const devices = new Map<string, number[]>();
  for (const entry of entries) {
    devices.set(entry.device, [...(devices.get(entry.device) ?? []), numberOf(entry)]);
  }
  return devices;
}

/** How often the numbers go back. */
const setbacks = (numbers: readonly number[]): number =>
  numbers.filter((number, i) => i > 0 && number <= (numbers[i - 1] ?? Infinity)).length;

/** The numbers of a burst that nobody was given. */
function lostOf(entries: readonly Entry[], burst: number): number[] {
  const given = new Set(entries.map(numberOf));
  return Array.from({ length: burst }, (_, i) => i).filter((number) => !given.has(number));
}

describe('Node-REDs on a real Apache Pulsar', function () {
  this.timeout(300_000);
  let cloud: Cloud;
  let broker: Broker;
  let topics: Topics;
  const listeners: Listener[] = [];

  before(async () => {
    cloud = await startCloud();
    broker = await Broker.start();
    topics = await Topics.create(broker, cloud.client_id);
  });
  afterEach(async () => {
    await Promise.all(listeners.splice(0).map((listener) => listener.stop()));
  });
  after(async () => {
    await broker.stop();
    await cloud.close();
  });

  async function listen(event?: object, last?: number): Promise<Listener> {
    const listener = new Listener(cloud, broker, event, last);
    listeners.push(listener);
    await listener.start();
    return listener;
  }

  /** Resolves when this many consumers have a share of the partitions each. */
  async function shared(consumers: number): Promise<void> {
    for (;;) {
      const active = (await topics.standing())?.active ?? [];
      if (!active.includes(undefined) && new Set(active).size === consumers) return;
      await quiet();
    }
  }

  it(`that share the devices lose none when one dies of a message in a burst of ${BURST}, and a device goes back once at most (R11, R18)`, async () => {
    const [killed, other] = [await listen({}, 500), await listen()];
    await shared(2);
    await produce(topics, burst(BURST, DEVICES, cloud.secret));
    const [kept, soFar] = [await topics.settled(), other.entries().length];
    if (kept > 0) {
      await topics.unload(); // the broker has passed over them: a new connection brings them
      await topics.drained();
      (other.entries().length - soFar).should.equal(kept, 'each of them for the first time');
    }
    const [before, after] = [killed.entries(), other.entries()];
    lostOf([...before, ...after], BURST).should.be.empty();
    before.length.should.equal(499);
    for (const [device, numbers] of byDevice(before)) setbacks(numbers).should.equal(0, device);
    // Pulsar may give the heir what is new before it goes back, once, to what was not acknowledged.
    for (const [device, numbers] of byDevice(after)) setbacks(numbers).should.be.belowOrEqual(1, device);
  });

  it('leave to the next all of a backlog from the message on of which one dies (R11)', async () => {
    const last = 490; // in the midst of what is dealt with in one turn
    await produce(topics, burst(1000, DEVICES, cloud.secret));
    const killed = await listen({}, last);
    await killed.count(last - 1);
    const other = await listen();
    await topics.drained();
    const [before, after] = [killed.entries(), other.entries()];
    before.length.should.equal(last - 1);
    lostOf([...before, ...after], 1000).should.be.empty();
    for (const [device, numbers] of byDevice(after)) setbacks(numbers).should.equal(0, device);
  });

  it(`have each report once and in order when the broker is killed in a burst of ${BURST} and comes back`, async () => {
    const listener = await listen();
    await shared(1);
    const produced = produce(topics, burst(BURST, DEVICES, cloud.secret, OWN));
    await listener.count(500);
    await broker.kill();
    await broker.up();
    await produced;
    await topics.drained();
    // A killed broker has forgotten the last acknowledgements, also of bursts that other Node-REDs had.
    const entries = listener.entries().filter(({ values }) => OWN in values);
    lostOf(entries, BURST).should.be.empty();
    entries.length.should.equal(BURST);
    for (const [device, numbers] of byDevice(entries)) setbacks(numbers).should.equal(0, device);
  });

  it('get through a backlog of 3000 of which nothing is for them to what is, and acknowledge all (R15)', async () => {
    await produce(topics, burst(3000, DEVICES, cloud.secret));
    await produce(topics, [seal({ device: 'door', code: 'doorcontact_state', value: true }, cloud.secret)]);
    ((await topics.standing())?.backlog ?? 0).should.equal(3001);
    const listener = await listen({ codes: ['doorcontact_state'] });
    await listener.count(1);
    (await topics.drained()).consumers.should.equal(1);
    listener.entries().should.eql([{ device: 'door', values: { doorcontact_state: true } }]);
  });
});
