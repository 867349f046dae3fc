import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';

/** The truthful side of Node-RED's types: what the published ones promise and do not keep is mended here, once. */

/** Node-RED, as a node gets it. */
export type Red = NodeAPI;

/** A message with any properties. */
export type Message = NodeMessageInFlow & Record<string, unknown>;

/** Sends one message on. */
export type Send = (msg: Message) => void;

/** A node, and the Node-RED in which it lives. */
export interface Flow {
  RED: Red;
  node: Node;
}

/** A node as the flow editor saved it: any property may be missing in an old or hand-written flow. */
export type Saved = NodeDef & Readonly<Record<string, unknown>>;

/** The node with this id, which may be missing, disabled or of another type. */
export function findNode(RED: Red, id: unknown): Node | undefined {
  if (typeof id !== 'string' || id === '') return undefined;
  const node = RED.nodes.getNode(id) as unknown as Node | null | undefined;
  return node ?? undefined;
}

/** The ids of the nodes that a node is wired to, each once. */
export function wiredTo(node: Node): string[] {
  const { wires = [] } = node as { wires?: (string | null)[][] };
  return [...new Set(wires.flat())].filter((id) => id !== null);
}

/** Whether a node takes messages. Node-RED has no word for it: a node that it has closed drops what comes, and so does one without input. */
export function hears(node: Node | undefined): boolean {
  const { _inputCallback, _inputCallbacks } = (node ?? {}) as Record<string, unknown>;
  return Boolean(_inputCallback ?? _inputCallbacks);
}

/** The ids of all nodes in the flows, disabled ones too. */
export function idsInFlows(RED: Red): Set<string> {
  const ids = new Set<string>();
  RED.nodes.eachNode(({ id }) => ids.add(id));
  return ids;
}

/** Whether a node with this id is in the flows, even if it is disabled. */
export function isInFlows(RED: Red, id: string): boolean {
  return idsInFlows(RED).has(id);
}

/** A node's credentials, which may be absent. */
export function credentialsOf(node: Node): Readonly<Record<string, unknown>> {
  return (node as { credentials?: Record<string, unknown> }).credentials ?? {};
}

/** A node's properties and credentials as they were entered, before Node-RED has filled in environment variables. */
export function enteredOf(RED: Red, node: Node): Readonly<Record<string, unknown>> {
  const id = (node as { _alias?: string })._alias ?? node.id;
  let entered: object = {};
  RED.nodes.eachNode((one) => {
    if (one.id === id) entered = one;
  });
  return { ...entered, ...(RED.nodes.getCredentials(id) as object | null | undefined) };
}

/** A saved property as text; numbers count as their text, everything else as empty. */
export function savedText(saved: unknown, absent = ''): string {
  if (typeof saved === 'string') return saved;
  return typeof saved === 'number' ? String(saved) : absent;
}

/** What Node-RED's own types do not show of a node: the flow that it lives in. */
interface InFlow {
  _alias?: string;
  _flow?: { path?: string; handleError?: (node: Node, error: Error, msg: Message) => boolean };
}

/**
 * Lets Catch and Status nodes hear a config node while something is done. Node-RED asks the flow of each of a config node's `users`, so
 * that ten users in a flow would make ten messages: here each flow is asked once, for the config node itself. So only those hear it that
 * hear all nodes; who has chosen nodes hears from those.
 */
export function heardInFlowsOf(node: Node, users: Iterable<Node>, speak: () => void): void {
  const flows = new Set([...users].map((user) => (user as InFlow)._flow));
  const named = node as { users?: Record<string, InFlow & { id: string }> };
  named.users = Object.fromEntries(
    [...flows]
      .filter((flow) => flow !== undefined)
      .map((_flow, i) => [`${node.id}-${i}`, { id: node.id, _flow }]),
  );
  try {
    speak();
  } finally {
    delete named.users;
  }
}

/**
 * Passes an error to the Catch nodes that hear a node, as Node-RED does before it writes what none of them takes into its log: here the
 * log is the caller's affair.
 * @returns whether one took it; undefined where this Node-RED does not say
 */
export function tellCatchNodes(node: Node, error: Error, msg: Message): boolean | undefined {
  const { _flow } = node as InFlow;
  return _flow?.handleError?.(node, error, msg);
}

/** Characters of a text that the sidebar shows, where the settings of Node-RED say nothing else. */
const DEBUG_LENGTH = 1000;

/** Shows an error in the editor's debug sidebar, where Node-RED itself shows what it writes into its log, and writes it nowhere. */
export function showInDebug(RED: Red, node: Node, error: Error): void {
  const { id, z, type, name } = node;
  const { _alias, _flow } = node as InFlow;
  const { debugMaxLength = DEBUG_LENGTH } = RED.settings as { debugMaxLength?: number };
  const entry = {
    level: RED.log.ERROR,
    id,
    z,
    type,
    name,
    _alias,
    path: _flow?.path,
    msg: error,
    timestamp: Date.now(),
  };
  RED.comms.publish('debug', RED.util.encodeObject(entry, { maxLength: debugMaxLength }), false);
}
