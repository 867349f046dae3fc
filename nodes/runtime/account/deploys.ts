import type { Red } from '../red-types';

/** The news of a deploy: one listener on Node-RED, and many who are told. */

/** What Node-RED says when its flows have started; `diff` is there after a deploy and not after a load, such as of another project. */
interface Started {
  diff?: { removed?: readonly string[] };
}

/** Told of the ids that a deploy removed or disabled; undefined where flows were loaded and nobody has removed anything. */
type Listener = (removed: readonly string[] | undefined) => void;

/** One listener of ours on Node-RED's events, however many nodes want to know. */
const listeners = new WeakMap<object, Set<Listener>>();

/** Tells whenever the flows have started, all of them or those that changed; the answer ends that. */
export function onStarted(RED: Red, listener: Listener): () => void {
  let all = listeners.get(RED.events);
  if (all === undefined) {
    const told = new Set<Listener>();
    listeners.set(RED.events, (all = told));
    RED.events.on('flows:started', (started?: Started) => {
      for (const tell of told) tell(started?.diff?.removed);
    });
  }
  all.add(listener);
  return () => listeners.get(RED.events)?.delete(listener);
}
