import type { Node } from 'node-red';
import should from 'should';
import { TuyaError } from '../../../nodes/cloud';
import type { Context } from '../../../nodes/runtime/account/context-storage';
import {
  dropFromContexts,
  noteContext,
  requireStore,
  riskOf,
} from '../../../nodes/runtime/account/context-stores';
import type { Red } from '../../../nodes/runtime/red-types';

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
    await dropFromContexts(RED, 'tokens', 'a1');
    for (const left of [stores.memory, stores.safe]) {
      [...left.keys()].should.eql(['tuya_a11_x', 'tuya-usage_a1_x', 'tuya']);
    }
  });

  it('go by any node that is there, where the account itself was never deployed', async () => {
    const stores = { memory: records() };
    const node = { context: () => ({ global: contextOf(stores) }) };
    const RED = redOf({ memory: STORES.memory }, {});
    RED.nodes.getNode = (id: string) => (id === 'there' ? (node as unknown as Node) : (null as never));
    RED.nodes.eachNode = (each) => {
      for (const id of ['disabled', 'there', 'disabled too']) each({ id } as never);
    };
    await dropFromContexts(RED, 'tokens', 'a1');
    [...stores.memory.keys()].should.eql(['tuya_a11_x', 'tuya-usage_a1_x', 'tuya']);
  });

  it('are left alone where no node has shown the context yet', async () => {
    await dropFromContexts(redOf(STORES, {}), 'tokens', 'a1');
  });
});
