import type { Fault } from './faults';

/** One request as it arrived, and what it was told. */
export interface Call {
  at: number;
  method: string;
  path: string;
  rawUrl: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string;
  verified: boolean;
  kind: 'token' | 'business' | 'page';
  access_token: string | undefined;
  socket: number;
  code: number | string | undefined;
  /** The fault that was played on it. */
  fault: Fault | undefined;
}

const MOST_CALLS = 20_000;

/** What arrived at the cloud, and how often. */
export class Recorder {
  /** Each call, the newest last. */
  readonly calls: Call[] = [];
  /** When the calls of the last second were checked. */
  private recent: number[] = [];

  record(call: Call): void {
    this.calls.push(call);
    if (this.calls.length > MOST_CALLS) this.calls.shift();
  }

  of(kind: Call['kind']): Call[] {
    return this.calls.filter((call) => call.kind === kind);
  }

  /** Whether a call at `now` is one more in a second than `perSecond`; 0 = never. */
  isTooFast(perSecond: number, now: number): boolean {
    if (perSecond === 0) return false;
    this.recent = this.recent.filter((at) => at > now - 1000);
    this.recent.push(now);
    return this.recent.length > perSecond;
  }

  forget(): void {
    this.calls.length = 0;
  }
}
