import type { Node, NodeAPI } from 'node-red';
import should from 'should';
import type { TuyaError } from '../../../nodes/cloud';
import { accountOf } from '../../../nodes/runtime/account/accounts';
import { Lifecycle } from '../../../nodes/runtime/node/lifecycle';
import type { Saved } from '../../../nodes/runtime/red-types';
import { PLACED, startFlow } from '../../support/flow-rig';
import type { FlowSettings, Running } from '../../support/flow-rig';

describe('a node’s life without an input', () => {
  let flow: Running;
  let life: Lifecycle;
  afterEach(() => flow.stop());

  const source = (RED: NodeAPI): void => {
    RED.nodes.registerType('test-source', function (this: Node, saved: Saved) {
      RED.nodes.createNode(this, saved);
      life = new Lifecycle({ RED, node: this, type: 'tuya-request', account: 'a' });
    });
  };

  async function start(settings: FlowSettings = {}): Promise<void> {
    const node = { id: 's', ...PLACED, type: 'test-source', wires: [['out']] };
    flow = await startFlow({}, { more: [node], nodes: [source], ...settings });
  }

  const read = { method: 'GET', path: '/v1.0/devices/lamp0001desk' };

  /** Reads a device and sends what comes. */
  const work = (): Promise<TuyaError | undefined> =>
    life.perform(async ({ client }) => {
      const { envelope } = await client.call(read, life.signal);
      flow.node('s').send({ payload: envelope.result });
    });

  const texts = (): unknown[] => {
    const { status } = flow.node('s') as unknown as { status: { args: [{ text?: string }][] } };
    return status.args.map(([{ text }]) => text?.replace('tuya-request.status.', ''));
  };

  it('works with the account, sends what it finds, and shows how that went', async () => {
    await start();
    const sent = flow.next();
    [await work()].should.eql([undefined]);
    should((await sent).payload).have.property('name', 'Desk lamp');
    texts().should.containEql('requesting');
    should(texts().at(-1)).equal('connected');
  });

  it('shows the account’s renewal of its token while it works', async () => {
    await start();
    await work();
    texts().should.containEql('renewing');
  });

  it('counts its own calls that wait, and not those of its neighbour', async () => {
    await start({ account: { rateLimit: 2 } });
    const line = flow.node('s');
    const call = (): Promise<TuyaError | undefined> =>
      life.perform(async ({ client }) => {
        await client.call(read, life.signal, { line });
      });
    const neighbour = flow.node('n');
    for (let i = 0; i < 5; i++) neighbour.receive({});
    await flow.cloud.callCount(2);
    const all = [call()];
    should(texts().at(-1)).equal('requesting'); // four of the neighbour's wait
    all.push(call());
    should(texts().at(-1)).equal('waiting'); // one of its own does
    await line.close(false);
    (await Promise.all(all)).map((error) => error?.code).should.eql(['TUYA_ABORTED', 'TUYA_ABORTED']);
  });

  it('says what went wrong', async () => {
    await start();
    flow.cloud.fail({ code: 1106 }, { kind: 'business' });
    should((await work())?.code).equal('TUYA_1106');
    should(texts().at(-1)).equal('1106 permission denied');
  });

  it('does nothing without an account that works', async () => {
    await start({ account: { dataCenter: 'moon' } });
    let worked = false;
    const error = await life.perform(async () => {
      worked = true;
    });
    should(error?.code).equal('TUYA_CONFIG');
    worked.should.be.false();
    should(texts().at(-1)).equal('config');
  });

  it('L1, RULES 11: a close aborts what is under way, waits for it, and then nothing is begun or shown', async () => {
    await start();
    flow.cloud.fail('hang', { kind: 'business' });
    const arrived = flow.cloud.callCount(2);
    const ends: string[] = [];
    life.track(
      work().then(async (error) => {
        await new Promise(setImmediate);
        ends.push(error?.code ?? 'none');
      }),
    );
    await arrived;
    life.busy.should.equal(1);
    await flow.node('s').close(false);
    ends.should.eql(['TUYA_ABORTED']);
    life.busy.should.equal(0);
    [texts().at(-1)].should.eql([undefined]);
    const shown = texts().length;
    let begun = false;
    const late = await life.perform(async () => {
      begun = true;
    });
    should(late?.code).equal('TUYA_ABORTED');
    begun.should.be.false();
    texts().should.have.length(shown);
    flow.cloud.calls.should.have.length(2);
  });

  it('RULES 11: closed, it ends its own calls only', async () => {
    await start();
    await flow.ask(read);
    flow.cloud.delay = 100;
    const arrived = flow.cloud.callCount(4);
    const answer = flow.ask(read);
    const own = work();
    await arrived;
    await flow.node('s').close(false);
    should((await own)?.code).equal('TUYA_ABORTED');
    should((await answer).error).be.undefined();
  });

  it('L8: a job that fails is an error of the node and ends nothing', async () => {
    await start();
    life.track(Promise.reject(new Error('a listener threw')));
    await new Promise(setImmediate);
    const { error } = flow.node('s') as unknown as { error: { args: [string][] } };
    error.args.should.eql([['a listener threw']]);
    life.busy.should.equal(0);
  });

  it('attends to an account that works, to the one that takes its place, and to none after a close', async () => {
    await start();
    const seen: string[] = [];
    life.attend(({ settings }) => {
      const name = String(settings.timeout);
      seen.push(`begin ${name}`);
      return () => seen.push(`end ${name}`);
    });
    seen.should.eql(['begin 5000']);
    await flow.deploy('nodes', { a: { timeout: 6 } });
    seen.should.eql(['begin 5000', 'end 5000', 'begin 6000']);
    await flow.deploy('nodes', { a: { dataCenter: 'moon' } });
    seen.splice(0).should.eql(['begin 5000', 'end 5000', 'begin 6000', 'end 6000']);
    await flow.deploy('nodes', { a: { timeout: 7 } });
    await flow.node('s').close(false);
    await flow.deploy('nodes', { a: { timeout: 8 } });
    seen.should.eql(['begin 7000', 'end 7000']);
  });

  it('says whether a deploy that has it too has closed it', async () => {
    await start();
    life.comingBack.should.be.false();
    await flow.deploy('nodes', { s: { name: 'renamed' } });
    const renamed = life;
    await flow.deploy('nodes', { s: { name: 'again' } });
    renamed.comingBack.should.be.true();
    const last = life;
    await flow.deploy('nodes', { s: undefined });
    last.comingBack.should.be.false();
  });

  it('L1: redeploys leave no listener on an account that stays', async () => {
    await start();
    const account = accountOf(life.flow.RED, 'a');
    if ('problem' in account) throw account.problem;
    const { watching } = account.client as unknown as { watching: { listeners: Set<unknown> } };
    const { size } = watching.listeners;
    size.should.be.above(0);
    for (const name of ['one', 'two', 'three']) await flow.deploy('nodes', { s: { name } });
    watching.listeners.size.should.equal(size);
    await flow.deploy('nodes', { s: undefined });
    watching.listeners.size.should.equal(size - 1);
  });

  it('L10: attends to an account that works, and says why there is none', async () => {
    await start();
    const told: string[] = [];
    life.attend(
      ({ id }) => {
        told.push(`works: ${id}`);
        return () => told.push('ended');
      },
      ({ code }) => told.push(code),
    );
    await flow.deploy('nodes', { a: { timeout: -1 } });
    told.slice(0, 2).should.eql(['works: a', 'ended']);
  });
});
