/** A heap of those who wait, by number. */

/** Who can stand in a heap. */
export interface Numbered {
  /** Its place in the order: the least comes first. */
  number: number;
  /** Where it stands, kept by the heap. */
  position: number;
}

/** Who comes first of many, found at once; to add or to remove anyone costs the logarithm of how many there are. */
export class Heap<T extends Numbered> {
  private readonly items: T[] = [];

  /** The one with the least number. */
  get first(): T | undefined {
    return this.items[0];
  }

  push(item: T): void {
    this.rise(item, this.items.length);
  }

  /** Removes one that stands here; answers whether it did. */
  remove(item: T): boolean {
    const { position } = item;
    if (this.items[position] !== item) return false;
    const last = this.items.pop();
    if (last === undefined || last === item) return true;
    const above = this.items[(position - 1) >> 1];
    if (above !== undefined && last.number < above.number) this.rise(last, position);
    else this.sink(last, position);
    return true;
  }

  private rise(item: T, from: number): void {
    let at = from;
    for (;;) {
      const up = (at - 1) >> 1;
      const above = this.items[up];
      if (above === undefined || above.number < item.number) break;
      this.put(above, at);
      at = up;
    }
    this.put(item, at);
  }

  private sink(item: T, from: number): void {
    let at = from;
    for (;;) {
      let down = 2 * at + 1;
      const left = this.items[down];
      const right = this.items[down + 1];
      const least = right !== undefined && left !== undefined && right.number < left.number ? right : left;
      if (least === undefined || item.number < least.number) break;
      if (least === right) down++;
      this.put(least, at);
      at = down;
    }
    this.put(item, at);
  }

  private put(item: T, position: number): void {
    this.items[position] = item;
    item.position = position;
  }
}
