import type { Node } from 'node-red';
import should from 'should';
import { TuyaError } from '../../../nodes/cloud';
import type { Context } from '../../../nodes/runtime/account/context-storage';
import {
  contextStorageOf,
  dropFromContexts,
  noteContext,
  requireStore,
  riskOf,
  usageStorageOf,
} from '../../../nodes/runtime/account/context-stores';
import type { Red } from '../../../nodes/runtime/red-types';
import { FakeClock } from '../../support/fake-clock';
import { useLiveNode } from '../../support/live-node';

/** The stores of a settings.js. */
const STORES = {
  default: 'memory',
  memory: { module: 'memory' },
  disk: { module: 'localfilesystem' },
  late: { module: 'localfilesystem', config: { cache: true } },
  safe: { module: 'localfilesystem', config: { cache: false } },
  own: { module: () => undefined },
};

const redOf = (contextStorage: object | undefined, events: object = {}): Red =>
  ({
    settings: { contextStorage },
    events,
    _: () => 'en-US',
    nodes: { eachNode: () => undefined },
  }) as unknown as Red;

describe('the context stores of settings.js', () => {
  const isTaken = (contextStorage: object | undefined, name: string): boolean => {
    try {
      requireStore(redOf(contextStorage), name);
      return true;
    } catch (thrown) {
      if (thrown instanceof TuyaError && thrown.code === 'TUYA_CONFIG') return false;
      throw thrown;
    }
  };

  it('are taken by their names, and no other: Node-RED would quietly use its default', () => {
    Object.keys(STORES)
      .filter((name) => !isTaken(STORES, name))
      .should.eql([]);
    ['rediss', 'toString', 'constructor', '__proto__', '']
      .filter((name) => isTaken(STORES, name))
      .should.eql([]);
  });

  it('that of all is there whatever they are called, and without any settings', () => {
    isTaken({ disk: STORES.disk }, 'default').should.be.true();
    ['default', 'memory', 'disk'].map((name) => isTaken(undefined, name)).should.eql([true, true, false]);
  });

  it('of one that loses tokens it is said how', () => {
    const risk = (name: string, stores: object | undefined = STORES): string | undefined =>
      riskOf(redOf(stores), name);
    for (const name of ['memory', 'default']) should(risk(name)).match(/is in memory.*after a restart/);
    for (const name of ['disk', 'late']) should(risk(name)).match(/every half minute.*cache: false/);
    for (const name of ['safe', 'own']) [risk(name)].should.eql([undefined]);
  });

  it('without any settings Node-RED keeps it in memory, and one without a default has none to judge', () => {
    should(riskOf(redOf(undefined), 'default')).match(/is in memory/);
    [riskOf(redOf({ disk: STORES.disk }), 'default')].should.eql([undefined]);
  });
});

const OF_A1 = { kind: 'tokens', account: 'a1' } as const;

describe('the records of an account in a context store', () => {
  const live = useLiveNode();

  it('are in the global context, its tokens apart from its counts; tokens in its own are taken over', async () => {
    const { node } = live();
    node.context().set('tuya_former', 'sealed');
    const tokens = contextStorageOf(node, 'default', 'a1');
    const usage = usageStorageOf(node, 'default', 'a1');
    await usage.set('counts', 'so many');
    (await tokens.names()).should.eql(['former']);
    (await usage.names()).should.eql(['counts']);
    const { global } = node.context();
    ['tuya_a1_former', 'tuya-usage_a1_counts']
      .map((key) => global.get(key))
      .should.eql(['sealed', 'so many']);
    node.context().keys().should.eql([]);
    await tokens.delete('former');
    await usage.delete('counts');
  });
});

describe('L2: the records of a deleted account', () => {
  /** A global context with stores that hold texts; one whose texts are undefined fails. */
  const contextOf = (stores: Record<string, Map<string, unknown> | undefined>): Context => {
    const ask = (store: string, tell: (error: Error | null, value?: unknown) => void): void => {
      const texts = stores[store];
      if (texts === undefined) tell(new Error('the store failed'));
      else tell(null, [...texts.keys()]);
    };
    return {
      keys: ask,
      get: (key, store, tell) => {
        tell(null, stores[store]?.get(key));
      },
      set: (key, _, store, tell) => {
        // A store on disk or in a network answers later.
        setImmediate(() => {
          stores[store]?.delete(key);
          tell();
        });
      },
    };
  };
  const records = (): Map<string, unknown> =>
    new Map(
      ['tuya_a1_x', 'tuya_a1_y', 'tuya_a11_x', 'tuya-usage_a1_x', 'tuya'].map((key) => [key, 'sealed']),
    );

  it('go from every store, once it resolves; a store that fails keeps no other from it, and all else stays', async () => {
    const stores = { memory: records(), disk: undefined, safe: records() };
    const RED = redOf({ ...STORES, disk: STORES.disk }, {});
    noteContext(RED, { context: () => ({ global: contextOf(stores) }) } as unknown as Node);
    await dropFromContexts(RED, OF_A1);
    for (const left of [stores.memory, stores.safe]) {
      [...left.keys()].should.eql(['tuya_a11_x', 'tuya-usage_a1_x', 'tuya']);
    }
  });

  it('go from the others where a store does not answer, and who waits for it goes on', async () => {
    const clock = new FakeClock();
    const stores = { memory: records() };
    const context = contextOf(stores);
    const silent: Context = {
      ...context,
      keys: (store, tell) => {
        if (store === 'memory') context.keys(store, tell);
      },
    };
    const RED = redOf({ memory: STORES.memory, own: STORES.own }, {});
    noteContext(RED, { context: () => ({ global: silent }) } as unknown as Node);
    const dropped = dropFromContexts(RED, OF_A1, clock);
    while (stores.memory.size > 3) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(60_000);
    await dropped;
    [...stores.memory.keys()].should.eql(['tuya_a11_x', 'tuya-usage_a1_x', 'tuya']);
  });

  it('go by any node that is there, where the account itself was never deployed', async () => {
    const stores = { memory: records() };
    const node = { context: () => ({ global: contextOf(stores) }) };
    const RED = redOf({ memory: STORES.memory }, {});
    RED.nodes.getNode = (id: string) => (id === 'there' ? (node as unknown as Node) : (null as never));
    RED.nodes.eachNode = (each) => {
      for (const id of ['disabled', 'there', 'disabled too']) each({ id } as never);
    };
    await dropFromContexts(RED, OF_A1);
    [...stores.memory.keys()].should.eql(['tuya_a11_x', 'tuya-usage_a1_x', 'tuya']);
  });

  it('are left alone where no node has shown the context yet', async () => {
    await dropFromContexts(redOf(STORES, {}), OF_A1);
  });
});
