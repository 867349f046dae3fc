import type { Kind } from './kind';

/** When calls may start by what is allowed in a second: the account's own limit, and what Tuya documents for a kind. */
export class Rates {
  private next = 0;
  private readonly nextOfKind = new Map<string, number>();

  /** @param limit calls that may start in one second; 0 = unlimited. It may change on the way. */
  constructor(private readonly limit: Readonly<{ perSecond: number }>) {}

  /** The time before which no call of a kind starts. */
  startOf(kind: string): number {
    return Math.max(this.next, this.nextOfKind.get(kind) ?? 0);
  }

  /** A call of a kind starts now. */
  started({ name, perSecond }: Kind, now: number): void {
    if (this.limit.perSecond > 0) this.next = now + 1000 / this.limit.perSecond;
    if (perSecond !== undefined) this.nextOfKind.set(name, now + 1000 / perSecond);
  }
}
