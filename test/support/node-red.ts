import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './root';

/** Milliseconds after which a Node-RED that does not start or stop is killed, so that no test leaves one behind. */
const PATIENCE = 50_000;

/** The key of each account, by the id of its node. */
export type Credentials = Record<string, { client_id: string; secret: string }>;

/** What a test may set of settings.js. */
export interface Settings {
  httpAdminRoot?: string;
  httpNodeRoot?: string;
  adminAuth?: object;
  contextStorage?: object;
  editorTheme?: object;
  lang?: string;
  /** The port to listen on, for one that comes back after a while; any that is free where none is said. */
  port?: number;
}

/** What a process holds: how many timers, sockets and listeners, by name, and how many bytes of heap after a collection. */
export interface Resources {
  held: Record<string, number>;
  heap: number;
}

/** A Node-RED that runs in a process of its own. */
export interface NodeRed {
  /** Its address, without a slash at the end. */
  url: string;
  /** All that it has printed. */
  printed(): string;
  /** Resolves when it has printed this. */
  says(text: string): Promise<void>;
  /** Resolves when flows start the next time. */
  started(): Promise<void>;
  /** Deploys a flow; resolves when it has started. */
  deploy(flow: object[], kind: 'full' | 'nodes' | 'flows'): Promise<void>;
  resources(): Promise<Resources>;
  /** Ends it as the machine would: nothing is saved, nobody is told. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Ends it as its owner would. */
  stop(): Promise<void>;
}

/** A user directory with this package installed and a flow deployed. */
export function makeUserDir(flow: object[], credentials: Credentials): string {
  const userDir = mkdtempSync(join(tmpdir(), 'tuya-node-red-'));
  const scope = join(userDir, 'node_modules', '@tuya-flows');
  mkdirSync(scope, { recursive: true });
  symlinkSync(root, join(scope, 'node-red-tuya-cloud'), 'dir');
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flow));
  writeFileSync(join(userDir, 'flows_cred.json'), JSON.stringify(credentials));
  return userDir;
}

/**
 * Starts Node-RED; resolves when its flows have started.
 * @param env what its environment says besides
 */
export async function startNodeRed(
  userDir: string,
  settings: Settings = {},
  env: Record<string, string> = {},
): Promise<NodeRed> {
  const whole = {
    httpAdminRoot: '/',
    httpNodeRoot: '/',
    userDir,
    flowFile: 'flows.json',
    credentialSecret: false, // the credentials of makeUserDir are plain
    logging: { console: { level: 'info', metrics: false, audit: false } },
    editorTheme: { tours: false, palette: { catalogues: [] }, projects: { enabled: false } },
    telemetry: { enabled: false },
    ...settings,
  };
  const child = fork(join(__dirname, 'node-red-process.js'), [JSON.stringify(whole)], {
    env: { ...process.env, no_proxy: '127.0.0.1', NO_PROXY: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  }
  const gone = once(child, 'exit') as Promise<[number | null]>;
  const failed = gone.then(([code]): never => {
    throw new Error(`Node-RED ended with ${code ?? 'a signal'} before its flows started:\n${printed}`);
  });
  const ready = once(child, 'message') as Promise<[{ port: number }]>;
  const stuck = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  const [{ port }] = await Promise.race([ready, failed]).finally(() => {
    clearTimeout(stuck);
  });
  failed.catch(() => undefined); // from now on its end is what the test wants

  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await gone;
  };
  const stop = async (): Promise<void> => {
    if (child.signalCode !== null) return; // it was killed
    const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    child.kill('SIGTERM');
    const [code] = await gone;
    clearTimeout(late);
    if (code !== 0) throw new Error(`Node-RED did not stop by itself:\n${printed}`);
  };
  const says = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!printed.includes(text)) return;
        child.stdout?.off('data', look);
        resolve();
      };
      child.stdout?.on('data', look);
      look();
    });
  const url = `http://127.0.0.1:${port}`;
  const started = async (): Promise<void> => {
    await once(child, 'message');
  };
  const deploy = async (flow: object[], kind: string): Promise<void> => {
    const running = started();
    const headers = {
      'content-type': 'application/json',
      'node-red-deployment-type': kind,
      connection: 'close',
    };
    const reply = await fetch(`${url}/flows`, { method: 'POST', headers, body: JSON.stringify(flow) });
    if (!reply.ok) throw new Error(`The deploy was answered with ${reply.status}`);
    await running;
  };
  const resources = async (): Promise<Resources> => {
    const told = once(child, 'message') as Promise<[{ resources: Resources }]>;
    child.send('resources');
    return (await told)[0].resources;
  };
  return { url, printed: () => printed, says, started, deploy, resources, kill, stop };
}
