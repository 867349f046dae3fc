import { showInDebug, tellCatchNodes } from '../red-types';
import type { Flow, Message } from '../red-types';

/**
 * Errors of messages that say what is told of their account already. Node-RED writes each error that no Catch node takes into its log: a
 * poller with a wrong key would fill it. So these go to the Catch nodes as all others do, and where none takes one, into the sidebar of
 * the editor alone, whole, where a person without a Catch node who has pressed a button looks for it. The log has had its line, from the
 * account, and gets the next one when that changes.
 */

/**
 * Says an error of a node's, by `node.error` or by the `done` of a message, which comes to the same, and keeps it out of the log.
 * @param speak says it before it returns
 */
export function quietly({ RED, node }: Flow, speak: () => void): void {
  const loud = node.error.bind(node);
  node.error = (error: unknown, msg?: Message) => {
    const taken = error instanceof Error && msg !== undefined ? tellCatchNodes(node, error, msg) : undefined;
    if (taken === undefined) loud(error, msg);
    else if (!taken) showInDebug(RED, node, error as Error);
  };
  try {
    speak();
  } finally {
    // Node-RED's own is the one of all nodes.
    Reflect.deleteProperty(node, 'error');
  }
}
