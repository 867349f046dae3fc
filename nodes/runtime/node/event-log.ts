import type { Node } from 'node-red';
import type { Line } from './event-news';

/** What the log says of a connection: one line for all nodes that share it. */

const TEXTS: Readonly<Record<Line, string>> = {
  connected: 'Connected: messages of devices come in',
  again: 'Connected again: messages of devices come in',
  quiet:
    'Connected for ten minutes, and nothing has come. Is the rule in the console released and switched on, in the environment of the queue that the node names? Does another program, or the test window of the console, use the same subscription? Are the devices in this data center?',
  gap: 'The connection was away for more than two hours: Tuya keeps messages no longer, earlier ones are lost',
  lost: 'Not connected, and tried again until it is',
  refused: 'Not connected: the message service refuses, and is asked again from time to time',
};

/** What was said last of each connection, by what it is about. */
const said = new WeakMap<object, Map<string, string>>();

/** Whether the connection stands is one subject; silence and loss of messages are others. */
function subjectOf(line: Line, which: string | number): [string, string] {
  if (line === 'quiet' || line === 'gap') return [line, String(which)];
  return ['stands', line === 'lost' || line === 'refused' ? String(which) : ''];
}

/**
 * Writes a line in the name of the node that is the first to have it.
 * @param connection is the same for all nodes that share one
 */
export function logTo(node: Node, connection: object): (line: Line, which: string | number) => void {
  return (line, which) => {
    const before = said.get(connection) ?? new Map<string, string>();
    said.set(connection, before);
    const [subject, now] = subjectOf(line, which);
    if (before.get(subject) === now) return;
    before.set(subject, now);
    if (line === 'gap') node.warn(TEXTS[line]);
    // The error itself goes to the Catch nodes of each node, or is logged by Node-RED.
    else node.log(line === 'lost' || line === 'refused' ? `${TEXTS[line]} (${which})` : TEXTS[line]);
  };
}
