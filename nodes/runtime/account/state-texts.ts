import type { Red } from '../red-types';
import type { News, Topic } from './state';

/** The words for an account's state, in the language of Node-RED itself: its log and its Status nodes have no other. */

/** Says a text of the account's catalogue. */
export type Words = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** The words of the account's own node: another node's `RED` knows another catalogue. */
export function wordsOf(RED: Red): Words {
  return (key, values = {}) => RED._(`tuya-config.${key}`, { ...values });
}

/** A few words below a node. */
export function statusText(words: Words, { key, values }: News): string {
  return words(`state.${key}.status`, values);
}

/** A line for the log: what is wrong, why, and what to do next. */
export function logText(words: Words, { key, values }: News, reason: string): string {
  return words(`state.${key}.log`, { ...values, reason });
}

/** A line for the log when it is over. */
export function overText(words: Words, topic: Topic): string {
  return words(`over.${topic}`);
}
