import 'should';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { EVENT, helper, startEvents } from '../support/event-rig';
import type { EventRig } from '../support/event-rig';
import { PLACED } from '../support/flow-rig';
import type { Msg } from '../support/flow-rig';

const LAMP = 'lamp0001desk';
/** Reports of each round, and rounds. */
const [REPORTS, ROUNDS] = [60, 5];

describe('event nodes of two accounts with one key', () => {
  let rig: EventRig;
  /** What has arrived, by the name of the node that it has arrived at; it outlives every deploy. */
  let arrived: Record<string, Msg[]>;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  afterEach(() => rig.flow.stop());

  const collector = (RED: NodeAPI): void => {
    RED.nodes.registerType('collector', function (this: Node, saved: NodeDef) {
      RED.nodes.createNode(this, saved);
      this.on('input', (msg, _send, done) => {
        (arrived[saved.id] ??= []).push(msg);
        done();
      });
    });
  };

  beforeEach(async () => {
    arrived = {};
    const more = [
      { ...EVENT, ...PLACED, id: 'm', account: 'b', wires: [['at-m']] },
      { ...PLACED, id: 'at-n', type: 'collector' },
      { ...PLACED, id: 'at-m', type: 'collector' },
    ];
    rig = await startEvents({ wires: [['at-n']] }, { more, nodes: [collector], twins: ['b'] });
    await Promise.all([rig.shows(/connected|silent|nothing/i), rig.shows(/connected|silent|nothing/i, 'm')]);
  });

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const values = (id: string): unknown[] =>
    (arrived[id] ?? []).map(({ payload }) => (payload as { bright_value: number }).bright_value);
  let reported = 0;
  const report = (): void => {
    reported += 1;
    rig.flow.cloud.messages.publish({ device: LAMP, status: { bright_value: reported } });
  };
  beforeEach(() => {
    reported = 0;
  });
  const all = (): number[] => Array.from({ length: reported }, (_, i) => i + 1);

  it('share one connection, which has one line in the log, and each hears of every device', async () => {
    const { messages } = rig.flow.cloud;
    messages.connects.should.have.length(1);
    for (const { id } of rig.flow.cloud.devices)
      messages.publish({ device: id, status: { bright_value: 1 } });
    await messages.settled();
    const devices = (id: string): unknown[] => (arrived[id] ?? []).map(({ device_id }) => device_id);
    devices('at-n').should.eql(rig.flow.cloud.devices.map(({ id }) => id));
    devices('at-m').should.eql(devices('at-n'));
    const log = helper.log() as unknown as { args: [{ msg?: unknown }][] };
    log.args.filter(([{ msg }]) => String(msg).startsWith('Connected: messages')).should.have.length(1);
  });

  for (const [what, kind, changes] of [
    ['one account', 'nodes', { b: { timeout: 7 } }],
    ['one account and its node', 'flows', { b: { timeout: 7 }, m: { name: 'other' } }],
    ['both accounts', 'full', { a: { timeout: 7 }, b: { timeout: 7 } }],
  ] as const) {
    it(`a redeploy of ${what} drops nothing and doubles nothing, for either`, async () => {
      for (let round = 0; round < ROUNDS; round++) {
        let deployed: Promise<void> | undefined;
        for (let n = 0; n < REPORTS; n++) {
          report();
          // With a name of the round, so that there is something to deploy each time.
          const now = Object.entries(changes).map(([id, change]) => [
            id,
            { ...change, name: `round ${round}` },
          ]);
          if (n === 10 * round)
            deployed = rig.flow.deploy(
              kind,
              Object.fromEntries(now) as Record<string, Record<string, unknown>>,
            );
          await turn();
        }
        await deployed;
      }
      await rig.flow.cloud.messages.settled();
      for (const id of ['at-n', 'at-m']) values(id).should.eql(all(), id);
      rig.flow.cloud.messages.strayAcks.should.eql([]);
    });
  }

  it('one that goes with its account leaves the other what comes', async () => {
    report();
    await rig.flow.cloud.messages.settled();
    await rig.flow.deploy('full', { b: undefined, m: undefined, 'at-m': undefined });
    report();
    await rig.flow.cloud.messages.settled();
    values('at-n').should.eql(all());
    values('at-m').should.eql([1]);
  });
});
