import { setMaxListeners } from 'node:events';
import type { Node } from 'node-red';
import { aborted, asTuyaError, effortOf } from '../../cloud';
import type { TuyaError } from '../../cloud';
import { accountOf } from '../account/accounts';
import type { Live } from '../account/accounts';
import { NodeStatus } from './status';
import type { Message, Red, Send } from '../red-types';

/** What a flow node does with one message. Whatever it throws becomes `done(err)`. */
export type Work = (account: Live, msg: Message, send: Send, signal: AbortSignal) => Promise<void>;

/** A node whose work is wired to its input: its signal ends with the node. */
export interface Attached {
  account: Live | undefined;
  signal: AbortSignal;
  /** Messages being worked on. */
  busy: () => number;
}

/** What a message tells about a failed call. */
function summaryOf(error: TuyaError): Record<string, unknown> {
  return {
    success: false,
    code: error.tuya?.code,
    msg: error.tuya?.msg ?? error.message,
    t: error.tuya?.t,
    tid: error.tuya?.tid,
    hint: error.hint,
    ...effortOf(error),
    more: false,
  };
}

/**
 * Wires a flow node: one place that turns every failure into status, `msg.tuya` and one `done(err)`, and that cancels what is
 * under way before a close ends.
 */
export function attach(RED: Red, node: Node, type: string, accountId: unknown, work: Work): Attached {
  const account = accountOf(RED, accountId);
  const live = 'client' in account ? account : undefined;
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one listener for each message under way is no leak
  const pending = new Set<Promise<void>>();
  const status = new NodeStatus(
    node,
    `${type}.status`,
    () => live?.client.limiter.length ?? 0,
    (count) => RED._(`${type}.status.waiting`, { count }),
  );
  const stopListening = live?.client.onRenewing((renewing) => {
    status.setRenewing(renewing);
  });

  const handle = async (msg: Message, send: Send, done: (error?: Error) => void): Promise<void> => {
    status.begin();
    try {
      if (closing.signal.aborted) throw aborted();
      if ('problem' in account) throw account.problem;
      await work(account, msg, send, closing.signal);
      status.end();
      done();
    } catch (thrown) {
      const error = asTuyaError(thrown);
      status.end(error);
      msg.tuya = summaryOf(error);
      // Without a reply there is no status: what an earlier node left would be taken for one.
      delete msg.statusCode;
      if (error.statusCode !== undefined) msg.statusCode = error.statusCode;
      done(error);
    }
  };

  node.on('input', (msg, send, done) => {
    const job = handle(msg as Message, send as Send, done)
      .catch((thrown: unknown) => {
        // Only a Catch or Status listener that throws can bring us here; Node-RED must not end over it.
        node.error(asTuyaError(thrown).message);
      })
      .finally(() => pending.delete(job));
    pending.add(job);
  });

  node.on('close', (_removed: boolean, done: () => void) => {
    closing.abort(aborted());
    stopListening?.();
    void Promise.allSettled([...pending]).then(() => {
      status.close();
      done();
    });
  });

  if ('problem' in account) status.fail(account.problem);
  else node.status({});
  return { account: live, signal: closing.signal, busy: () => pending.size };
}
