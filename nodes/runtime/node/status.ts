import type { Node } from 'node-red';
import { causeOf } from '../../cloud';
import type { Speaker, TuyaError } from '../../cloud';

/** The status below a node: calls under way, how the last one went, and what lasts. */

/** Milliseconds after which it is looked again whether calls under way wait: they begin to, and end it, without a word. */
const LOOK_AGAIN = 1000;

/** What a status needs of the world around it. */
export interface StatusSources {
  /** Prefix of the text catalogue's keys, such as `tuya-token.status`. */
  keys: string;
  /** The node's messages that wait for their turn. */
  waiting: () => number;
  /** The words for so many that wait. */
  words: (waiting: number) => string;
  /** The language of the words for an error. */
  speak: () => Speaker;
  /** Runs a task after so many milliseconds; the answer cancels it. */
  after: (ms: number, task: () => void) => () => void;
}

/** As much as the core nodes show: a colour, a shape and a few words. */
export interface Shown {
  fill?: 'blue' | 'green' | 'yellow' | 'red';
  shape?: 'dot' | 'ring';
  text?: string;
}

/** What is told of the account as a whole. */
export interface ShownAccount {
  shown: Shown;
  severity: 'error' | 'warning';
}

const NOTHING: Shown = {};

/**
 * What a node shows below itself, as the core nodes do: blue while calls are in flight, then how it went. Between calls an error of the
 * account as a whole comes first, because the next call will meet it; a warning comes after what went wrong with the node's own last
 * call. A node that has a state of its own, such as one that listens to messages, keeps to that.
 */
export class NodeStatus {
  private inFlight = 0;
  private renewing = false;
  private closed = false;
  private outcome = NOTHING;
  /** The outcome is an error, or that the account cannot work. */
  private failed = false;
  private standing = false;
  /** The account cannot work: nothing else that is known of it matters. */
  private broken = false;
  private account: ShownAccount | undefined;
  private shown = NOTHING;
  /** What is shown while all is well and nothing is under way, from the first call on that went well. */
  private well: Shown;
  private waitingWords = { count: 0, text: '' };
  private cancel: (() => void) | undefined;

  constructor(
    private readonly node: Node,
    private readonly sources: StatusSources,
  ) {
    this.well = this.connected;
    node.status(NOTHING);
  }

  /** A call begins. */
  begin(): void {
    this.inFlight++;
    this.show();
  }

  /**
   * A call ends, with or without an error.
   * @param told what is told of the account says it already, and says when it is over
   */
  end(error?: TuyaError, told = false): void {
    this.inFlight = Math.max(0, this.inFlight - 1);
    this.failed = error !== undefined && !told;
    if (error === undefined) this.outcome = this.well;
    else this.outcome = told ? NOTHING : this.failure(error);
    this.show();
  }

  /** What is told of the account is this now; undefined when all is well. */
  setAccount(account: ShownAccount | undefined): void {
    this.account = account;
    this.show();
  }

  /** A state that lasts, of a node that does more than single calls: it is shown between calls, and again after one that went well. */
  stand(shown: Shown): void {
    this.standing = true;
    this.well = shown;
    this.outcome = shown;
    this.show();
  }

  /** The account renews its token. */
  setRenewing(renewing: boolean): void {
    this.renewing = renewing;
    this.show();
  }

  /** The account is another one: it cannot work, or what the one before left is over. */
  reset(problem?: TuyaError): void {
    this.renewing = false;
    this.standing = false;
    this.account = undefined;
    this.broken = problem !== undefined;
    this.failed = this.broken;
    this.well = this.connected;
    this.outcome = problem === undefined ? NOTHING : this.failure(problem);
    this.show();
  }

  /** Shows nothing any more. */
  close(): void {
    this.closed = true;
    this.cancel?.();
    this.node.status(NOTHING);
  }

  private get connected(): Shown {
    return { fill: 'green', shape: 'dot', text: `${this.sources.keys}.connected` };
  }

  private failure(error: TuyaError): Shown {
    return {
      fill: 'red',
      shape: 'ring',
      text: shortText(error.code, this.sources.keys, this.sources.speak()),
    };
  }

  private show(): void {
    if (this.closed) return;
    const next = this.state();
    const { shown } = this;
    if (next.text === shown.text && next.fill === shown.fill && next.shape === shown.shape) return;
    this.shown = next;
    this.node.status(next);
  }

  private state(): Shown {
    // An idle node stays as it is: another node's renewal is not its news.
    if (this.inFlight === 0) return this.rest();
    this.lookAgain();
    if (this.renewing) return { fill: 'yellow', shape: 'dot', text: `${this.sources.keys}.renewing` };
    const waiting = this.sources.waiting();
    if (waiting === 0) return { fill: 'blue', shape: 'dot', text: `${this.sources.keys}.requesting` };
    return { fill: 'yellow', shape: 'dot', text: this.wordsFor(roughly(waiting)) };
  }

  private rest(): Shown {
    const { account } = this;
    if (account === undefined || this.standing || this.broken) return this.outcome;
    if (account.severity === 'warning' && this.failed) return this.outcome;
    return account.shown;
  }

  /** Plural rules cost more than a call: they are asked only when the number is another. */
  private wordsFor(count: number): string {
    if (count !== this.waitingWords.count) this.waitingWords = { count, text: this.sources.words(count) };
    return this.waitingWords.text;
  }

  private lookAgain(): void {
    this.cancel ??= this.sources.after(LOOK_AGAIN, () => {
      this.cancel = undefined;
      this.show();
    });
  }
}

/** The words for an error: a key of the text catalogue where there is one, else the code of Tuya's and its cause. */
export function shortText(code: string, keys: string, speak: Speaker): string {
  switch (code) {
    case 'TUYA_CONFIG':
      return `${keys}.config`;
    case 'TUYA_AUTHORIZATION_REQUIRED':
      return `${keys}.authorize`;
    case 'TUYA_ABORTED':
      return `${keys}.aborted`;
    case 'TUYA_QUEUE_FULL':
      return `${keys}.queue`;
  }
  const name = code.replace(/^TUYA_(HTTP_)?/, '');
  const words = speak(causeOf(code) ?? '');
  if (/^\d+$/.test(name)) return `${name} ${words}`.trim();
  return words || name.toLowerCase().replaceAll('_', ' ');
}

/** A number with two digits that count, so that a long queue does not change the status with each message. */
export function roughly(n: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(n)) - 1);
  return Math.floor(n / unit) * unit;
}
