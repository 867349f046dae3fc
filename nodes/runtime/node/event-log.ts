import type { Flow } from '../red-types';
import { logLine } from '../texts/problems';
import type { Line } from './event-news';

/** What the log says of a connection: one line for all nodes that share it. */

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
export function logTo({ RED, node }: Flow, connection: object): (line: Line, which: string | number) => void {
  return (line, which) => {
    const before = said.get(connection) ?? new Map<string, string>();
    said.set(connection, before);
    const [subject, now] = subjectOf(line, which);
    if (before.get(subject) === now) return;
    before.set(subject, now);
    const text = logLine(RED, `messages.${line}`, { code: which });
    // The error itself goes to the Catch nodes of each node, or is logged by Node-RED.
    if (line === 'gap') node.warn(text);
    else node.log(text);
  };
}
