import { once } from 'node:events';
import { helper, startFlow } from './flow-rig';
import type { FlowSettings, Msg, Running } from './flow-rig';
import type { Shown } from '../../nodes/runtime/node/status';

/** An event node in a real Node-RED, and what it has sent. */
export interface EventRig {
  flow: Running;
  /** What came out, errors that were caught too. */
  heard: Msg[];
  /** Resolves with all that came out when it is so much. */
  count(n: number): Promise<Msg[]>;
  /** Payloads of what came out. */
  payloads(): unknown[];
  /** What the node has shown. */
  statuses(id?: string): Shown[];
  /** Resolves when the node shows a text. */
  shows(text: RegExp, id?: string): Promise<Shown>;
}

/** An event node of a new kind is as the dialog makes it. */
export const EVENT = { type: 'tuya-event', account: 'a', method: undefined, path: undefined };

/** Starts an event node in a flow. */
export async function startEvents(
  node: Record<string, unknown> = {},
  settings: FlowSettings = {},
): Promise<EventRig> {
  const flow = await startFlow({ ...EVENT, ...node }, settings);
  const heard: Msg[] = [];
  const out = flow.node('out');
  out.on('input', (msg) => heard.push(msg));
  const statuses = (id = 'n'): Shown[] => flow.statuses(id) as Shown[];
  return {
    flow,
    heard,
    count: async (n) => {
      while (heard.length < n) await once(out, 'input');
      return heard;
    },
    payloads: () => heard.map(({ payload }) => payload),
    statuses,
    shows: async (text, id = 'n') => {
      for (;;) {
        const found = statuses(id).find((one) => text.test(one.text ?? ''));
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}

export { helper };
