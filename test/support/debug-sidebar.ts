import { on } from 'node:events';
import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import { helper, loadFlow } from './flow-rig';
import type { LiveNode } from './flow-rig';
import { startCloud } from '../simulator/index';
import type { Cloud } from '../simulator/index';

const core = createRequire(__filename) as (name: string) => (RED: NodeAPI) => void;
const [debugNode, catchNode] = [
  core('@node-red/nodes/core/common/21-debug.js'),
  core('@node-red/nodes/core/common/25-catch.js'),
];

const { log } = createRequire(__filename)('@node-red/util') as { log: Log };

interface Log {
  addHandler(handler: object): void;
  removeHandler(handler: object): void;
}

/** What the runtime tells an editor that is open. */
const comms = (helper as unknown as { _events: EventEmitter })._events;

/** A text in the sidebar. */
export interface Shown {
  atAGlance: string;
  whole: string;
}

/** A flow without a Catch node, and what of it the debug sidebar shows. */
export interface Uncaught {
  cloud: Cloud;
  node(id: string): LiveNode;
  /** Does something, and resolves with what the debug sidebar shows of a node, `n`: at a glance, and when it is clicked. */
  shown(act: () => void, of?: string): Promise<Shown>;
  stop(): Promise<void>;
}

/** What differs from an ordinary flow. */
export interface UncaughtFlow {
  account?: Record<string, unknown>;
  credentials?: Record<string, string>;
  node?: Record<string, unknown>;
  more?: Record<string, unknown>[];
}

/** A flow of an account and one node, `n`; nothing catches its errors. A second account, `b`, has the same key. */
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
  const forgetHandler = await noteHandler(() => loadFlow([debugNode, catchNode], flow, { a: key, b: key }));
  return {
    cloud,
    node: (id) => helper.getNode(id),
    async shown(act, of = 'n') {
      const ended = new AbortController();
      const events = on(comms, 'comms', { signal: ended.signal });
      try {
        act();
        for await (const [{ topic, data }] of events as AsyncIterable<[Published]>) {
          // What is told of the account as a whole comes in the account's own name.
          if (topic === 'debug' && data.id === of) return seen(data);
        }
        throw new Error('The runtime tells nothing any more');
      } finally {
        ended.abort();
      }
    },
    async stop() {
      forgetHandler();
      await helper.unload();
      await cloud.close();
    },
  };
}

/** Loads a flow, and answers how to take the debug node's ear off the log: it would listen for all other tests too. */
async function noteHandler(load: () => Promise<void>): Promise<() => void> {
  const addHandler = log.addHandler.bind(log);
  const added: object[] = [];
  log.addHandler = (handler) => {
    added.push(handler);
    addHandler(handler);
  };
  try {
    await load();
  } finally {
    log.addHandler = addHandler;
  }
  return () => {
    for (const handler of added) log.removeHandler(handler);
  };
}

interface Published {
  topic: string;
  data: { id?: string; msg: unknown; format?: string };
}

/** So many letters are shown of a text, and of those in an object, before somebody clicks it; an error is an object. */
const LETTERS = { text: 80, object: 30 };

function seen({ msg, format = '' }: Published['data']): Shown {
  const isError = /error/i.test(format);
  const whole = isError
    ? (JSON.parse(String(msg)) as { data: { message: string } }).data.message
    : String(msg);
  return { whole, atAGlance: whole.slice(0, isError ? LETTERS.object : LETTERS.text) };
}
