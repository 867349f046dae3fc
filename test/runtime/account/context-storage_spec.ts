import type { Node } from 'node-red';
import should from 'should';
import { ContextStorage } from '../../../nodes/runtime/account/context-storage';
import { useLiveNode } from '../../support/live-node';

describe('tokens in a context store', () => {
  const live = useLiveNode();
  let storage: ContextStorage;
  beforeEach(() => {
    storage = new ContextStorage(live().node, 'default');
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

  it('stands apart from what else is in the context', async () => {
    const context = live().node.context();
    context.set('one', 'somebody else’s');
    should(await storage.get('one')).be.undefined();
    await storage.set('two', 'ours');
    (await storage.names()).should.eql(['two']);
    should(context.get('tuya_two')).equal('ours');
    context.set('one', undefined);
  });

  it('what is no text is nothing of ours', async () => {
    live().node.context().set('tuya_odd', { not: 'text' });
    should(await storage.get('odd')).be.undefined();
  });

  it('a store that fails is heard of, whatever was asked of it', async () => {
    const fail = (...given: unknown[]): void => {
      (given.at(-1) as (error: Error) => void)(new Error('the store failed'));
    };
    const context = { get: fail, set: fail, keys: fail };
    const failing = new ContextStorage({ context: () => context } as unknown as Node, 'x');
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
    const named = new ContextStorage({ context: () => context } as unknown as Node, 'redis');
    await named.get('one');
    await named.set('one', 'text');
    (await named.names()).should.eql([]);
    stores.should.eql(['redis', 'redis', 'redis']);
  });
});
