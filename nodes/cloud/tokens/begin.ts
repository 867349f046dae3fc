/**
 * Tells those who wait for a token call when it begins: waiting for its turn in the account's pace does not count as their time.
 */
export class Begin {
  private begun = false;
  private readonly waiting: (() => void)[] = [];

  add(told: (() => void) | undefined): void {
    if (this.begun) told?.();
    else if (told !== undefined) this.waiting.push(told);
  }

  now(): void {
    this.begun = true;
    for (const told of this.waiting.splice(0)) told();
  }
}
