import type { Node } from 'node-red';
import type { TuyaError } from '../../cloud';

/** What a node shows below itself, as the core nodes do: blue while calls are in flight, then how it went. */
export class NodeStatus {
  private inFlight = 0;
  private renewing = false;
  private closed = false;
  private outcome: 'none' | 'connected' | { error: string } = 'none';
  private shown = '';

  /** @param keys prefix of the text catalogue's keys, such as `tuya-token.status` */
  constructor(
    private readonly node: Node,
    private readonly keys: string,
    private readonly waiting: () => number,
    /** The words for so many calls that wait. */
    private readonly texts: (waiting: number) => string,
  ) {}

  /** A call begins. */
  begin(): void {
    this.inFlight++;
    this.show();
  }

  /** A call ends, with or without an error. */
  end(error?: TuyaError): void {
    this.inFlight--;
    this.outcome = error === undefined ? 'connected' : { error: this.shortText(error) };
    this.show();
  }

  /** The account renews its token. */
  setRenewing(renewing: boolean): void {
    this.renewing = renewing;
    // An idle node stays as it is: another node's renewal is not its news.
    if (this.inFlight > 0) this.show();
  }

  /** An error without a call, such as an account that cannot work. */
  fail(error: TuyaError): void {
    this.outcome = { error: this.shortText(error) };
    this.show();
  }

  /** Shows nothing any more. */
  close(): void {
    this.closed = true;
    this.node.status({});
  }

  private shortText(error: TuyaError): string {
    switch (error.code) {
      case 'TUYA_CONFIG':
        return `${this.keys}.config`;
      case 'TUYA_AUTHORIZATION_REQUIRED':
        return `${this.keys}.authorize`;
      case 'TUYA_ABORTED':
        return `${this.keys}.aborted`;
      case 'TUYA_QUEUE_FULL':
        return `${this.keys}.queue`;
      default:
        return error.code
          .replace(/^TUYA_/, '')
          .toLowerCase()
          .replaceAll('_', ' ');
    }
  }

  private show(): void {
    if (this.closed) return;
    const next = this.state();
    const text = JSON.stringify(next);
    if (text === this.shown) return;
    this.shown = text;
    this.node.status(next);
  }

  private state(): { fill?: 'blue' | 'green' | 'yellow' | 'red'; shape?: 'dot' | 'ring'; text?: string } {
    if (this.inFlight > 0) {
      if (this.renewing) return { fill: 'yellow', shape: 'dot', text: `${this.keys}.renewing` };
      const waiting = this.waiting();
      if (waiting > 0) return { fill: 'yellow', shape: 'dot', text: this.texts(roughly(waiting)) };
      return { fill: 'blue', shape: 'dot', text: `${this.keys}.requesting` };
    }
    if (this.outcome === 'none') return {};
    if (this.outcome === 'connected') return { fill: 'green', shape: 'dot', text: `${this.keys}.connected` };
    return { fill: 'red', shape: 'ring', text: this.outcome.error };
  }
}

/** A number with two digits that count, so that a long queue does not change the status with each message. */
function roughly(n: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(n)) - 1);
  return Math.floor(n / unit) * unit;
}
