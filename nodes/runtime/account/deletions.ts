import { idsInFlows } from '../red-types';
import type { Red } from '../red-types';
import { onStarted } from './deploys';
import { dropTokens } from './token-stores';

/** Ends the watching that was begun before: the nodes may be registered again on the same events. */
const watching = new WeakMap<object, () => void>();

/**
 * An account that a deploy deletes takes its users' tokens with it (L2), also one that was disabled and has no node that could
 * notice. Only a deploy deletes: flows that are loaded, of another project or from a backup, say nothing about the accounts that they
 * do not hold (L13).
 */
export function watchDeletions(RED: Red): void {
  watching.get(RED.events)?.();
  const stop = onStarted(RED, (removed = []) => {
    const present = removed.length > 0 ? idsInFlows(RED) : new Set();
    for (const id of removed) if (!present.has(id)) dropTokens(RED, id).catch(() => undefined);
  });
  watching.set(RED.events, stop);
}
