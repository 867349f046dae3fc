import type { Home } from './home';

/** What a call that failed tells. */
export interface Failure {
  code: string;
  message: string;
}

/** How a round of calls has gone: what failed of the reads, and how the command did when there was one. */
export interface Outcome {
  reads: Failure[];
  command: 'done' | Failure | undefined;
}

/** What a round consists of: a read for each of these users, at once, and a command for one. */
export interface Round {
  /** Undefined for the one of simple mode. */
  uids: readonly (string | undefined)[];
  command?: { value: boolean; uid?: string | undefined } | undefined;
}

function failureOf(reason: unknown): Failure {
  const { code = '', message = String(reason) } = Object(reason) as { code?: string; message?: string };
  return { code, message };
}

/** Everything that a home is asked for at once. */
export async function play(home: Home, { uids, command }: Round): Promise<Outcome> {
  const reads = uids.map((uid) => home.read(uid));
  const [commanded, ...read] = await Promise.allSettled([
    command === undefined ? undefined : home.command(command.value, command.uid),
    ...reads,
  ]);
  const told = commanded.status === 'rejected' ? failureOf(commanded.reason) : 'done';
  return {
    reads: read.flatMap((one) => (one.status === 'rejected' ? [failureOf(one.reason)] : [])),
    command: command === undefined ? undefined : told,
  };
}

/** All that failed in a round. */
export function failuresOf({ reads, command }: Outcome): Failure[] {
  return command === undefined || command === 'done' ? reads : [command, ...reads];
}
