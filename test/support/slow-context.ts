import type { LiveNode } from './flow-rig';

/** A flow's context that takes its time, or takes nothing. */

type Done = (error?: Error) => void;

function keepIn(node: LiveNode, set: (done: Done) => void): void {
  const flow = {
    set: (_key: string, _value: unknown, _store: unknown, done: Done): void => {
      set(done);
    },
  };
  Object.assign(node, { context: () => ({ flow }) });
}

/** The first value that a node puts into its flow's context waits; resolves with what lets it go on, once it is there. */
export function holdFirst(node: LiveNode): Promise<() => void> {
  return new Promise((held) => {
    let first = true;
    keepIn(node, (done) => {
      if (first) held(done);
      else done();
      first = false;
    });
  });
}

/** The first value that a node puts into its flow's context finds no room. */
export function refuseFirst(node: LiveNode): void {
  let first = true;
  keepIn(node, (done) => {
    done(first ? new Error('full') : undefined);
    first = false;
  });
}
