import should from 'should';
import { ContextStorage } from '../../../nodes/runtime/account/context-storage';
import type { Context, ContextPlace } from '../../../nodes/runtime/account/context-storage';
import { useLiveNode } from '../../support/live-node';

describe('tokens in a context store', () => {
  const live = useLiveNode();
  const here = (): ContextPlace => {
    const former = live().node.context();
    return { context: former.global, store: 'default', kind: 'tokens', account: 'a1', former };
  };
  let storage: ContextStorage;
  beforeEach(() => {
    storage = new ContextStorage(here());
  });
  afterEach(async () => {
    for (const name of await storage.names()) await storage.delete(name);
  });

  it('what is set is there until it is deleted', async () => {
    should(await storage.get('one')).be.undefined();
    await storage.set('one', 'text');
    should(await storage.get('one')).equal('text');
    (await storage.names()).should.eql(['one']);
    await storage.delete('one');
    should(await storage.get('one')).be.undefined();
    (await storage.names()).should.eql([]);
  });

  it('what is there is not added a second time', async () => {
    (await storage.add('one', 'first')).should.be.true();
    (await storage.add('one', 'second')).should.be.false();
    should(await storage.get('one')).equal('first');
  });

  it('L6: of several that add at once one does, and nothing is left of the others', async () => {
    const all = ['first', 'second', 'third'].map((text) => ({ text, storage: new ContextStorage(here()) }));
    const added = await Promise.all(all.map(({ text, storage: one }) => one.add('one', text)));
    added.filter(Boolean).should.have.length(1);
    should(await storage.get('one')).equal(all[added.indexOf(true)]?.text);
    (await storage.names()).should.eql(['one']);
  });

  it('stands apart from what else is in the context, other accounts too', async () => {
    const { global } = live().node.context();
    global.set('one', 'somebody else’s');
    const other = new ContextStorage({ ...here(), kind: 'tokens' as const, account: 'a11' });
    await other.set('one', 'another account’s');
    should(await storage.get('one')).be.undefined();
    await storage.set('two', 'ours');
    (await storage.names()).should.eql(['two']);
    should(global.get('tuya_a1_two')).equal('ours');
    await other.delete('one');
    global.set('one', undefined);
  });

  it('what is no text is nothing of ours', async () => {
    live().node.context().global.set('tuya_a1_odd', { not: 'text' });
    should(await storage.get('odd')).be.undefined();
  });

  describe('once in the node’s own context', () => {
    const own = (): string[] => live().node.context().keys();

    it('are moved, whatever is asked first, and found as before', async () => {
      for (const ask of [
        (): Promise<unknown> => storage.get('x'),
        (): Promise<unknown> => storage.set('x', 'x'),
        (): Promise<unknown> => storage.add('y', 'y'),
        (): Promise<unknown> => storage.delete('x'),
        (): Promise<unknown> => storage.names(),
      ]) {
        live().node.context().set('tuya_anna', 'sealed');
        live().node.context().set('tuya', 'somebody else’s');
        storage = new ContextStorage(here());
        await ask();
        own().should.eql(['tuya']);
        should(await storage.get('anna')).equal('sealed');
        await storage.delete('anna');
        should(await storage.get('anna')).be.undefined();
      }
      live().node.context().set('tuya', undefined);
    });

    it('do not come over what is there already, which is newer', async () => {
      await storage.set('anna', 'newer');
      live().node.context().set('tuya_anna', 'older');
      storage = new ContextStorage(here());
      should(await storage.get('anna')).equal('newer');
      own().should.eql([]);
    });

    it('are moved by the next who asks when the store fails in between, and none is lost', async () => {
      live().node.context().set('tuya_anna', 'sealed');
      const { context, ...rest } = here();
      let broken = true;
      const failing: Context = {
        get: (...given) => {
          context.get(...given);
        },
        keys: (...given) => {
          context.keys(...given);
        },
        set: (key, value, store, tell) => {
          if (broken) tell(new Error('the store failed'));
          else context.set(key, value, store, tell);
        },
      };
      storage = new ContextStorage({ ...rest, context: failing });
      await storage.get('anna').should.be.rejectedWith('the store failed');
      own().should.eql(['tuya_anna']);
      broken = false;
      should(await storage.get('anna')).equal('sealed');
      own().should.eql([]);
    });
  });

  it('a store that fails is heard of, whatever was asked of it', async () => {
    const fail = (...given: unknown[]): void => {
      (given.at(-1) as (error: Error) => void)(new Error('the store failed'));
    };
    const context = { get: fail, set: fail, keys: fail };
    const failing = new ContextStorage({ context, store: 'x', kind: 'tokens' as const, account: 'a1' });
    for (const asked of [
      failing.get('one'),
      failing.set('one', 'text'),
      failing.add('one', 'text'),
      failing.delete('one'),
      failing.names(),
    ]) {
      await asked.should.be.rejectedWith('the store failed');
    }
  });

  it('is asked by its name', async () => {
    const stores: unknown[] = [];
    const asked = (...given: unknown[]): void => {
      stores.push(given.at(-2));
      (given.at(-1) as (error: null, value: unknown) => void)(null, undefined);
    };
    const context = { get: asked, set: asked, keys: asked };
    const named = new ContextStorage({ context, store: 'redis', kind: 'tokens' as const, account: 'a1' });
    await named.get('one');
    await named.set('one', 'text');
    (await named.names()).should.eql([]);
    stores.should.eql(['redis', 'redis', 'redis']);
  });
});
