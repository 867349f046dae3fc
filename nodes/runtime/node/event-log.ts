import type { Node } from 'node-red';
import type { MessagesState } from '../../cloud';
import type { Line } from './event-news';

/** What the log says of a connection: one line for all nodes that share it. */

const TEXTS: Readonly<Record<Line, string>> = {
  connected: 'Connected: messages of devices come in',
  again: 'Connected again: messages of devices come in',
  quiet:
    'Connected for ten minutes, and nothing has come. Is the rule in the console released and switched on, in the environment of the queue that the node names? Does another program, or the test window of the console, use the same subscription? Are the devices in this data center?',
  gap: 'The connection was away for more than two hours: Tuya keeps messages no longer, earlier ones are lost',
};

/** States that were told: every node of a connection hears of the same one. */
const told = new WeakMap<MessagesState, Set<Line>>();

/** Writes a line in the name of the node that hears of a state first. */
export function logTo(node: Node): (line: Line, state: MessagesState) => void {
  return (line, state) => {
    const lines = told.get(state) ?? new Set();
    told.set(state, lines);
    if (lines.has(line)) return;
    lines.add(line);
    if (line === 'gap') node.warn(TEXTS[line]);
    else node.log(TEXTS[line]);
  };
}
