import { once } from 'node:events';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Cloud } from '../simulator';
import { makeUserDir, startNodeRed } from './node-red';
import { page, snippets } from './pages';

/** The flows and programs of the page about moving here, and a Node-RED that runs them as they stand. */

export const MOVING = 'docs/moving.md';

/** A node of a flow, as the page shows it. */
export interface PageNode {
  id: string;
  type: string;
  wires?: string[][];
  [property: string]: unknown;
}

/** The flow of the page in which a node with this id stands. */
export function flowWith(id: string): PageNode[] {
  const flows = snippets(page(MOVING), 'json').map((text) => JSON.parse(text) as PageNode[]);
  const found = flows.find((flow) => flow.some((node) => node.id === id));
  if (found === undefined) throw new Error(`No flow of the page has ${id}`);
  return found;
}

/** A text of the page with the cloud of a test for Tuya's, and its key for the reader's. */
export function aimed(text: string, { url, client_id, secret }: Cloud): string {
  return text
    .replaceAll('https://openapi.tuyaeu.com', url)
    .replaceAll('YOUR_CLIENT_ID', client_id)
    .replaceAll('YOUR_SECRET', secret)
    .replaceAll("dataCenter: 'eu'", `baseUrl: '${url}'`)
    .replaceAll('"dataCenter":"eu"', `"dataCenter":"custom","baseUrl":"${url}"`);
}

/** What came to a debug node of a flow, or to a catch node for all of them. */
export interface Debugged {
  payload?: unknown;
  error?: { message: string; code?: string };
}

/** A Node-RED that runs flows of the page. */
export interface Mover {
  userDir: string;
  /** Runs a flow, presses its button, and tells what its debug node showed; with `again`, the flow runs on as it was. */
  show(flow: PageNode[], again?: 'again'): Promise<Debugged>;
  /** What the editor would export. */
  exported(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts it; `prepare` may install something in its user directory. */
export async function startMover(
  cloud: Cloud,
  prepare: (userDir: string) => void = () => undefined,
): Promise<Mover> {
  const shown: Debugged[] = [];
  const sink = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      response.end('{}');
      shown.push(JSON.parse(text) as Debugged);
      sink.emit('shown');
    });
  });
  sink.listen(0, '127.0.0.1');
  await once(sink, 'listening');
  const sinkUrl = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
  const userDir = makeUserDir([], {});
  // Stand-ins for palettes that are not installed.
  mkdirSync(join(userDir, 'nodes'));
  copyFileSync(join(__dirname, 'other-palettes.js'), join(userDir, 'nodes/other-palettes.js'));
  writeFileSync(join(userDir, 'nodes/other-palettes.html'), ''); // Node-RED looks for both
  prepare(userDir);
  const nodeRed = await startNodeRed(userDir);
  const key = { client_id: cloud.client_id, secret: cloud.secret };

  /** The flow in a tab of its own, with its debug node wired to the sink. */
  const whole = (flow: PageNode[]): PageNode[] => [
    { id: 'tab', type: 'tab' },
    ...(JSON.parse(aimed(JSON.stringify(flow), cloud)) as PageNode[]).map((node) => {
      if (node.type === 'tuya-config') return { ...node, credentials: key };
      if (node.type !== 'debug') return { ...node, z: 'tab' };
      const func = 'return { payload: { payload: msg.payload, error: msg.error } };';
      return { ...node, z: 'tab', type: 'function', func, outputs: 1, libs: [], wires: [['sink']] };
    }),
    { id: 'catch', type: 'catch', z: 'tab', x: 1, y: 1, scope: null, wires: [['caught']] },
    {
      id: 'caught',
      type: 'function',
      z: 'tab',
      x: 2,
      y: 1,
      func: 'return { payload: { error: msg.error } };',
      outputs: 1,
      libs: [],
      wires: [['sink']],
    },
    {
      id: 'sink',
      type: 'http request',
      z: 'tab',
      x: 3,
      y: 1,
      method: 'POST',
      ret: 'txt',
      paytoqs: 'ignore',
      url: sinkUrl,
      wires: [[]],
    },
  ];
  const pressed = async (flow: PageNode[]): Promise<Debugged> => {
    const button = flow.find(({ type }) => type === 'inject')?.id ?? '';
    const arrived = once(sink, 'shown');
    await fetch(`${nodeRed.url}/inject/${button}`, { method: 'POST' });
    await arrived;
    return shown.at(-1) ?? {};
  };
  return {
    userDir,
    show: async (flow, again) => {
      if (again === undefined) await nodeRed.deploy(whole(flow), 'full');
      return pressed(flow);
    },
    exported: async () => (await fetch(`${nodeRed.url}/flows`)).text(),
    stop: async () => {
      await nodeRed.stop();
      sink.close();
      sink.closeAllConnections();
    },
  };
}
