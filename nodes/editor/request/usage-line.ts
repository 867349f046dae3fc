import { PATHS } from '../../shared/admin';
import type { UsageAnswer } from '../../shared/usage';
import { adviceFor } from '../account/usage';
import { addressOf, ask } from '../ask';
import type { AccountKey, RequestKey, Say } from '../texts';
import { words as editorWords } from '../words';
import type { Words } from '../words';

/** What the node has spent, and how often it may ask: one quiet line in its dialog. */

/** Who says what: the advice is the account's own sentence. */
export interface Voices {
  say: Say<RequestKey>;
  sayOfAccount: Say<AccountKey>;
}

/** A node in a subflow has the ids of the instances that it is in before its own. */
function isOf(node: string, counted: string): boolean {
  return counted === node || counted.endsWith(`-${node}`);
}

/** The line for a node; empty where nothing was counted. */
export function usageLine(
  usage: UsageAnswer,
  node: string,
  words: Words,
  { say, sayOfAccount }: Voices,
): string {
  const counted = usage.byNode.filter(({ id }) => isOf(node, id));
  const calls = counted.reduce((sum, one) => sum + one.calls, 0);
  if (calls === 0) return '';
  const [only, ...others] = counted;
  const advice =
    only === undefined || others.length > 0 ? '' : adviceFor(usage, only.id, words, sayOfAccount);
  return advice === '' ? say('hint.spent', { calls: words.number(calls) }) : advice;
}

/** Shows the line where the account has counted anything; where Node-RED does not answer there is none. */
export function tellUsage(
  place: JQuery,
  { account, node }: { account: string; node: string },
  voices: Voices,
): void {
  place.empty();
  ask<UsageAnswer>('GET', addressOf(PATHS.usage, { id: account })).then(
    (usage) => {
      place.text(usageLine(usage, node, editorWords(), voices));
    },
    () => {
      place.empty();
    },
  );
}
