import should from 'should';
import { Shelf } from '../../../nodes/cloud/models/shelf';
import type { Place } from '../../../nodes/cloud/models/shelf';
import { FakeClock } from '../../support/fake-clock';
import { MemoryStorage } from '../../support/memory-storage';

const place = (id: string, more: Partial<Place> = {}): Place => ({
  uid: '',
  generation: 'instructions',
  of: 'device',
  id,
  ...more,
});
const answer = (...codes: string[]): unknown => ({
  category: 'dj',
  functions: codes.map((code) => ({ code, type: 'Boolean', values: '{}' })),
  status: [],
});

describe('the shelf of models', () => {
  let clock: FakeClock;
  let storage: MemoryStorage;
  let shelf: Shelf;

  const codesOf = (from: Shelf, where: Place): string[] | undefined =>
    from.get(where)?.model.functions.map(({ code }) => code);
  /** The shelf as it is after a restart. */
  const restarted = async (): Promise<Shelf> => {
    const other = new Shelf(clock);
    other.use(storage);
    await other.ready();
    return other;
  };

  beforeEach(() => {
    clock = new FakeClock();
    storage = new MemoryStorage();
    shelf = new Shelf(clock);
    shelf.use(storage);
  });

  it('keeps an answer and when it came, also after a restart', async () => {
    shelf.put(place('d1'), answer('switch'), undefined);
    const thing = {
      model: JSON.stringify({ services: [{ properties: [{ code: 'x', typeSpec: { type: 'bool' } }] }] }),
    };
    shelf.put(place('p1', { of: 'product', generation: 'thing', uid: 'ben' }), thing, undefined);
    await shelf.rest();
    clock.advance(1000);
    const other = await restarted();
    should(codesOf(other, place('d1'))).eql(['switch']);
    should(codesOf(other, place('p1', { of: 'product', generation: 'thing', uid: 'ben' }))).eql(['x']);
    should(other.get(place('d1'))?.at).equal(clock.now() - 1000);
    for (const none of [
      place('d2'),
      place('d1', { uid: 'ben' }),
      place('d1', { generation: 'thing' }),
      place('d1', { of: 'product' }),
    ]) {
      should(other.get(none)).equal(undefined);
    }
  });

  it('remembers products of devices, also after a restart', async () => {
    shelf.note('d1', 'p1');
    shelf.note('d1', 'p2');
    shelf.put(place('d1'), answer(), undefined);
    await shelf.rest();
    should((await restarted()).productOf('d1')).equal('p2');
    should(shelf.productOf('d2')).equal(undefined);
  });

  it('is sure of what was doubted and has not changed', () => {
    const first = shelf.put(place('d1'), answer('a'), undefined);
    first.sure.should.be.false();
    shelf.put(place('d1'), answer('a', 'b'), first).sure.should.be.false();
    const second = shelf.get(place('d1'));
    shelf.put(place('d1'), answer('a', 'b'), second).sure.should.be.true();
    should(shelf.get(place('d1'))?.sure).be.true();
  });

  it('is sure of nothing after a restart: the device may have changed while nobody looked', async () => {
    const first = shelf.put(place('d1'), answer('a'), undefined);
    shelf.put(place('d1'), answer('a'), first).sure.should.be.true();
    await shelf.rest();
    should((await restarted()).get(place('d1'))?.sure).be.false();
  });

  it('writes one after the other, and the last one holds all', async () => {
    const held = storage.hold('set');
    shelf.put(place('d1'), answer(), undefined);
    await held.began;
    shelf.put(place('d2'), answer(), undefined);
    shelf.put(place('d3'), answer(), undefined);
    held.letGo();
    await shelf.rest();
    storage.count('set').should.equal(2);
    const other = await restarted();
    for (const id of ['d1', 'd2', 'd3']) should(other.get(place(id))).not.equal(undefined);
  });

  it('has in memory what a storage does not take or does not give', async () => {
    storage.break('get');
    storage.break('set');
    shelf = new Shelf(clock);
    shelf.use(storage);
    await shelf.ready();
    shelf.put(place('d1'), answer('a'), undefined);
    await shelf.rest();
    should(codesOf(shelf, place('d1'))).eql(['a']);
    storage.mend();
    shelf.put(place('d2'), answer('b'), undefined);
    await shelf.rest();
    const other = await restarted();
    should(codesOf(other, place('d1'))).eql(['a']);
  });

  it('has in memory what there is no storage for', async () => {
    const other = new Shelf(clock);
    await other.ready();
    other.put(place('d1'), answer('a'), undefined);
    await other.rest();
    should(codesOf(other, place('d1'))).eql(['a']);
  });

  it('does not read what another version has written', async () => {
    shelf.note('d1', 'p');
    shelf.put(place('d1'), answer('a'), undefined);
    await shelf.rest();
    const text = storage.texts.get('models') ?? '';
    for (const [version, codes, product] of [
      [1, ['a'], 'p'],
      [2, undefined, undefined],
    ] as const) {
      storage.texts.set('models', JSON.stringify({ ...(JSON.parse(text) as object), version }));
      const other = await restarted();
      should(codesOf(other, place('d1'))).eql(codes);
      should(other.productOf('d1')).equal(product);
    }
  });

  it('waits five seconds for a storage that never answers', async () => {
    await shelf.ready();
    storage.hold('get');
    const other = new Shelf(clock);
    other.use(storage);
    clock.advance(5000);
    await other.ready();
    should(other.get(place('d1'))).equal(undefined);
  });

  it('does not overtake a write that takes longer than five seconds: the storage ends up with the newest', async () => {
    const first = storage.hold('set');
    shelf.put(place('d1'), answer('switch'), undefined);
    await first.began;
    clock.advance(5000); // nobody waits for it any longer
    await shelf.rest();
    shelf.put(place('d2'), answer('level'), undefined);
    await new Promise(setImmediate);
    first.letGo();
    await shelf.rest();
    should(codesOf(await restarted(), place('d2'))).eql(['level']);
  });

  it('prefers what it has learned while the storage was read', async () => {
    shelf.put(place('d1'), answer('old'), undefined);
    shelf.note('d1', 'old');
    await shelf.rest();
    const other = new Shelf(clock);
    other.put(place('d1'), answer('new'), undefined);
    other.note('d1', 'new');
    other.use(storage);
    await other.ready();
    should(codesOf(other, place('d1'))).eql(['new']);
    should(other.productOf('d1')).equal('new');
  });

  for (const [what, text] of [
    ['cut off', '{"version":1,"models":{'],
    ['of another version', '{"version":2,"models":{"k":{"at":1,"generation":"thing","answer":"{}"}}}'],
    ['no object', '[]'],
    ['a list', '{"version":1,"models":[1],"products":[1]}'],
    [
      'nonsense',
      '{"version":1,"models":{"k":7,"l":{"at":"x"},"m":{"at":1,"generation":"y","answer":"{}"}},"products":{"d":1}}',
    ],
  ] as const) {
    it(`begins anew where the text is ${what}`, async () => {
      storage.texts.set('models', text);
      const other = await restarted();
      other.put(place('d1'), answer('a'), undefined);
      await other.rest();
      const again = await restarted();
      should(codesOf(again, place('d1'))).eql(['a']);
      should(again.productOf('d')).equal(undefined);
    });
  }

  for (const [what, damaged] of [
    ['that is nothing', null],
    ['that is a number', 7],
    ['that is a list', []],
    ['without a time', { generation: 'instructions', answer: '{}' }],
    ['whose time is a text', { at: '1', generation: 'instructions', answer: '{}' }],
    ['without an answer', { at: 1, generation: 'instructions' }],
    ['whose answer is no text', { at: 1, generation: 'instructions', answer: {} }],
    ['of an unknown generation', { at: 1, generation: 'matter', answer: '{}' }],
  ] as const) {
    it(`leaves out a stored model ${what}, and has the others`, async () => {
      const whole = { at: 1, generation: 'instructions', answer: JSON.stringify(answer('a')) };
      const models = Object.fromEntries(
        [
          ['bad', damaged],
          ['good', whole],
        ].map(([id, value]) => [JSON.stringify(['', 'instructions', 'device', id]), value]),
      );
      storage.texts.set('models', JSON.stringify({ version: 1, models, products: { d1: 'p' } }));
      const other = await restarted();
      should(other.get(place('bad'))).equal(undefined);
      should(codesOf(other, place('good'))).eql(['a']);
      should(other.productOf('d1')).equal('p');
    });
  }

  it('has an empty model for an answer that is damaged', async () => {
    const key = JSON.stringify(['', 'instructions', 'device', 'd1']);
    const models = { [key]: { at: 1, generation: 'instructions', answer: '{"functions":[' } };
    storage.texts.set('models', JSON.stringify({ version: 1, models, products: {} }));
    should((await restarted()).get(place('d1'))?.model).eql({ functions: [], status: [] });
  });

  it('forgets the product of the device that was not seen for the longest time', () => {
    for (let i = 0; i < 5000; i++) shelf.note(`n${i}`, 'p');
    shelf.note('n0', 'p');
    shelf.note('n5000', 'p');
    should(shelf.productOf('n0')).equal('p');
    should(shelf.productOf('n1')).equal(undefined);
  });

  it('keeps a product that was seen while thousands of others were read', async () => {
    const products = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`n${i}`, 'p']));
    storage.texts.set('models', JSON.stringify({ version: 1, models: {}, products }));
    const other = new Shelf(clock);
    other.note('new', 'p');
    other.use(storage);
    await other.ready();
    should(other.productOf('new')).equal('p');
    should(other.productOf('n0')).equal(undefined);
    should(other.productOf('n1')).equal('p');
  });

  it('is bounded in number and in length, and the oldest goes first', async () => {
    for (let i = 0; i <= 300; i++) shelf.put(place(`d${i}`), answer(), undefined);
    should(shelf.get(place('d0'))).equal(undefined);
    should(shelf.get(place('d1'))).not.equal(undefined);
    const long = { functions: [], status: [], text: 'x'.repeat(2_000_000) };
    for (const id of ['l1', 'l1', 'l1', 'l2', 'l3']) shelf.put(place(id), long, undefined);
    should(shelf.get(place('l1'))).equal(undefined);
    should(shelf.get(place('l2'))).not.equal(undefined);
    should(shelf.get(place('d300'))).equal(undefined);
    for (let i = 0; i <= 5000; i++) shelf.note(`n${i}`, 'p');
    should(shelf.productOf('n0')).equal(undefined);
    should(shelf.productOf('n1')).equal('p');
    await shelf.rest();
    (storage.texts.get('models') ?? '').length.should.be.below(5_500_000);
  });

  it('holds five million characters of answers, and not one more', () => {
    const half = (length: number): unknown => ({
      text: 'x'.repeat(length - JSON.stringify({ text: '' }).length),
    });
    shelf.put(place('d1'), half(2_500_000), undefined);
    shelf.put(place('d2'), half(2_500_000), undefined);
    should(shelf.get(place('d1'))).not.equal(undefined);
    shelf.put(place('d2'), half(2_500_001), undefined);
    should(shelf.get(place('d1'))).equal(undefined);
    should(shelf.get(place('d2'))).not.equal(undefined);
  });
});
