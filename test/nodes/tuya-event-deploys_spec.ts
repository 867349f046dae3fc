import type { Node, NodeAPI, NodeDef } from 'node-red';
import 'should';
import { PLACED } from '../support/flow-rig';
import type { Msg } from '../support/flow-rig';
import { EVENT, helper, startEvents } from '../support/event-rig';
import type { EventRig } from '../support/event-rig';

const LAMP = 'lamp0001desk';
/** Reports of a burst, and after how many of them there is a deploy. */
const [BURST, DEPLOY_AFTER] = [300, 100];
/** Bursts with a deploy in each, at another moment each time; reports of a turn of the event loop. */
const [ROUNDS, OF_A_ROUND, IN_A_TURN] = [20, 80, 10];

describe('R19: event nodes and deploys', () => {
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
      const { confirms } = saved as { confirms?: string };
      this.on('input', (msg, _send, done) => {
        (arrived[saved.id] ??= []).push(msg);
        if (confirms !== undefined) rig.flow.node(confirms).receive(msg);
        done();
      });
    });
  };
  /** It takes its time to close, and takes what comes in the meantime. */
  const slowCollector = (RED: NodeAPI): void => {
    RED.nodes.registerType('slow-collector', function (this: Node, saved: NodeDef) {
      RED.nodes.createNode(this, saved);
      this.on('input', (msg, _send, done) => {
        (arrived[saved.id] ??= []).push(msg);
        done();
      });
      this.on('close', (done: () => void) => setTimeout(done, 20));
    });
  };
  const values = (id: string): unknown[] =>
    (arrived[id] ?? []).map(({ payload }) => (payload as { bright_value: number }).bright_value);
  const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

  /** Two event nodes on one account, a collector behind the one and two behind the other. */
  beforeEach(async () => {
    arrived = {};
    const more = [
      { ...EVENT, ...PLACED, id: 'm', wires: [['at-m', 'slow']] },
      { ...PLACED, id: 'at-n', type: 'collector' },
      { ...PLACED, id: 'at-m', type: 'collector' },
      { ...PLACED, id: 'slow', type: 'slow-collector' },
    ];
    rig = await startEvents({ wires: [['at-n']] }, { more, nodes: [collector, slowCollector] });
    await rig.flow.cloud.messages.connected();
  });

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const report = (bright_value: number): void => {
    rig.flow.cloud.messages.publish({ device: LAMP, status: { bright_value } });
  };

  /** Reports without a pause, a deploy in between, and all that was reported acknowledged. */
  async function burst(deploy: () => Promise<void>): Promise<void> {
    let deployed: Promise<void> | undefined;
    for (const value of upTo(BURST)) {
      report(value);
      if (value === DEPLOY_AFTER) deployed = deploy();
      await turn();
    }
    await deployed;
    await rig.flow.cloud.messages.settled();
  }

  it('one that is renamed in a burst loses nothing and gets nothing twice, nor does its neighbour', async () => {
    await burst(() => rig.flow.deploy('nodes', { n: { name: 'renamed' } }));
    haveAll(BURST, 'at-n', 'at-m', 'slow');
    rig.flow.cloud.messages.connects.should.have.length(1);
    rig.flow.cloud.messages.strayAcks.should.eql([]);
  });

  /** Each report once and in its order, at each of these. */
  function haveAll(n: number, ...ids: string[]): void {
    for (const id of ids) {
      const seen = values(id) as number[];
      const missing = upTo(n).filter((value) => !seen.includes(value));
      const twice = seen.filter((value, i) => seen.indexOf(value) !== i);
      const early = seen.filter((value, i) => value < (seen[i - 1] ?? 0));
      ({ id, missing, twice, early }).should.eql({ id, missing: [], twice: [], early: [] });
    }
  }

  /** Deploys that change these nodes, each in a burst, and all that was reported has arrived where it should. */
  async function rounds(
    kind: 'full' | 'flows' | 'nodes',
    changed: readonly string[],
    at: readonly string[],
    always: Record<string, Record<string, unknown>> = {},
  ): Promise<void> {
    for (let round = 0; round < ROUNDS; round++) {
      const name = { name: `round ${round}`, label: `round ${round}` };
      const changes = changed.map((id) => [id, { ...always[id], ...name }] as const);
      const first = round * OF_A_ROUND + 1;
      const deployAt = first + ((round * 37) % (OF_A_ROUND / 2));
      let deployed: Promise<void> | undefined;
      for (let value = first; value < first + OF_A_ROUND; value++) {
        report(value);
        if (value === deployAt)
          deployed = rig.flow.deploy(kind, { ...always, ...Object.fromEntries(changes) });
        if (value % IN_A_TURN === 0) await turn();
      }
      await deployed;
      await rig.flow.cloud.messages.settled();
      // It may have been acknowledged before it was sent once more.
      await turn();
      haveAll(first + OF_A_ROUND - 1, ...at);
    }
  }

  for (const [title, kind, changed] of [
    ['all', 'full', ['t']],
    ['all of the tab', 'flows', ['t']],
    ['one', 'nodes', ['n']],
    ['the node behind one', 'nodes', ['at-n']],
    ['one of two nodes behind one', 'nodes', ['at-m']],
    ['a node behind one that takes its time to close', 'nodes', ['slow']],
    ['one and the node behind it', 'nodes', ['n', 'at-n']],
    ['one and one of two nodes behind it', 'nodes', ['m', 'at-m']],
    ['the account', 'nodes', ['a']],
    ['the account and all nodes behind', 'nodes', ['a', 'at-n', 'at-m']],
  ] as const) {
    it(`lose nothing and send nothing twice, whenever it is: ${title}`, async () => {
      await rounds(kind, changed, ['at-n', 'at-m', 'slow']);
      rig.flow.cloud.messages.strayAcks.should.eql([]);
    }).timeout(120_000);
  }

  for (const [title, kind, changed] of [
    ['all', 'full', ['t']],
    ['one', 'nodes', ['n']],
    ['the account and the node behind one', 'nodes', ['a', 'at-n']],
  ] as const) {
    it(`lose nothing and send nothing twice where the flow confirms what it has, whenever it is: ${title}`, async () => {
      const confirming = { n: { ack: 'flow' }, 'at-n': { confirms: 'n' } };
      await rig.flow.deploy('nodes', confirming);
      await rounds(kind, changed, ['at-n'], confirming);
    }).timeout(120_000);
  }

  for (const [title, change] of [
    ['deleted', undefined],
    ['disabled', { d: true }],
  ] as const) {
    it(`one that is ${title} leaves the connection to its neighbour, who goes on at once`, async () => {
      await burst(() => rig.flow.deploy('nodes', { n: change }));
      values('at-m').should.eql(upTo(BURST));
      const some = values('at-n');
      some.should.eql(upTo(some.length));
      rig.flow.cloud.messages.connects.should.have.length(1);
    });

    it(`the last one that is ${title} closes it at once, with all that was sent acknowledged`, async () => {
      report(1);
      await rig.flow.cloud.messages.settled();
      const begin = Date.now();
      await rig.flow.deploy('nodes', { n: change, m: change });
      await rig.flow.cloud.messages.disconnected();
      // Not when whoever is announced could still come, which is longer.
      (Date.now() - begin).should.be.below(10_000);
      report(2);
      rig.flow.cloud.messages.backlog().should.have.length(1);
      await rig.flow.deploy('nodes', { n: { name: 'back' }, m: { name: 'back' } });
      await rig.flow.cloud.messages.settled();
      values('at-n').should.eql([1, 2]);
    });
  }

  it('one whose new settings are wrong keeps nobody waiting', async () => {
    await burst(() => rig.flow.deploy('nodes', { n: { kinds: ['state'] } }));
    values('at-m').should.eql(upTo(BURST));
  });

  it('R22: with another secret the old connection is closed before the new one is opened', async () => {
    const { messages, client_id, secret } = rig.flow.cloud;
    const wrong = { client_id, secret: 'another0secret0of0the0playground' };
    await rig.flow.deploy('nodes', { a: { credentials: wrong } });
    await messages.handshakes(2);
    await rig.flow.deploy('nodes', { a: { credentials: { client_id, secret } } });
    await messages.handshakes(3);
    report(1);
    await messages.settled();
    messages.connects.map(({ status }) => status).should.eql([101, 401, 101]);
    const [first, second] = messages.connects;
    (first?.closedAt ?? Infinity).should.be.belowOrEqual(second?.at ?? 0);
    values('at-n').should.eql([1]);
    values('at-m').should.eql([1]);
  });

  it('an account that is deployed alone takes its event nodes along', async () => {
    report(1);
    await rig.flow.cloud.messages.settled();
    await rig.flow.deploy('nodes', { a: { timeout: 7 } });
    report(2);
    await rig.flow.cloud.messages.settled();
    values('at-n').should.eql([1, 2]);
    rig.flow.cloud.messages.open.should.have.length(1);
  });
});
