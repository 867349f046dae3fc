import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** How the bench speaks with its processes: a child answers questions, one at a time, each named after the function that answers it. */

/** What a child can be asked. */
export type Asks = Record<string, (argument: never) => unknown>;

interface Told {
  reply?: unknown;
  failed?: string;
}

/** In the child: answers what the parent asks; ends when the parent is gone. */
export function serve(asks: Asks): void {
  const tell = (told: Told): void => void process.send?.(told);
  process.on('message', ({ what, argument }: { what: string; argument: unknown }) => {
    const answer = async (): Promise<unknown> => (asks[what] as (argument: unknown) => unknown)(argument);
    answer().then(
      (reply) => {
        tell({ reply });
      },
      (error: unknown) => {
        tell({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      },
    );
  });
  process.on('disconnect', () => process.exit());
}

/** A process of the bench, seen from the one that started it. */
export class Child<A extends Asks> {
  private constructor(
    private readonly name: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts a script of this folder; it can collect what nobody uses when it is asked for its heap. */
  static start<A extends Asks>(name: string): Child<A> {
    // Without the options of the process that runs this, such as a test's.
    const child = fork(join(__dirname, `${name}.js`), { execArgv: ['--expose-gc'] });
    return new Child<A>(name, child);
  }

  /** Resolves with the answer. @throws Error when the child cannot give one, or ends */
  async ask<K extends keyof A & string>(
    what: K,
    ...[argument]: Parameters<A[K]>
  ): Promise<Awaited<ReturnType<A[K]>>> {
    const over = new AbortController();
    const { signal } = over;
    const answer = once(this.child, 'message', { signal }) as Promise<[Told]>;
    const end = once(this.child, 'exit', { signal }).then((): never => {
      throw new Error(`The process ${this.name} ended before it answered "${what}"`);
    });
    this.child.send({ what, argument });
    try {
      const [{ reply, failed }] = await Promise.race([answer, end]);
      if (failed !== undefined) throw new Error(`${this.name}, asked for "${what}": ${failed}`);
      return reply as Awaited<ReturnType<A[K]>>;
    } finally {
      for (const one of [answer, end]) one.catch(() => undefined);
      over.abort();
    }
  }

  /** Resolves when it has ended. */
  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}
