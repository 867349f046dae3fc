/** The share of exchanges of authorization codes in an account's pace. */

/** Exchanges under way at once. */
const AT_ONCE = 2;
/** Other calls that start between two exchanges, when they wait. */
const TURNS_BETWEEN = 3;

/**
 * What exchanges of authorization codes get of an account's pace: one turn in four, two under way. Nobody knows how long a code lives
 * (PROTOCOL 3.4), so they do not wait behind the others; anybody can send codes that are none, so they do not go before all of them.
 */
export class Share {
  private underWay = 0;
  private others = TURNS_BETWEEN;

  /** Whether no other exchange may start now. */
  get isFull(): boolean {
    return this.underWay >= AT_ONCE;
  }

  /** Whether an exchange goes before the other calls now. */
  get isDue(): boolean {
    return this.others >= TURNS_BETWEEN;
  }

  started(exchange: boolean): void {
    if (exchange) this.underWay++;
    this.others = exchange ? 0 : this.others + 1;
  }

  /** An exchange has ended. */
  ended(): void {
    this.underWay--;
  }
}
