import { mkdtempSync, rmSync, symlinkSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import RED from 'node-red';
import { startCloud } from '../simulator';
import { exampleOf, flowOf } from '../support/examples';
import type { FlowNode } from '../support/examples';
import { root } from '../support/root';
import { wrongTab } from './wrong';

/**
 * `npm start`: a Tuya cloud and a Node-RED in one process, with this package, three of its examples and a tab of mistakes.
 * With TUYA_CLIENT_ID, TUYA_SECRET and TUYA_DATA_CENTER in the environment the real cloud is used.
 */

const packageName = '@tuya-flows/node-red-tuya-cloud';

/** The examples that are there at the start: a lamp that switches, code mode, what devices tell. */
const SHOWN = ['Switch a lamp and read it back', 'Let users log in', 'React to a door sensor'];

/** The examples of the start, their accounts filled in. */
function firstFlows(account: {
  client_id: string;
  secret: string;
  dataCenter: string;
  baseUrl: string;
}): FlowNode[] {
  const flows = SHOWN.flatMap((name) => flowOf(exampleOf(name)));
  // Examples share an account.
  const once = [...new Map(flows.map((node) => [node.id, node])).values()];
  const { client_id, secret, dataCenter, baseUrl } = account;
  return once.map((node) =>
    node.type === 'tuya-config' ? { ...node, dataCenter, baseUrl, credentials: { client_id, secret } } : node,
  );
}

async function main(): Promise<void> {
  // The demo house is on this machine: no proxy of the environment leads to it.
  process.env.no_proxy = [process.env.no_proxy ?? process.env.NO_PROXY, '127.0.0.1']
    .filter(Boolean)
    .join(',');
  const port = Number(process.env.PORT ?? 1880);
  const userDir = mkdtempSync(join(tmpdir(), `tuya-playground-${process.pid}-`));
  const scope = join(userDir, 'node_modules', '@tuya-flows');
  mkdirSync(scope, { recursive: true });
  symlinkSync(root, join(scope, 'node-red-tuya-cloud'), 'dir');

  const { TUYA_CLIENT_ID, TUYA_SECRET, TUYA_DATA_CENTER } = process.env;
  const real = TUYA_CLIENT_ID && TUYA_SECRET && TUYA_DATA_CENTER;
  const cloud = real ? undefined : await startCloud();
  if (cloud) cloud.messages.rule = true;
  const account = real
    ? { client_id: TUYA_CLIENT_ID, secret: TUYA_SECRET, dataCenter: TUYA_DATA_CENTER, baseUrl: '' }
    : {
        client_id: cloud?.client_id ?? '',
        secret: cloud?.secret ?? '',
        dataCenter: 'custom',
        baseUrl: cloud?.url ?? '',
      };

  const app = express();
  const server = createServer(app);
  RED.init(server, {
    httpAdminRoot: '/',
    httpNodeRoot: '/',
    userDir,
    flowFile: 'flows.json',
    credentialSecret: 'playground',
    uiHost: '127.0.0.1',
    uiPort: port,
    logging: { console: { level: 'warn', metrics: false, audit: false } },
    editorTheme: { tours: false, palette: { catalogues: [] }, projects: { enabled: false } },
    telemetry: { enabled: false },
  } as Parameters<typeof RED.init>[1]);
  app.use('/', RED.httpAdmin);
  app.use('/', RED.httpNode);

  let ending = false;
  const end = async (code: number): Promise<void> => {
    if (ending) return;
    ending = true;
    await RED.stop().catch(() => undefined);
    server.closeAllConnections();
    server.close();
    await cloud?.close();
    rmSync(userDir, { recursive: true, force: true });
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
  // npm may be killed without a signal for us: an orphan is adopted by another parent.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void end(0);
  }, 1000).unref();

  const flowsStarted = (): Promise<unknown> =>
    new Promise((started) => {
      RED.events.once('flows:started', started);
    });
  const empty = flowsStarted();
  await RED.start();
  await empty;
  const filled = flowsStarted();
  const examples = firstFlows(account);
  const shared = examples.find(({ type }) => type === 'tuya-config')?.id ?? '';
  // The real cloud makes no mistakes on demand.
  const flows = [...examples, ...(cloud === undefined ? [] : wrongTab(cloud, shared))];
  await RED.runtime.flows.setFlows({ flows: { flows, credentials: {} } });
  await filled;
  // Last, because an editor that is still open from before would ask for flows that are not there yet.
  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', ready);
  }).catch(async (error: unknown) => {
    console.error(
      `Port ${port} cannot be used (${error instanceof Error ? error.message : ''}); try PORT=1881 npm start`,
    );
    await end(1);
  });
  const at = (server.address() as AddressInfo).port;
  console.log(`
  Node-RED with ${packageName}:   http://127.0.0.1:${at}
  ${cloud === undefined ? 'The real cloud is used.' : `The demo house, a Tuya cloud to play with:          ${cloud.url}`}

  Open the first address and press the button at the left of "on": a lamp ${cloud === undefined ? 'of yours' : 'of the demo house'}
  lights up. The debug sidebar (the bug at the right) shows its state.
  ${
    cloud === undefined
      ? 'Events: choose your sensor in the flow of the third tab; its comment says what to switch on at Tuya.'
      : `Events: open the demo house and press Open at the front door. The flow of the third tab tells of it at
  once, below its nodes and in the debug sidebar, and under "Last calls" in the house nothing is counted.`
  }
  ${cloud === undefined ? '' : 'When something goes wrong: the tab of that name has a button for each mistake.'}
  Code mode, where users log in: http://127.0.0.1:${at}/login as anna@example.com / anna-demo or
  ben@example.com / ben-demo; its flow is the second tab.
  More to try: menu > Import > Examples > ${packageName}.
  Ctrl-C ends everything.
`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
