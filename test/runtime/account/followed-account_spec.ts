import { EventEmitter, once } from 'node:events';
import type { Node, NodeAPI } from 'node-red';
import should from 'should';
import { FollowedAccount } from '../../../nodes/runtime/account/followed-account';
import type { Red, Saved } from '../../../nodes/runtime/red-types';
import { PLACED, helper, startFlow } from '../../support/flow-rig';
import type { LiveNode, Msg, Running } from '../../support/flow-rig';
import { useLiveNode } from '../../support/live-node';

const LAMP = '/v1.0/devices/lamp0001desk';

/** A subflow whose account is a property of it, and one instance of it, `i`, that leads to `out`. */
function subflowWith(inner: Record<string, unknown>): Record<string, unknown>[] {
  return [
    {
      id: 'sf',
      type: 'subflow',
      name: 'acts for an account',
      in: [{ x: 0, y: 0, wires: [{ id: 'inner' }] }],
      out: [{ x: 0, y: 0, wires: [{ id: 'inner', port: 0 }] }],
      env: [{ name: 'ACCOUNT', type: 'str', value: '' }],
    },
    { id: 'inner', ...PLACED, z: 'sf', account: '${ACCOUNT}', wires: [[]], ...inner },
    {
      id: 'i',
      ...PLACED,
      type: 'subflow:sf',
      env: [{ name: 'ACCOUNT', type: 'str', value: 'a' }],
      wires: [['out']],
    },
  ];
}

describe('L12: an account after a partial deploy', () => {
  let flow: Running;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  afterEach(() => flow.stop());

  /** Sends a message into a node and waits for what comes out of the flow. */
  async function through(id: string, msg: Msg = {}): Promise<Msg> {
    const answer = flow.next();
    flow.node(id).receive(msg);
    return answer;
  }

  /** The texts that a node has shown, the newest last. */
  const texts = (id: string): (string | undefined)[] => {
    const { status } = flow.node(id) as unknown as { status: { args: [{ text?: string }][] } };
    return status.args.map(([{ text }]) => text);
  };

  /** What undo and a deploy send after an account was deleted and deployed. */
  const bringBack = (type: 'nodes' | 'flows'): Promise<void> => {
    const { client_id, secret } = flow.cloud;
    return flow.deploy(type, { a: { credentials: { client_id, secret } } });
  };

  const request = { type: 'tuya-request', method: 'GET', path: LAMP };

  for (const type of ['nodes', 'flows'] as const) {
    it(`by ${type}: an account that is a property of a subflow works on after it was changed`, async () => {
      flow = await startFlow({}, { more: subflowWith(request) });
      should((await through('i')).payload).have.property('name', 'Desk lamp');
      await flow.deploy(type, { a: { timeout: 6 } });
      should((await through('i')).payload).have.property('name', 'Desk lamp');
      flow.cloud.tokenCalls.length.should.equal(2); // one of each account: the first one is closed
    });

    it(`by ${type}: an account that was deleted and brought back works at the next message`, async () => {
      flow = await startFlow({ path: LAMP });
      await flow.ask({});
      await flow.deploy(type, { a: undefined });
      should((await flow.ask({})).error?.code).equal('TUYA_CONFIG');
      await bringBack(type);
      const msg = await flow.ask({});
      [msg.error].should.eql([undefined]);
      should(msg.payload).have.property('name', 'Desk lamp');
    });
  }

  it('the red ring of a node whose account comes back goes without a message', async () => {
    flow = await startFlow({ path: LAMP });
    await flow.deploy('nodes', { a: undefined });
    should(texts('n').at(-1)).equal('tuya-request.status.config');
    await bringBack('nodes');
    [texts('n').at(-1)].should.eql([undefined]);
  });

  it('a node whose account goes while it stays itself shows a red ring without a message', async () => {
    flow = await startFlow({}, { more: subflowWith(request) });
    await flow.deploy('nodes', { a: { d: true } });
    should(texts('i-inner').at(-1)).equal('tuya-request.status.config');
  });

  it('emitOnRenewal tells of the tokens of the account that took the place', async () => {
    const renewer = { id: 'r', ...PLACED, type: 'tuya-token', account: 'a', action: 'renew', wires: [[]] };
    const emitter = { type: 'tuya-token', action: 'get', emitOnRenewal: true };
    flow = await startFlow({}, { more: [...subflowWith(emitter), renewer] });
    await flow.deploy('nodes', { a: { timeout: 6 } });
    const told = flow.next();
    flow.node('r').receive({});
    should((await told).payload).have.property('access_token');
    flow.cloud.tokenCalls.should.have.length(1);
  });

  it('a message that is under way while its account is replaced ends with TUYA_ABORTED, the next one works', async () => {
    flow = await startFlow({}, { more: subflowWith(request) });
    await through('i');
    flow.cloud.fail('hang', { kind: 'business' });
    const arrived = once(flow.cloud, 'arrived');
    const inner = flow.node('i-inner') as LiveNode & { error: { args: [{ code: string }][] } };
    flow.node('i').receive({});
    await arrived;
    await flow.deploy('nodes', { a: { timeout: 6 } });
    inner.error.args.map(([{ code }]) => code).should.eql(['TUYA_ABORTED']);
    should((await through('i')).payload).have.property('name', 'Desk lamp');
  });

  it('a message that comes before all flows have started works with the account that took the place', async () => {
    const eager = (RED: NodeAPI): void => {
      RED.nodes.registerType('test-eager', function (this: Node, saved: Saved) {
        RED.nodes.createNode(this, saved);
        flow.node('i-inner').receive({});
      });
    };
    const early = { id: 'e', ...PLACED, type: 'test-eager', d: true, wires: [[]] };
    flow = await startFlow({}, { more: [...subflowWith(request), early], nodes: [eager] });
    const answer = flow.next();
    await flow.deploy('nodes', { a: { timeout: 6 }, e: { d: false } });
    should((await answer).payload).have.property('name', 'Desk lamp');
  });
});

describe('following an account', () => {
  /** A Node-RED without any node, that counts how often one was looked for. */
  const empty = (): { RED: Red; events: EventEmitter; looks: () => number } => {
    const events = new EventEmitter();
    let looked = 0;
    const getNode = (): null => {
      looked++;
      return null;
    };
    return { RED: { events, nodes: { getNode } } as unknown as Red, events, looks: () => looked };
  };

  for (const [what, id] of [
    ['missing', 'gone'],
    ['not chosen', ''],
  ] as const) {
    it(`that is ${what} tells nothing while it stays so`, () => {
      const { RED, events } = empty();
      const followed = new FollowedAccount(RED, id);
      const told: string[] = [];
      followed.attend(() => {
        told.push('begun');
        return () => told.push('ended');
      });
      events.emit('flows:started', {});
      followed.now();
      told.should.eql(['begun']);
      followed.close();
      told.should.eql(['begun', 'ended']);
    });
  }

  it('ends with a close: it looks no more, and nobody is told a second time that it is over', () => {
    const { RED, events, looks } = empty();
    const followed = new FollowedAccount(RED, 'gone');
    let ends = 0;
    followed.attend(() => () => ends++);
    events.emit('flows:started', {});
    looks().should.equal(2);
    followed.close();
    followed.close();
    events.emit('flows:started', {});
    looks().should.equal(2);
    ends.should.equal(1);
  });
});

describe('L12: who attends to an account', () => {
  const live = useLiveNode();

  it('lets go of the one of before ahead of the next, and finds that one already known', async () => {
    const { RED } = live().flow;
    const followed = new FollowedAccount(RED, 'a');
    const first = followed.known;
    const told: string[] = [];
    followed.attend((account) => {
      const which = account === first ? 'first' : 'next';
      told.push(`${which} begun, ${followed.known === account ? 'known' : 'unknown'}`);
      return () => told.push(`${which} ended`);
    });
    await live().running.deploy('nodes', { a: { timeout: 6 } });
    told.should.eql(['first begun, known', 'first ended', 'next begun, known']);
    followed.close();
  });
});
