import { once } from 'node:events';
import type { EventEmitter } from 'node:events';
import helper from 'node-red-node-test-helper';
import type { Node, NodeAPI } from 'node-red';
import { createRequire } from 'node:module';
import { startCloud } from '../simulator/index';
import type { Cloud, CloudOptions } from '../simulator/index';
import config = require('../../nodes/tuya-config');
import event = require('../../nodes/tuya-event');
import request = require('../../nodes/tuya-request');
import token = require('../../nodes/tuya-token');

const catchNode = createRequire(__filename)('@node-red/nodes/core/common/25-catch.js') as (
  RED: NodeAPI,
) => void;

helper.init(require.resolve('node-red'));

/** What the helper has of Node-RED and does not show. */
const inside = {
  get events(): EventEmitter {
    return (helper as unknown as { _events: EventEmitter })._events;
  },
  get core(): Record<string, unknown> {
    return (helper as unknown as { _nodeModules: Record<string, unknown> })._nodeModules;
  },
  get nodes(): { setFlows(flow: object[], credentials: object, type: string): Promise<unknown> } {
    return (helper as unknown as { _redNodes: typeof inside.nodes })._redNodes;
  },
};

// The helper registers these once for each node of a flow, which Node-RED refuses from the second on: who needs one passes it on.
delete inside.core.catch;
delete inside.core.status;

/** A message as a test sees it. */
export type Msg = Record<string, unknown> & {
  payload?: unknown;
  error?: { message: string; code?: string };
  tuya?: Record<string, unknown>;
};

/** A node that a test can speak to. */
export type LiveNode = Node & { receive(msg: unknown): void; close(removed: boolean): Promise<void> };

/** What a node shows below itself. */
export interface ShownStatus {
  fill?: string;
  shape?: string;
  text?: string;
}

/** Node-RED's nodes share one spy. */
interface Spied {
  status: { args: [ShownStatus][]; thisValues: unknown[] };
}

/** A flow that runs in a real Node-RED against a cloud. */
export interface Running {
  cloud: Cloud;
  /** Sends a message in and waits for what comes out, or for what is caught. */
  ask(msg: Msg): Promise<Msg>;
  /** The next message that comes out. */
  next(): Promise<Msg>;
  node(id: string): LiveNode;
  /** What a node has shown below itself, the newest last. */
  statuses(id: string): ShownStatus[];
  /** What a node has written into the log. */
  logged(id: string): string[];
  /** Deploys the flow with the nodes of these ids changed, or without those that are undefined; the next deploy begins with what started. */
  deploy(
    type: 'full' | 'flows' | 'nodes',
    changes?: Record<string, Record<string, unknown> | undefined>,
  ): Promise<void>;
  stop(): Promise<void>;
}

/** A node on the canvas: Node-RED takes one without a place for a config node. */
export const PLACED = { z: 't', x: 100, y: 100 };

const REQUEST = {
  id: 'n',
  ...PLACED,
  type: 'tuya-request',
  account: 'a',
  method: 'GET',
  path: '/v1.0/devices',
  wires: [['out']],
};

/** Loads a flow with this package's nodes and others. */
export function loadFlow(
  others: ((RED: NodeAPI) => void)[],
  flow: object[],
  credentials: Record<string, Record<string, string>>,
): Promise<void> {
  return (helper.load as (...args: unknown[]) => Promise<void>)(
    [config, token, request, event, ...others],
    flow,
    credentials,
  );
}

/** How a flow differs from the usual one. */
export interface FlowSettings {
  account?: Record<string, unknown>;
  credentials?: Record<string, string>;
  cloud?: Partial<CloudOptions>;
  more?: Record<string, unknown>[];
  /** Core nodes that the flow needs besides. */
  nodes?: ((RED: NodeAPI) => void)[];
  moreCredentials?: Record<string, Record<string, string>>;
}

/** A flow: tab, account, the node under test `n`, an outlet and a catch node that leads to it. */
export async function startFlow(
  node: Record<string, unknown>,
  settings: FlowSettings = {},
): Promise<Running> {
  const cloud = await startCloud(settings.cloud);
  const account = {
    id: 'a',
    type: 'tuya-config',
    dataCenter: 'custom',
    baseUrl: cloud.url,
    mode: 'simple',
    timeout: 5,
    rateLimit: 0,
  };
  const flow = [
    { id: 't', type: 'tab', label: 'test' },
    { ...account, ...settings.account },
    { ...REQUEST, ...node },
    { id: 'c', ...PLACED, type: 'catch', scope: ['n'], uncaught: false, wires: [['out']] },
    { id: 'out', ...PLACED, type: 'helper' },
    ...(settings.more ?? []),
  ];
  const credentials = {
    a: settings.credentials ?? { client_id: cloud.client_id, secret: cloud.secret },
    ...settings.moreCredentials,
  };
  await loadFlow([catchNode, ...(settings.nodes ?? [])], flow, credentials);
  const find = (id: string): LiveNode => helper.getNode(id);
  const next = async (): Promise<Msg> => {
    const [msg] = (await once(find('out'), 'input')) as [Msg];
    return msg;
  };
  return {
    cloud,
    next,
    node: find,
    statuses: (id) => {
      const node = find(id);
      const { args, thisValues } = (node as unknown as Spied).status;
      return args.flatMap(([shown], i) => (thisValues[i] === node ? [shown] : []));
    },
    logged: (id) => {
      const { args } = helper.log() as unknown as { args: [{ id?: string; msg: unknown }][] };
      return args.flatMap(([line]) => (line.id === id ? [String(line.msg)] : []));
    },
    deploy: async (type, changes = {}) => {
      const whole = (flow as { id: string; type: string }[])
        .filter(({ id }) => !(id in changes && changes[id] === undefined))
        .map((one) => ({ ...one, ...changes[one.id] }));
      // The helper's own deploy fails when the flows have not started within 300 ms, which a busy machine may take.
      const started = once(inside.events, 'flows:started');
      await inside.nodes.setFlows(whole, {}, type);
      await started;
    },
    ask: (msg) => {
      const answer = next();
      find('n').receive(msg);
      return answer;
    },
    stop: async () => {
      await helper.unload();
      await cloud.close();
    },
  };
}

/** Everything that was logged or shown since the flow was loaded. */
export function seen(...nodes: Node[]): unknown[] {
  const statuses = nodes.map((node) => (node as unknown as { status: { args: unknown[] } }).status.args);
  const log = helper.log() as unknown as { args: unknown[] };
  return [log.args, statuses];
}

export { helper };
