import type { Node } from 'node-red';
import { idsInFlows } from '../red-types';
import type { Red } from '../red-types';
import { onStarted } from './deploys';
import { dropTokens } from './token-stores';
import { dropUsage } from './usage-books';

/** The end of deleted accounts: their tokens and counts go with them. */

/** Ends the watching that was begun before: the nodes may be registered again on the same events. */
const watching = new WeakMap<object, () => void>();

/** Accounts that stand in the definition of a subflow, by their ids in each instance: the flows do not hold such an id. */
const inSubflows = new Set<string>();

/** Remembers an account that stands in a subflow, so that its end is noticed with the subflow's. */
export function noteSubflow(node: Node): void {
  if ((node as { _alias?: string })._alias !== undefined) inSubflows.add(node.id);
}

/**
 * An account that a deploy deletes takes its users' tokens with it (L2), also one that was disabled and has no node that could
 * notice. Only a deploy deletes: flows that are loaded, of another project or from a backup, say nothing about the accounts that they
 * do not hold (L13).
 */
export function watchDeletions(RED: Red): void {
  watching.get(RED.events)?.();
  const stop = onStarted(RED, (removed = []) => {
    const present = removed.length > 0 ? idsInFlows(RED) : new Set<string>();
    const gone = removed.filter((id) => !present.has(id)); // what is only disabled is still there
    for (const id of [...gone, ...goneWith(gone)])
      Promise.all([dropTokens(RED, id), dropUsage(RED, id)]).catch(() => undefined);
  });
  watching.set(RED.events, stop);
}

/** The accounts in subflows whose definition is gone, or one of the instances that they are in. */
function goneWith(gone: readonly string[]): string[] {
  // An instance gives its nodes its own id and theirs, joined by a hyphen.
  const ids = [...inSubflows].filter((id) => gone.some((one) => `-${id}-`.includes(`-${one}-`)));
  for (const id of ids) inSubflows.delete(id);
  return ids;
}
