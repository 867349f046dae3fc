import type { NodeAPI } from 'node-red';
import type { Flow } from '../../nodes/runtime/red-types';
import { helper, startFlow } from './flow-rig';
import type { FlowSettings, LiveNode, Running } from './flow-rig';

/** A node in a real Node-RED, for specs of what works with one. */
export interface LiveFlow {
  flow: Flow;
  running: Running;
  node: LiveNode;
}

/** Starts a flow for a whole suite; the answer is there from the first test on. */
export function useLiveNode(settings: FlowSettings = {}): () => LiveFlow {
  let live: LiveFlow | undefined;
  before(async () => {
    let RED: NodeAPI | undefined;
    const capture = (red: NodeAPI): void => {
      RED = red;
    };
    const running = await startFlow({}, { ...settings, nodes: [...(settings.nodes ?? []), capture] });
    const node = running.node('n');
    if (RED === undefined) throw new Error('Node-RED did not register the nodes');
    live = { flow: { RED, node }, running, node };
  });
  after(() => live?.running.stop());
  return () => {
    if (live === undefined) throw new Error('The flow is not running');
    return live;
  };
}

/** Node-RED's HTTP server, where a suite asks it something. */
export function useServer(): void {
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
}
