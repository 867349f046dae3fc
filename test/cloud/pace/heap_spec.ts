import fc from 'fast-check';
import 'should';
import { Heap } from '../../../nodes/cloud/pace/heap';

/** A thing with a number. */
const item = (number: number): { number: number; position: number } => ({ number, position: -1 });

/** Takes all out, the first one each time. */
function drain(heap: Heap<{ number: number; position: number }>): number[] {
  const order: number[] = [];
  for (let first = heap.first; first !== undefined; first = heap.first) {
    order.push(first.number);
    heap.remove(first).should.be.true();
  }
  return order;
}

/** All orders of some numbers. */
function* ordersOf(numbers: readonly number[]): Generator<number[]> {
  if (numbers.length === 0) yield [];
  for (const first of numbers) {
    for (const rest of ordersOf(numbers.filter((number) => number !== first))) yield [first, ...rest];
  }
}

describe('a heap', () => {
  it('hands out the least first, whatever the order in which they came', () => {
    const heap = new Heap<{ number: number; position: number }>();
    for (const number of [5, 3, 8, 1, 9, 2, 7]) heap.push(item(number));
    drain(heap).should.eql([1, 2, 3, 5, 7, 8, 9]);
    (heap.first === undefined).should.be.true();
  });

  it('anyone may leave from the middle, once, and only where it stands', () => {
    const heap = new Heap<{ number: number; position: number }>();
    const other = new Heap<{ number: number; position: number }>();
    const [one, two, three] = [item(1), item(2), item(3)];
    for (const each of [three, one, two]) heap.push(each);
    other.remove(two).should.be.false();
    heap.remove(two).should.be.true();
    heap.remove(two).should.be.false();
    heap.remove(item(1)).should.be.false();
    drain(heap).should.eql([1, 3]);
  });

  it('whoever leaves any heap of eight, nobody stands before one with a lesser number', () => {
    // A sorted tree of each shape: the one who takes the free place has to rise in some, to sink in others.
    for (const numbers of ordersOf([1, 2, 3, 4, 5, 6, 7, 8])) {
      if (numbers.some((number, at) => at > 0 && number < (numbers[(at - 1) >> 1] ?? 0))) continue;
      for (const gone of numbers) {
        const heap = new Heap<{ number: number; position: number }>();
        const items = numbers.map(item);
        for (const each of items) heap.push(each);
        heap.remove(items[numbers.indexOf(gone)] ?? item(0)).should.be.true();
        const stands: number[] = [];
        for (const { number, position } of items) if (number !== gone) stands[position] = number;
        stands.should.have.length(7);
        for (const [at, number] of stands.entries())
          (stands[(at - 1) >> 1] ?? 0).should.be.belowOrEqual(number);
      }
    }
  });

  it('keeps its order under any pushes and removals, as a sorted list would', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(1000)), { maxLength: 120 }), (steps) => {
        const heap = new Heap<{ number: number; position: number }>();
        let model: { number: number; position: number }[] = [];
        let unique = 0;
        for (const [what, pick] of steps) {
          const gone = model[pick % Math.max(1, model.length)];
          if (what === 0 && gone !== undefined) {
            heap.remove(gone).should.be.true();
            model = model.filter((one) => one !== gone);
          } else {
            const added = item(pick + ++unique / 1000);
            heap.push(added);
            model.push(added);
          }
          model.sort((a, b) => a.number - b.number);
          (heap.first === model[0]).should.be.true();
        }
        drain(heap).should.eql(model.map(({ number }) => number));
      }),
    );
  });
});
