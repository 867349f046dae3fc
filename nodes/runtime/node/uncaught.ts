import { logAsText, showInDebug, whenUncaught } from '../red-types';
import type { Flow } from '../red-types';

/**
 * What becomes of an error that no Catch node takes. Node-RED writes it into its log, and the editor shows the first thirty letters of it:
 * so it is logged as a text, of which the sidebar shows more, and all when it is clicked. What the log has been told of the account
 * already it does not need with each message, or a poller with a wrong key would fill it: that goes into the sidebar alone, where a
 * person without a Catch node who has pressed a button looks for it. The log gets its next line, from the account, when that changes.
 */

/**
 * Says an error of a node's, by `node.error` or by the `done` of a message, which comes to the same.
 * @param isTold whether the log knows of it already
 * @param speak says it before it returns
 */
export function sayError({ RED, node }: Flow, isTold: boolean, speak: () => void): void {
  whenUncaught(node, speak, ({ message }) => {
    if (isTold) showInDebug(RED, node, message);
    else logAsText(RED, node, message);
  });
}
