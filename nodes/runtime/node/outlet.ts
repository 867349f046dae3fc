import type { Node } from 'node-red';
import { isDeploying, onDeployEnded } from '../account/deploys';
import { findNode, hears, wiredTo } from '../red-types';
import type { Flow, Message, Red } from '../red-types';

/**
 * The output of a node whose messages no deploy may lose. Node-RED hands a message on a turn of the event loop after it was sent, and
 * drops it without a word where the node behind was closed by then: such a message is kept, and sent when the deploy has ended, by
 * the node itself or by the one of the same id that has taken its place.
 */

/** A message on its way. */
interface Passing {
  msg: Message;
  /** Who has not taken it; undefined for all, whoever that will be. */
  to?: readonly string[] | undefined;
  /** Whether anybody still waits for it. */
  isWanted: () => boolean;
  /** It was taken, or there is nobody left to take it. */
  done: () => void;
  /** Node-RED cannot send it. */
  failed: (thrown: unknown) => void;
}

/** What is kept for one node, through every deploy. */
class Shelf {
  /** The node that is there now. */
  outlet: Outlet | undefined;
  readonly kept: Passing[] = [];

  constructor(
    private readonly RED: Red,
    gone: () => void,
  ) {
    const stop = onDeployEnded(RED, () => {
      this.clear();
      if (this.outlet !== undefined) return;
      stop();
      gone();
    });
  }

  keep(passing: Passing): void {
    this.kept.push(passing);
    if (!isDeploying(this.RED)) this.clear();
  }

  /** Who did not come back gets nothing any more. */
  private clear(): void {
    for (const passing of this.kept.splice(0)) {
      if (this.outlet !== undefined && passing.isWanted()) this.outlet.pass(passing);
      else passing.done();
    }
  }
}

const shelves = new WeakMap<object, Map<string, Shelf>>();

function shelfOf({ RED, node: { id } }: Flow): Shelf {
  const all = shelves.get(RED.events) ?? new Map<string, Shelf>();
  shelves.set(RED.events, all);
  const known = all.get(id);
  if (known !== undefined) return known;
  const shelf = new Shelf(RED, () => all.delete(id));
  all.set(id, shelf);
  return shelf;
}

/** Of one node, until it is closed. */
export class Outlet {
  private readonly shelf: Shelf;
  private closed = false;

  constructor(private readonly flow: Flow) {
    this.shelf = shelfOf(flow);
    this.shelf.outlet = this;
  }

  /** Whether what is sent now gets there, after all that was sent before. */
  get ready(): boolean {
    const { flow, shelf, closed } = this;
    if (closed || shelf.kept.length > 0) return false;
    return !isDeploying(flow.RED) || wiredTo(flow.node).every((id) => hears(findNode(flow.RED, id)));
  }

  /**
   * Sends a message; resolves when the nodes behind have taken it, or none is left to take it.
   * @param isWanted asked before it is sent once more
   * @throws whatever Node-RED throws that cannot send it
   */
  send(msg: Message, isWanted: () => boolean): Promise<void> {
    return new Promise((done, failed) => {
      const passing = { msg, isWanted, done, failed };
      if (this.ready) this.pass(passing);
      else this.shelf.keep(passing);
    });
  }

  /** Hands it to Node-RED, and looks whether it has arrived. */
  pass(passing: Passing): void {
    const { msg, to, done, failed } = passing;
    const { RED, node } = this.flow;
    const behind = wiredTo(node).flatMap((id) => {
      const found = findNode(RED, id);
      return found !== undefined && hears(found) && to?.includes(id) !== false ? [{ id, found }] : [];
    });
    let spare = msg;
    try {
      // Where several get it, one may change it that has taken it before another one has missed it.
      if (behind.length > 1) spare = RED.util.cloneMessage(msg);
      if (to === undefined) node.send(msg);
      else for (const { found } of behind) found.receive(RED.util.cloneMessage(msg));
    } catch (thrown) {
      failed(thrown);
      return;
    }
    setImmediate(() => {
      const missed = behind.filter(({ id, found }) => isStopped(RED, id, found)).map(({ id }) => id);
      const all = to === undefined && missed.length === behind.length;
      if (missed.length === 0) done();
      else this.shelf.keep({ ...passing, msg: spare, to: all ? undefined : missed });
    });
  }

  /** The node is closed: what it still sends is sent by the one that takes its place. */
  close(): void {
    this.closed = true;
    if (this.shelf.outlet === this) this.shelf.outlet = undefined;
  }
}

/** A node that takes its time to close still takes what comes. */
function isStopped(RED: Red, id: string, node: Node): boolean {
  return !hears(node) && findNode(RED, id) !== node;
}
