import type { Red } from '../red-types';

/** The news of a deploy: one listener on Node-RED, and many who are told. */

/** What Node-RED says when its flows have started; `diff` is there after a deploy and not after a load, such as of another project. */
interface Started {
  diff?: { removed?: readonly string[] };
}

/** Told of the ids that a deploy removed or disabled; undefined where flows were loaded and nobody has removed anything. */
type Listener = (removed: readonly string[] | undefined) => void;

/** Node-RED may end a deploy without a word, such as for a type that is missing: after so many milliseconds it counts as ended. */
const LONGEST = 25_000;

/** Runs a task after so many milliseconds; the answer cancels it. */
type After = (ms: number, task: () => void) => () => void;

/** Node-RED may end before that. */
export const afterUnlessOver: After = (ms, task) => {
  const timer = setTimeout(task, ms).unref();
  return () => {
    clearTimeout(timer);
  };
};

/** The deploys of one Node-RED. */
export class Deploys {
  readonly started = new Set<Listener>();
  readonly ended = new Set<() => void>();
  underWay = false;
  private cancel = (): void => undefined;

  constructor(
    events: Red['events'],
    private readonly after: After = afterUnlessOver,
  ) {
    // Whoever asks first is a node that is being started.
    this.begin();
    for (const name of ['flows:stopping', 'flows:starting']) {
      events.on(name, () => {
        this.begin();
      });
    }
    events.on('flows:started', (started?: Started) => {
      for (const tell of this.started) tell(started?.diff?.removed);
      this.end();
    });
  }

  private begin(): void {
    this.cancel();
    this.underWay = true;
    this.cancel = this.after(LONGEST, () => {
      this.end();
    });
  }

  private end(): void {
    this.cancel();
    this.underWay = false;
    for (const tell of this.ended) tell();
  }
}

const all = new WeakMap<object, Deploys>();

/** One of ours on Node-RED's events, however many nodes want to know. */
export function deploysOf({ events }: Red): Deploys {
  const known = all.get(events);
  if (known !== undefined) return known;
  const deploys = new Deploys(events);
  all.set(events, deploys);
  return deploys;
}

/** Tells whenever the flows have started, all of them or those that changed; the answer ends that. */
export function onStarted(RED: Red, listener: Listener): () => void {
  const { started } = deploysOf(RED);
  started.add(listener);
  return () => started.delete(listener);
}

/** Tells when a deploy has ended, after all who are told that the flows have started; the answer ends that. */
export function onDeployEnded(RED: Red, listener: () => void): () => void {
  const { ended } = deploysOf(RED);
  ended.add(listener);
  return () => ended.delete(listener);
}

/** Whether nodes are being stopped or started: one that is missing may be there again soon. */
export function isDeploying(RED: Red): boolean {
  return deploysOf(RED).underWay;
}
