import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Key } from './home';
import type { Moment } from './machine';
import type { Outcome, Round } from './round';

/** What a process of its own begins with. */
export interface Beginning {
  key: Key;
  folder: string;
  at: Moment;
  seed: number;
}

/** What it is asked for. */
export type Question = { at: Moment } & (
  | { what: 'round'; round: Round }
  | { what: 'pass' }
  | { what: 'redeploy' }
  | { what: 'weigh' }
  | { what: 'close' }
);

/** What it tells of itself. */
export interface Report {
  outcome: Outcome | undefined;
  /** Tokens that its listener was told, and renewals of its own. */
  told: number;
  renewals: number;
  /** What went wrong since the report before. */
  wrong: string[];
  /** Bytes; 0 when it was not asked for. */
  heap: number;
}

/** Milliseconds after which a process that does not answer or end is killed. */
const PATIENCE = 60_000;

/** A home in a process of its own that shares the folder of tokens. It is asked for one thing at a time. */
export class Apart {
  told = 0;
  renewals = 0;
  heap = 0;
  private readonly gone: Promise<unknown>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly wrong: (text: string) => void,
  ) {
    this.gone = once(child, 'exit');
  }

  /** @param wrong told of what goes wrong in it */
  static async start(beginning: Beginning, wrong: (text: string) => void): Promise<Apart> {
    const child = fork(join(__dirname, 'apart-process.js'), [JSON.stringify(beginning)]);
    const apart = new Apart(child, wrong);
    await apart.answer();
    return apart;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async ask(question: Question): Promise<Outcome | undefined> {
    const answer = this.answer();
    this.child.send(question);
    const { outcome, told, renewals, wrong, heap } = (await answer) as Report;
    this.told += told;
    this.renewals += renewals;
    if (heap > 0) this.heap = heap;
    for (const text of wrong) this.wrong(text);
    return outcome;
  }

  /** Asks, and does not wait: it is killed before it can answer. */
  send(question: Question): void {
    this.child.send(question);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.gone;
  }

  /** Closes its home; then it has to end by itself. */
  async end(at: Moment): Promise<void> {
    await this.ask({ what: 'close', at });
    const late = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE);
    await this.gone;
    clearTimeout(late);
    if (this.child.exitCode !== 0) this.wrong('a process did not end by itself');
  }

  private async answer(): Promise<unknown> {
    const settled = new AbortController();
    const { signal } = settled;
    const late = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE);
    try {
      const [said] = (await Promise.race([
        once(this.child, 'message', { signal }),
        once(this.child, 'exit', { signal }).then(() => {
          throw new Error('A process has ended, or does not answer');
        }),
      ])) as [unknown];
      return said;
    } finally {
      clearTimeout(late);
      settled.abort();
    }
  }
}
