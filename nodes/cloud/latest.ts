/** What is remembered of many, and no more of it than fits. */

/** The latest values by name: what was set the longest time ago goes first. */
export class Latest<V> extends Map<string, V> {
  constructor(private readonly most: number) {
    super();
  }

  override set(name: string, value: V): this {
    this.delete(name);
    super.set(name, value);
    for (const oldest of this.keys()) {
      if (this.size <= this.most) break;
      this.delete(oldest);
    }
    return this;
  }
}
