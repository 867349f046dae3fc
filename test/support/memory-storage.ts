import type { Storage } from '../../nodes/cloud/storage/storage';

/** What a storage can be asked. */
export type Operation = Exclude<keyof Storage, 'losesWrites'>;

/** One call that is held: it began, and ends when it is let go. */
export interface Held {
  /** Resolves when the call has come. */
  began: Promise<void>;
  letGo(): void;
}

interface Gate {
  operation: Operation;
  begin: () => void;
  open: Promise<void>;
}

/** A storage in memory that a test can make slow or broken, and that processes may share. */
export class MemoryStorage implements Storage {
  losesWrites = false;
  /** Each call that has come, as `get name`. */
  readonly calls: string[] = [];
  private readonly gates: Gate[] = [];
  /** Calls that are still answered. */
  private left = Infinity;
  private lost = false;
  private readonly broken = new Map<Operation, string>();

  constructor(readonly texts = new Map<string, string>()) {}

  /** The next call of this kind waits, before it does anything. */
  hold(operation: Operation): Held {
    let begin = (): void => undefined;
    let letGo = (): void => undefined;
    const began = new Promise<void>((resolve) => (begin = resolve));
    const open = new Promise<void>((resolve) => (letGo = resolve));
    this.gates.push({ operation, begin, open });
    return { began, letGo };
  }

  /** Calls of this kind fail with this code. */
  break(operation: Operation, code = 'EIO'): void {
    this.broken.set(operation, code);
  }

  /** The next write is done and reported as failed: its answer is lost. */
  loseAnswer(): void {
    this.lost = true;
  }

  /** Whether the answer of the next write will be lost. */
  get losesAnswer(): boolean {
    return this.lost;
  }

  /** After so many calls nothing is done any more, and nobody is answered: the process is gone. */
  dieAfter(calls: number): void {
    this.left = calls;
  }

  mend(): void {
    this.broken.clear();
  }

  /** Calls of a kind that have come. */
  count(operation: Operation): number {
    return this.calls.filter((call) => call.startsWith(operation)).length;
  }

  async get(name: string): Promise<string | undefined> {
    await this.come('get', name);
    return this.texts.get(name);
  }

  async set(name: string, text: string): Promise<void> {
    await this.come('set', name);
    this.texts.set(name, text);
    if (!this.lost) return;
    this.lost = false;
    throw Object.assign(new Error('lost'), { code: 'EIO' });
  }

  async add(name: string, text: string): Promise<boolean> {
    await this.come('add', name);
    if (this.texts.has(name)) return false;
    this.texts.set(name, text);
    return true;
  }

  async delete(name: string): Promise<void> {
    await this.come('delete', name);
    this.texts.delete(name);
  }

  async names(): Promise<string[]> {
    await this.come('names', '');
    return [...this.texts.keys()];
  }

  private async come(operation: Operation, name: string): Promise<void> {
    this.calls.push(`${operation} ${name}`.trim());
    if (this.left-- <= 0) await new Promise(() => undefined);
    const at = this.gates.findIndex((gate) => gate.operation === operation);
    const [gate] = at < 0 ? [] : this.gates.splice(at, 1);
    gate?.begin();
    await gate?.open;
    const code = this.broken.get(operation);
    if (code !== undefined) throw Object.assign(new Error('broken'), { code });
  }
}
