import type { Clock } from '../time/clock';

/** How long a storage is waited for, and why it failed. */

/** A storage that does not answer in this time, in milliseconds, counts as broken. */
const PATIENCE = 5000;

/** The answer of a storage, if it comes in time; otherwise an error with the code `ETIMEDOUT`. What was asked for goes on. */
export function inTime<T>(clock: Clock, answer: Promise<T>, patience = PATIENCE): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(patience, () => {
      reject(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
    });
    answer.finally(cancel).then(resolve, reject);
  });
}

/** The code that a system gives its errors. */
export function codeOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
}

/** What may be told of a failure: the system's code alone, since a message may hold a path or more. */
export function reasonOf(thrown: unknown): string {
  const code = codeOf(thrown);
  return typeof code === 'string' ? code : 'the store failed';
}
