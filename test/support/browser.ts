import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { root } from './root';
import { Watch } from './watch';
import type { Secrets } from './watch';

/** Where Chromium is, if it is on the PATH. */
export function findChromium(): string | undefined {
  try {
    return execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/**
 * A browser that asks nobody outside this machine for anything.
 * @param hosts names of hosts that it finds on this machine, as in a home network
 */
export function openBrowser(executablePath: string, hosts: readonly string[] = []): Promise<Browser> {
  const quiet =
    '--disable-background-networking --disable-component-update --disable-sync --no-first-run --disable-quic';
  // Names that a test gives to this machine, and then nothing but this machine.
  const named = hosts.map((host) => `MAP ${host} 127.0.0.1, `).join('');
  const rules = `--host-resolver-rules=${named}MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1`;
  const args = ['--no-sandbox', '--disable-gpu', rules, ...quiet.split(' ')];
  return chromium.launch({ executablePath, args });
}

/** A running `npm start`. */
export interface Playground {
  url: string;
  /** Where the demo house is seen. */
  house: string;
  process: ChildProcess;
}

/** Starts what `npm start` starts, on a free port, and waits until it says that it is ready. */
export async function startPlayground(env: Record<string, string> = {}): Promise<Playground> {
  const child = spawn(process.execPath, [join(root, 'dist/test/playground/start.js')], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.setEncoding('utf8');
  let printed = '';
  const ready = new Promise<string[]>((resolveUrls, reject) => {
    child.stdout.on('data', (text: string) => {
      printed += text;
      if (printed.includes('Ctrl-C')) resolveUrls(printed.match(/http:\/\/127\.0\.0\.1:\d+/g) ?? []);
    });
    child.once('exit', () => {
      reject(new Error(`npm start did not become ready: ${printed}`));
    });
  });
  const [url = '', house = ''] = await ready;
  return { url, house, process: child };
}

/** Interrupts a playground and waits until it is gone. */
export async function stopPlayground(
  { process: child }: Playground,
  signal: NodeJS.Signals = 'SIGINT',
): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const gone = once(child, 'exit');
  child.kill(signal);
  const [code] = (await gone) as [number | null];
  return code;
}

/** How an editor is opened. */
export interface Opening {
  /** What is done before the editor shows, such as a login. */
  enter?: ((page: Page) => Promise<void>) | undefined;
  /** The language that the browser asks for. */
  language?: string;
  /** Pixels of the screen for one of the page. */
  scale?: number;
  size?: { width: number; height: number };
  /** What must never be in the page. */
  secrets?: () => Secrets;
}

/** Opens the editor and watches what goes wrong in it. */
export async function openEditor(
  browser: Browser,
  url: string,
  {
    enter,
    language = 'en-US',
    scale = 1,
    size = { width: 1640, height: 900 },
    secrets = () => ({}),
  }: Opening = {},
): Promise<{ page: Page; faults: string[]; watch: Watch }> {
  const page = await browser.newPage({ viewport: size, locale: language, deviceScaleFactor: scale });
  const watch = await Watch.over(page, secrets);
  await page.goto(url);
  await enter?.(page);
  await page.locator('.red-ui-palette-node[data-palette-type="tuya-request"]').waitFor();
  await page.locator('#red-ui-workspace-tabs .red-ui-tab').first().waitFor();
  const isEmpty = await page.evaluate<boolean>(
    'RED.nodes.filterNodes({ z: RED.workspaces.active() }).length === 0',
  );
  if (!isEmpty) await page.locator('.red-ui-flow-node-group').first().waitFor();
  return { page, faults: watch.faults, watch };
}
