/** Tokens that are remembered: older ones are in use no more. */
const LAST = 100;

/** What a listener as those of `emitOnRenewal` hears: each token once, and each before it is used. */
export class Told {
  /** Tokens that were told. */
  count = 0;
  /** What went wrong; no token stands there. */
  readonly wrong: string[] = [];
  private readonly last: string[] = [];

  hear(access_token: string): void {
    if (this.last.includes(access_token)) this.wrong.push('a token was told twice');
    this.count++;
    this.last.push(access_token);
    if (this.last.length > LAST) this.last.shift();
  }

  use(access_token: string): void {
    if (!this.last.includes(access_token)) this.wrong.push('a token was used and had not been told');
  }
}
