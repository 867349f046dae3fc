import { on } from 'node:events';
import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import { helper, loadFlow } from './flow-rig';
import type { LiveNode } from './flow-rig';
import { startCloud } from '../simulator/index';
import type { Cloud } from '../simulator/index';

const debugNode = createRequire(__filename)('@node-red/nodes/core/common/21-debug.js') as (
  RED: NodeAPI,
) => void;

/** What the runtime tells an editor that is open. */
const comms = (helper as unknown as { _events: EventEmitter })._events;

/** A flow without a Catch node, and what of it the debug sidebar shows. */
export interface Uncaught {
  cloud: Cloud;
  node(id: string): LiveNode;
  /** Does something, and resolves with the first text that the debug sidebar shows then. */
  shown(act: () => void): Promise<string>;
  stop(): Promise<void>;
}

/** What differs from an ordinary flow. */
export interface UncaughtFlow {
  account?: Record<string, unknown>;
  credentials?: Record<string, string>;
  node?: Record<string, unknown>;
  more?: Record<string, unknown>[];
}

/** A flow of an account and one node, `n`; nothing catches its errors. */
export async function startUncaught(differs: (cloud: Cloud) => UncaughtFlow): Promise<Uncaught> {
  const cloud = await startCloud();
  const { account, credentials, node, more = [] } = differs(cloud);
  const place = { z: 't', x: 1, y: 1 };
  const flow = [
    { id: 't', type: 'tab', label: 'test' },
    {
      ...{ id: 'a', type: 'tuya-config', dataCenter: 'custom', baseUrl: cloud.url },
      ...{ mode: 'simple', timeout: 5, rateLimit: 0, ...account },
    },
    {
      ...{ id: 'n', ...place, type: 'tuya-request', account: 'a', method: 'GET', wires: [[]] },
      ...{ path: '/v1.0/devices/lamp0001desk/status', ...node },
    },
    ...more,
  ];
  const key = { client_id: cloud.client_id, secret: cloud.secret, ...credentials };
  await loadFlow([debugNode], flow, { a: key });
  return {
    cloud,
    node: (id) => helper.getNode(id),
    async shown(act) {
      const ended = new AbortController();
      const events = on(comms, 'comms', { signal: ended.signal });
      try {
        act();
        for await (const [{ topic, data }] of events as AsyncIterable<[Published]>) {
          if (topic === 'debug') return textOf(data.msg);
        }
        throw new Error('The runtime tells nothing any more');
      } finally {
        ended.abort();
      }
    },
    async stop() {
      await helper.unload();
      await cloud.close();
    },
  };
}

interface Published {
  topic: string;
  data: { msg: unknown };
}

/** What the sidebar makes of it: an error comes as JSON, with its message. */
function textOf(msg: unknown): string {
  const text = String(msg);
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : text;
  } catch {
    return text;
  }
}
