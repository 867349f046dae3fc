/** What is counted: requests that left, each once, by what they were; and messages that came. */

/** What a request is: it asks, it changes something, or it gets a token. */
export type Spent = 'read' | 'command' | 'token';

/** One request that leaves. */
export interface Spending {
  kind: Spent;
  /** The id of the node that pays; empty for the account itself: its tokens and its dialog. */
  by: string;
  /** A further attempt of a call that has left before. */
  repeat: boolean;
  /** A read without which a command cannot be made. */
  needed?: boolean | undefined;
}

/** As what a request is judged where reads stop and commands go on: with a command goes what it needs. */
export function judgedAs({ kind, needed }: Spending): Spent {
  return needed === true ? 'command' : kind;
}

/** How often. Reads, commands and tokens together are the calls; repeats are those among them that were none of the first. */
export interface Tally {
  reads: number;
  commands: number;
  tokens: number;
  repeats: number;
  /** Messages of devices, which are no calls. */
  messages: number;
}

const FIELDS = { read: 'reads', command: 'commands', token: 'tokens' } as const;

/** The order in which a tally is written. */
export const COUNTED = ['reads', 'commands', 'tokens', 'repeats', 'messages'] as const;

/** A tally of nothing. */
export function none(): Tally {
  return { reads: 0, commands: 0, tokens: 0, repeats: 0, messages: 0 };
}

/** All requests of a tally. */
export function callsOf({ reads, commands, tokens }: Tally): number {
  return reads + commands + tokens;
}

/** Counts a request, or takes it back with -1; what is not there cannot be taken. */
export function count(tally: Tally, { kind, repeat }: Spending, times: 1 | -1): void {
  const field = FIELDS[kind];
  tally[field] = Math.max(0, tally[field] + times);
  if (repeat) tally.repeats = Math.max(0, tally.repeats + times);
}

/** Adds what another tally holds. */
export function add(to: Tally, more: Tally): Tally {
  for (const field of COUNTED) to[field] += more[field];
  return to;
}
